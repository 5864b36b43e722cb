"""Carriers' own answers: every event with its kind, its second and its place; nothing of a person."""

from datetime import UTC, datetime

import pytest

from vtr_lib.errors import DataError

JANE = "Jane Planted"


def scans(reading):
    columns = ("tracking", "scanned_at", "kind", "physical", "carrier", "country")
    return reading.tables["scans"].select(columns).rows()


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def usps(*events):
    told = {"trackingNumber": "9400100000000000000007", "originZIP": "11430", "destinationCity": "Planted"}
    return told | {"trackingEvents": list(events)}


USPS = {"eventTimestamp": "2025-01-12T10:00:00", "GMTTimestamp": "2025-01-12T15:00:40Z", "GMTOffset": "-05:00",
        "eventCity": "JAMAICA", "eventType": "Any", "eventState": "NY", "eventCountry": None, "name": JANE}  # fmt: skip


def test_usps(files):
    told = [
        USPS | {"eventCode": "GX", "eventType": "Shipping Label Created, USPS Awaiting Item"},
        USPS | {"eventCode": "03", "GMTTimestamp": None},
        USPS | {"eventCode": "TL", "GMTTimestamp": None, "GMTOffset": None, "eventCity": None},
        USPS | {"eventCode": "01", "GMTTimestamp": None, "GMTOffset": None, "eventState": "CA"},
        USPS | {"eventCode": "QQ"},
    ]
    reading = files.read(usps(*told))
    number = "9400100000000000000007"
    assert scans(reading) == [
        (number, at(2025, 1, 12, 15, 0, 40), "label", "no", "usps", "US"),
        (number, at(2025, 1, 12, 15), "accept", "yes", "usps", "US"),
        (number, at(2025, 1, 12, 15), "transit", "no", "usps", "US"),
        (number, at(2025, 1, 12, 18), "delivered", "yes", "usps", "US"),
        (number, at(2025, 1, 12, 15, 0, 40), "unknown", "unknown", "usps", "US"),
    ]
    assert reading.unmapped == {"QQ": 1}
    assert reading.notes["times_by_place"] == 2


def test_amazons_own_parcels_are_not_of_usps(files):
    event = {"eventDate": "2025-01-12T10:00:00Z", "eventCode": "EVENT_101", "eventAddress": {"country": "US"}}
    told = {"packageNumber": 1, "trackingNumber": "TBA1", "carrierCode": "A", "trackingEvents": [event]}
    for body in (told, told | {"trackingEvents": []}):
        with pytest.raises(DataError, match="DOCUMENT_UNKNOWN"):
            files.read({"payload": body})


def ups(*activities, **package):
    told = {"trackingNumber": "1Z999AA10123456784", "activity": list(activities)} | package
    return {"trackResponse": {"shipment": [{"inquiryNumber": "1Z999AA10123456784", "package": [told]}]}}


UPS = {
    "date": "20250112",
    "time": "071356",
    "location": {"address": {"city": "Wayne", "stateProvince": "NJ", "countryCode": "US", "addressLine1": JANE}},
}


def test_ups(files):
    told = [
        UPS | {"status": {"type": "M", "description": f"signed by {JANE}"}},
        UPS | {"status": {"type": "D"}, "gmtDate": "20250112", "gmtTime": "13:13:56", "gmtOffset": "-05:00"},
        UPS | {"status": {"type": "O"}, "location": {"address": {"country": "CN"}}},
    ]
    other = [{"number": "92419900000000000000000007", "type": "USPS_PIC"}]
    reading = files.read(ups(*told, alternateTrackingNumber=other, deliveryInformation={"receivedBy": JANE}))
    number = "1Z999AA10123456784"
    assert scans(reading) == [
        (number, at(2025, 1, 12, 12, 13, 56), "label", "no", "ups", "US"),
        (number, at(2025, 1, 12, 13, 13, 56), "delivered", "yes", "ups", "US"),
        (number, at(2025, 1, 11, 23, 13, 56), "out_for_delivery", "yes", "ups", "CN"),
    ]
    assert reading.tables["aliases"].select("tracking", "alias_of").rows() == [("92419900000000000000000007", number)]


def test_an_event_without_a_number_is_counted(files):
    reading = files.read(ups(UPS | {"status": {"type": "D"}}, trackingNumber="string"))
    assert (reading.tables["scans"].height, reading.notes["events"], reading.notes["events_set_aside"]) == (0, 1, 1)
    assert files.read(ups(UPS | {"status": {"type": "D"}})).notes["events_set_aside"] == 0


def test_a_package_without_a_number_of_its_own_has_that_asked_for(files):
    reading = files.read(ups(UPS | {"status": {"type": "D"}}, trackingNumber=None))
    assert reading.tables["scans"]["tracking"].to_list() == ["1Z999AA10123456784"]


FEDEX = {
    "date": "2025-01-12T10:00:00-06:00",
    "eventType": "PU",
    "eventDescription": JANE,
    "scanLocation": {"city": "MEMPHIS", "stateOrProvinceCode": "TN", "countryCode": "US", "streetLines": [JANE]},
}


def fedex(*events, **shipment):
    result = {"scanEvents": list(events), "shipperInformation": {"contact": {"personName": JANE},
              "address": {"countryCode": "CN"}}} | shipment  # fmt: skip
    return {"output": {"completeTrackResults": [{"trackingNumber": "123456789012", "trackResults": [result]}]}}


def test_fedex(files):
    told = [FEDEX, FEDEX | {"eventType": "OC"}, FEDEX | {"eventType": "IT"}, FEDEX | {"eventType": "DE"},
            FEDEX | {"eventType": "DL", "scanLocation": {}}, FEDEX | {"date": "soon"}]  # fmt: skip
    reading = files.read(fedex(*told))
    assert [row[2:4] for row in scans(reading)] == [
        ("accept", "yes"), ("label", "no"), ("transit", "unknown"), ("attempt", "yes"), ("delivered", "yes"),
    ]  # fmt: skip
    assert scans(reading)[0] == ("123456789012", at(2025, 1, 12, 16), "accept", "yes", "fedex", "US")
    assert reading.tables["origins"]["origin"].to_list() == ["CN"]
    assert [(fault.line, fault.code) for fault in reading.faults] == [(1, "DATE_FORMAT")]


UPS_UNKNOWN = {"warnings": [{"code": "TW0001", "message": JANE}]}
FEDEX_UNKNOWN = {
    "trackingNumber": "123456789000",
    "trackResults": [{"error": {"code": "TRACKING.TRACKINGNUMBER.NOTFOUND", "message": JANE}}],
}
PIECE_UNKNOWN = {"mailPieceId": "0B0", "status": "404", "error": {"errorCode": "E1142", "errorDescription": JANE}}
NO_HISTORY = f"<messages><message><code>004</code><description>{JANE}</description></message></messages>"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"trackResponse": {"shipment": [UPS_UNKNOWN]}}, "TW0001"),
        ({"trackResponse": {"shipment": [UPS_UNKNOWN, UPS_UNKNOWN]}}, "TW0001"),
        ({"output": {"completeTrackResults": [FEDEX_UNKNOWN]}}, "TRACKING.TRACKINGNUMBER.NOTFOUND"),
        ({"mailPieces": [PIECE_UNKNOWN]}, "E1142"),
        (NO_HISTORY, "004"),
        (f"<wrapper>{NO_HISTORY}</wrapper>", "004"),
    ],
)
def test_an_answer_that_knows_no_number_is_refused_by_its_code(files, answer, reason):
    with pytest.raises(DataError) as refused:
        files.read(answer)
    assert (refused.value.code, refused.value.values["reason"]) == ("ERROR_ANSWER", reason)
    assert "Jane" not in str(refused.value)


def test_unknown_numbers_among_known_ones_are_counted(files):
    known = ups(UPS | {"status": {"type": "D"}})
    known["trackResponse"]["shipment"].append(UPS_UNKNOWN)
    fedexs = fedex(FEDEX)
    fedexs["output"]["completeTrackResults"] += [FEDEX_UNKNOWN]
    pieces = {"mailPieces": [PIECE_UNKNOWN, {"mailPieceId": "0B1", "summary": {"originCountryCode": "GBR"}}]}
    canadas = canada_post(occurrence("0174")).replace("</wrapper>", f"{NO_HISTORY}</wrapper>")
    shipment = {"id": "7777777770", "service": "express", "status": {}, "events": []}
    dhls = [{"shipments": [shipment]}, {"title": JANE, "detail": JANE, "status": 404}]
    for answer in (known, fedexs, pieces, canadas, dhls):
        assert files.read(answer).notes["answers_left_out"] == 1


def test_a_number_without_events_is_no_error(files):
    assert "answers_left_out" not in files.read(usps()).notes
    assert files.read(usps()).tables == {}


def test_dhl(files):
    place = {"address": {"countryCode": "NL", "addressLocality": f"1 Planted Street, {JANE}"}}
    event = {"timestamp": "2025-03-02T07:53:47", "statusCode": "delivered", "location": place, "description": JANE}
    shipment = {"id": 7777777770, "service": "express", "origin": place, "status": {"statusCode": "transit"},
                "details": {"receiver": {"name": JANE}},
                "events": [event, event | {"statusCode": "pre-transit", "status": "DELIVERED"},
                           event | {"statusCode": "transit", "timestamp": "2025-03-02T07:53:47+09:00"}]}  # fmt: skip
    reading = files.read({"shipments": [shipment]})
    assert scans(reading) == [
        ("7777777770", at(2025, 3, 2, 6, 53, 47), "delivered", "yes", "dhl-express", "NL"),
        ("7777777770", at(2025, 3, 2, 6, 53, 47), "label", "no", "dhl-express", "NL"),
        ("7777777770", at(2025, 3, 1, 22, 53, 47), "transit", "unknown", "dhl-express", "NL"),
    ]
    assert reading.tables["origins"]["origin"].to_list() == ["NL"]


def canada_post(*events: str) -> str:
    told = "".join(f"<occurrence>{event}<signatory-name>{JANE}</signatory-name></occurrence>" for event in events)
    detail = f"<tracking-detail><pin>7023210000000000</pin><significant-events>{told}</significant-events>"
    return f'<wrapper xmlns="urn:track">{detail}</tracking-detail></wrapper>'


def occurrence(code: str, clock: str = "EST", province: str = "QC") -> str:
    return (
        f"<event-identifier>{code}</event-identifier><event-date>2025-02-03</event-date><event-time>08:27:43</event-time>"
        f"<event-time-zone>{clock}</event-time-zone><event-site>QUEBEC</event-site>"
        f"<event-province>{province}</event-province>"
    )


def test_canada_post(files):
    told = [
        occurrence("0174"),
        occurrence("1496", "PST", "BC"),
        occurrence("0100", "", "NS"),
        occurrence("20", "??", ""),
    ]
    reading = files.read(canada_post(*told))
    number = "7023210000000000"
    assert scans(reading) == [
        (number, at(2025, 2, 3, 13, 27, 43), "out_for_delivery", "yes", "canada-post", "CA"),
        (number, at(2025, 2, 3, 16, 27, 43), "delivered", "yes", "canada-post", "CA"),
        (number, at(2025, 2, 3, 12, 27, 43), "arrive", "yes", "canada-post", "CA"),
        (number, at(2025, 2, 3, 13, 27, 43), "unknown", "no", "canada-post", "CA"),
    ]
    assert files.read(canada_post()).tables == {}


def test_royal_mail(files):
    event = {"eventCode": "EVKNA", "eventDateTime": "2025-01-20T10:04:00+01:00", "locationName": "Stafford DO"}
    piece = {"mailPieceId": "0B0000000000000FE0E0B", "signature": {"recipientName": JANE},
             "summary": {"oneDBarcode": "FQ000000005GB", "originCountryCode": "GBR", "summaryLine": JANE},
             "events": [event, event | {"eventCode": "EVKSP"}, event | {"eventCode": "EVAIP"}]}  # fmt: skip
    for tree in ({"mailPieces": piece}, {"mailPieces": [piece]}):
        reading = files.read(tree)
        assert [row[:4] for row in scans(reading)] == [
            ("FQ000000005GB", at(2025, 1, 20, 9, 4), "attempt", "yes"),
            ("FQ000000005GB", at(2025, 1, 20, 9, 4), "delivered", "yes"),
            ("FQ000000005GB", at(2025, 1, 20, 9, 4), "label", "no"),
        ]
        assert reading.tables["aliases"]["tracking"].to_list() == ["0B0000000000000FE0E0B"]
        assert reading.tables["origins"]["origin"].to_list() == ["GB"]


def usps_xml(*events: str, part: str = "TrackDetail") -> str:
    told = "".join(f"<{part}>{event}<Name>{JANE}</Name></{part}>" for event in events)
    info = f"<TrackInfo ID='9400100000000000000007'><Class>Any</Class>{told}</TrackInfo>"
    lost = f"<TrackInfo ID='9400100000000000000014'><Error><Number>-21</Number><D>{JANE}</D></Error></TrackInfo>"
    return f"<TrackResponse>{info}{lost}</TrackResponse>"


def web_tool(code: str, day: str = "January 6, 2016", time: str = "10:45 pm") -> str:
    return (
        f"<EventTime>{time}</EventTime><EventDate>{day}</EventDate><Event>Any</Event><EventCity>COLUMBUS</EventCity>"
        f"<EventState>OH</EventState><EventCountry/><EventCode>{code}</EventCode>"
    )


def test_usps_web_tools(files):
    reading = files.read(usps_xml(web_tool("10"), web_tool("03", time="9:10 am"), web_tool("01", time="")))
    number = "9400100000000000000007"
    assert (reading.format, reading.notes["answers_left_out"]) == ("usps_xml", 1)
    assert scans(reading) == [
        (number, at(2016, 1, 7, 3, 45), "arrive", "yes", "usps", "US"),
        (number, at(2016, 1, 6, 14, 10), "accept", "yes", "usps", "US"),
        (number, at(2016, 1, 7, 4, 59, 59), "delivered", "yes", "usps", "US"),
    ]
    assert scans(files.read(usps_xml(web_tool("10"), part="TrackSummary"))) == scans(reading)[:1]


def test_usps_web_tools_in_a_sentence_are_set_aside(files):
    told = usps_xml(web_tool("10")).replace("<Class>", f"<TrackSummary>Delivered to {JANE}</TrackSummary><Class>")
    assert [fault.code for fault in files.read(told).faults] == ["JSON_SHAPE"]


def soap(answer: str) -> str:
    return f"<s:Envelope xmlns:s='urn:soap'><s:Header/><s:Body>{answer}</s:Body></s:Envelope>"


def ups_xml(status: str) -> str:
    address = "<City>Wayne</City><StateProvinceCode>NJ</StateProvinceCode><CountryCode>US</CountryCode>"
    place = f"<ActivityLocation><Address>{address}</Address><N>{JANE}</N></ActivityLocation>"
    activity = f"<Activity>{place}{status}<Date>20250112</Date><Time>071356</Time></Activity>"
    package = f"<Package><TrackingNumber>1Z999AA10123456784</TrackingNumber>{activity}</Package>"
    return f"<TrackResponse><Shipment>{package}</Shipment></TrackResponse>"


@pytest.mark.parametrize(
    "answer",
    [
        ups_xml("<Status><StatusType><Code>D</Code></StatusType><StatusCode><Code>KM</Code></StatusCode></Status>"),
        soap(ups_xml("<Status><Type>D</Type><Code>KM</Code></Status>")),
    ],
)
def test_ups_before_json(files, answer):
    reading = files.read(answer)
    assert reading.format == "ups_xml"
    assert scans(reading) == [("1Z999AA10123456784", at(2025, 1, 12, 12, 13, 56), "delivered", "yes", "ups", "US")]


FEDEX_EVENT = (
    "<Events><Timestamp>2025-01-12T10:00:00-06:00</Timestamp><EventType>PU</EventType>"
    f"<Address><City>MEMPHIS</City><CountryCode>US</CountryCode><Street>{JANE}</Street></Address></Events>"
)
FEDEX_DETAILS = f"<TrackDetails><TrackingNumber>123456789012</TrackingNumber>{FEDEX_EVENT}</TrackDetails>"
FEDEX_FAULT = "<TrackDetails><Notification><Code>6035</Code></Notification></TrackDetails>"


def fedex_xml(details: str) -> str:
    return f"<TrackReply xmlns='urn:fedex'><Notifications><Code>0</Code></Notifications>{details}</TrackReply>"


@pytest.mark.parametrize("wrap", ["<CompletedTrackDetails>{}</CompletedTrackDetails>", "{}"])
def test_fedex_before_json(files, wrap):
    reading = files.read(soap(fedex_xml(wrap.format(FEDEX_DETAILS + FEDEX_FAULT))))
    assert (reading.format, reading.notes["answers_left_out"]) == ("fedex_xml", 1)
    assert scans(reading) == [("123456789012", at(2025, 1, 12, 16), "accept", "yes", "fedex", "US")]
    with pytest.raises(DataError, match=r"ERROR_ANSWER.*\(6035\)"):
        files.read(fedex_xml(wrap.format(FEDEX_FAULT)))


ALL = [
    usps_xml(web_tool("10")),
    ups_xml("<Status><Type>D</Type></Status>"),
    fedex_xml(FEDEX_DETAILS),
    usps(USPS | {"eventCode": "03"}),
    ups(UPS | {"status": {"type": "D"}}),
    fedex(FEDEX),
    canada_post(occurrence("20")),
]


@pytest.mark.parametrize(
    "content", ALL, ids=["usps_xml", "ups_xml", "fedex_xml", "usps", "ups", "fedex", "canada_post"]
)
def test_nothing_of_a_person_comes_through(files, content):
    told = "".join(table.write_json() for table in files.read(content).tables.values())
    assert "scanned_at" in told
    assert "lanted" not in told
