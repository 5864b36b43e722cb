"""Aggregators' answers: what each event means, when it was, whose number it was told under, and who asked when."""

import copy
import csv
import itertools
import json
from importlib import resources

import pytest
from sources.answers import (
    AFTERSHIP,
    ANSWERS,
    EASYPOST,
    JANE,
    KARRIO,
    PARCELSAPP,
    SEVENTEEN_V1,
    SEVENTEEN_V2,
    SHIP24,
    SHIPENGINE,
    SHIPPO,
    SITE,
    TRACK,
    TRACKER,
    TRACKINGMORE,
    YUNEXPRESS,
    YUNEXPRESS_PUSH,
)  # fmt: skip
from sources.trees import changed, places

from vtr_lib.errors import DataError
from vtr_lib.sources import countries, statuses


def rows(reading, table):
    return reading.tables[table].to_dicts() if table in reading.tables else []


def scans(reading):
    """The scans as (number, time, kind, physical, carrier)."""
    return [
        (row["tracking"], f"{row['scanned_at']:%m-%d %H:%M:%S}", row["kind"], row["physical"], row["carrier"])
        for row in rows(reading, "scans")
    ]


def asked(reading):
    return [(row["tracking"], f"{row['checked_at']:%m-%d %H:%M}", row["status"]) for row in rows(reading, "snapshots")]


SCANS = {
    "seventeen_track_v1": [
        ("N1", "01-12 02:00:05", "depart", "yes", "china-post"),
        ("N1", "01-11 15:59:59", "unknown", "unknown", "china-post"),
        ("N1", "01-14 14:30:00", "delivered", "yes", "usps"),
    ],
    "site": [
        ("1234567890987654321", "01-14 08:30:00", "transit", "unknown", "usps"),
        ("N4", "01-14 22:59:59", "unknown", "unknown", None),
    ],
    "seventeen_track": [
        ("N1", "01-12 10:00:00", "arrive", "yes", "usps"),
        ("N1", "01-12 11:00:00", "accept", "yes", "usps"),
    ],
    "aftership": [
        ("N1", "01-11 02:00:00", "label", "no", "yunexpress"),
        ("N1", "01-12 12:00:00", "transit", "unknown", "usps"),
        ("N1", "01-13 12:00:00", "unknown", "no", "usps"),
        ("N1", "01-15 04:59:59", "delivered", "yes", "yunexpress"),
    ],
    "easypost": [
        ("N1", "01-11 10:00:00", "label", "no", "usps"),
        ("N1", "01-12 10:00:00", "arrive", "yes", "usps"),
        ("N1", "01-13 10:00:00", "unknown", "yes", "usps"),
        ("N1", "01-14 10:00:00", "delivered", "yes", "usps"),
    ],
    "shippo": [
        ("N1", "01-11 10:00:00", "none", "no", "usps"),
        ("N1", "01-12 10:00:00", "transit", "unknown", "usps"),
        ("N1", "01-13 10:00:00", "arrive", "yes", "usps"),
        ("N1", "01-14 10:00:00", "delivered", "yes", "usps"),
    ],
    "ship24": [
        ("N1LAST", "01-14 18:00:00", "delivered", "yes", "usps"),
        ("N1", "01-13 02:00:00", "transit", "unknown", None),
        ("N1", "01-12 15:59:59", "return", "yes", None),
        ("N1", "01-11 10:00:00", "unknown", "unknown", "china-post"),
    ],
    "trackingmore": [
        ("N1", "01-11 02:00:00", "label", "no", "yunexpress"),
        ("N1", "01-12 02:00:00", "arrive", "yes", "yunexpress"),
        ("N1", "01-14 15:00:00", "out_for_delivery", "yes", "usps"),
    ],
    "shipengine": [
        ("N1", "01-11 10:00:00", "label", "no", "usps"),
        ("N1", "01-12 10:00:00", "transit", "unknown", "usps"),
        ("N1", "01-14 10:00:00", "delivered", "yes", "usps"),
    ],
    "yunexpress": [
        ("YT1", "01-11 02:00:00", "accept", "yes", "yunexpress"),
        ("YT1", "01-14 02:00:00", "unknown", "unknown", "yunexpress"),
        ("YT1", "01-13 15:00:00", "attempt", "yes", "yunexpress"),
        ("YT1", "01-12 02:00:00", "customs", "unknown", "yunexpress"),
    ],
    "push": [("YT1", "01-11 02:00:00", "unknown", "unknown", "yunexpress")],
    "parcelsapp": [
        ("N1", "01-14 10:00:00", "delivered", "yes", "usps"),
        ("N1", "01-11 10:00:00", "unknown", "unknown", "yunexpress"),
    ],
    "karrio": [
        ("N1", "01-12 10:00:00", "accept", "yes", "usps"),
        ("N1", "01-11 22:11:00", "label", "no", "usps"),
        ("N2", "01-11 02:31:00", "label", "no", "australia-post"),
        ("N2", "01-14 02:31:00", "delivered", "yes", "australia-post"),
    ],
}
ASKED = {
    "seventeen_track_v1": [("N1", "01-15 00:00", "40")],
    "seventeen_track": [("N1", "01-15 00:00", "InTransit")],
    "aftership": [("N1", "01-15 00:00", "Delivered")],
    "easypost": [("N1", "01-15 00:00", "delivered")],
    "shippo": [("N1", "01-15 00:00", "DELIVERED")],
    "ship24": [("N1", "01-15 00:00", "delivered")],
    "trackingmore": [("N1", "01-15 00:00", "pickup"), ("N2", "01-15 00:00", "notfound")],
}
ORIGINS = {"shippo": "US", "site": None, "seventeen_track_v1": None, "shipengine": None}
ALIASED = {"seventeen_track_v1", "seventeen_track", "aftership", "ship24", "trackingmore", "yunexpress", "push"}
NAMES = {"site": "seventeen_track_v1", "push": "yunexpress"}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_tells_what_happened_when_and_who_asked(files, name):
    reading = files.read(ANSWERS[name])
    assert reading.format == NAMES.get(name, name)
    assert scans(reading) == SCANS[name]
    assert asked(reading) == ASKED.get(name, [])
    told = [row["origin"] for row in rows(reading, "origins")] or [None]
    assert told[0] == ORIGINS.get(name, "CN")
    first = "YT1" if NAMES.get(name, name) == "yunexpress" else "N1"
    pairs = {(row["tracking"], row["alias_of"]) for row in rows(reading, "aliases")}
    assert pairs == ({("N1LAST", first)} if name in ALIASED else set())
    providers = {row["provider"] for row in rows(reading, "snapshots")}
    assert not providers or {row["provider"] for row in rows(reading, "scans")} == providers


def test_every_format_has_an_answer_here():
    assert SCANS.keys() == ANSWERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_nobody_comes_through(files, name):
    reading = files.read(ANSWERS[name])
    shown = [table.write_csv() for table in reading.tables.values()]
    shown += [str(each.error(reading.file)) for each in reading.faults]
    everything = "".join([*shown, str(reading)])
    assert JANE in json.dumps(ANSWERS[name])
    assert not any(part in everything for part in ("Jane", "Planted", "planted", "555"))


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_cut_anywhere_is_refused(files, name):
    raw = json.dumps(ANSWERS[name]).encode()
    for cut in range(1, len(raw)):
        with pytest.raises(DataError) as refused:
            files.read(raw[:cut])
        assert refused.value.code == "JSON_SYNTAX"


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_given_twice_counts_once(files, name):
    once, twice = files.read(ANSWERS[name]), files.read([ANSWERS[name], ANSWERS[name]])
    assert scans(twice) == scans(once)
    assert asked(twice) == asked(once)
    assert len(twice.lines["duplicate"]) == once.total
    assert twice.identity()["lines"] == 2 * once.total


ODD = [None, 0, True, "", "x", [], {}, [0], [[]], {"value": []}, "\ud800", 1.5, "9" * 10_001]
SET_ASIDE = {"JSON_SHAPE", "FIELD_SIZE", "CONTROL_CHAR", "BLANK_CELL", "DATE_FORMAT", "NO_TIMEZONE"}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_odd_value_anywhere_is_set_aside_or_refused(files, name):
    for path, odd in zip(places(ANSWERS[name]), itertools.cycle(ODD), strict=False):
        try:
            reading = files.read(json.dumps(changed(ANSWERS[name], path, odd)).encode())
        except DataError as error:
            refused = [str(error)]
        else:
            refused = [str(fault.error(reading.file)) for fault in reading.faults]
            assert {fault.code for fault in reading.faults} <= SET_ASIDE
        assert all(refused)


WRAPPED = [
    (AFTERSHIP, {"data": {"tracking": AFTERSHIP["data"]}}),
    (AFTERSHIP, {"data": {"trackings": [AFTERSHIP["data"]], "pagination": {}}}),
    (AFTERSHIP, {"event": "tracking_update", "msg": AFTERSHIP["data"]}),
    (AFTERSHIP, AFTERSHIP["data"]),
    (SEVENTEEN_V2, {"code": 0, "data": {"accepted": [SEVENTEEN_V2["data"]], "rejected": []}}),
    (SEVENTEEN_V2, {"shipments": [{"number": "N1", "shipment": SEVENTEEN_V2["data"]["track_info"]}]}),
    (SEVENTEEN_V1, {"data": SEVENTEEN_V1["data"]["accepted"][0]}),
    (SEVENTEEN_V1, {"dat": [{"no": "N1", "track": SEVENTEEN_V1["data"]["accepted"][0]["track"]}]}),
    (EASYPOST, TRACKER),
    (EASYPOST, {"trackers": [TRACKER], "has_more": False}),
    (EASYPOST, {"events": [EASYPOST]}),
    (EASYPOST, {"object": "Shipment", "tracker": TRACKER}),
    (SHIPPO, TRACK),
    (SHIPPO, {"count": 1, "results": [TRACK]}),
    (SHIP24, {"data": SHIP24}),
    (SHIP24, {"Success": {"value": {"data": SHIP24}}}),
    (TRACKINGMORE, {"code": 200, "data": {"items": TRACKINGMORE["data"]}}),
    (SHIPENGINE, SHIPENGINE["data"]),
    (YUNEXPRESS, YUNEXPRESS["result"]),
    (YUNEXPRESS_PUSH, {"Item": YUNEXPRESS_PUSH, "Code": "0000"}),
    (YUNEXPRESS_PUSH, {"Items": [YUNEXPRESS_PUSH]}),
    (PARCELSAPP, {"shipments": PARCELSAPP["shipments"]}),
    (KARRIO, KARRIO[0]),
    (KARRIO, {"count": 2, "results": KARRIO[0]}),
    (KARRIO, [{"type": "tracker_updated", "data": each} for each in KARRIO[0]]),
]


@pytest.mark.parametrize(("answer", "other"), WRAPPED)
def test_what_stands_around_an_answer_changes_nothing(files, answer, other):
    for tree in (other, [{"method": "GET", "status": 200, "body": other}], {"response": {"body": json.dumps(other)}}):
        reading = files.read(tree)
        assert scans(reading) == scans(files.read(answer))
        assert asked(reading) == asked(files.read(answer))


def one(answer, *path, **change):
    """``answer`` with a change where ``path`` leads."""
    tree = copy.deepcopy(answer)
    inside = tree
    for key in path:
        inside = inside[key]
    inside |= change
    return tree


def test_a_tracking_that_was_never_tracked_was_not_asked_for(files):
    assert asked(files.read(one(AFTERSHIP, "data", tracked_count=0))) == []
    assert asked(files.read(one(AFTERSHIP, "data", tracked_count=1))) != []


def test_a_failed_synchronisation_asked_nobody(files):
    path = ("data", "track_info", "tracking", "providers", 0)
    assert asked(files.read(one(SEVENTEEN_V2, *path, latest_sync_status="Failure"))) == []


def test_what_was_rejected_was_not_asked_for(files):
    rejected = [{"number": "N1", "error": {"code": -1}}]
    known = {"number": "N2", "package_status": "NotFound", "track_time": "2025-01-15T00:00:00Z"}
    reading = files.read({"code": 0, "data": {"accepted": [known], "rejected": rejected}})
    assert (reading.identity()["lines"], reading.notes["answers_left_out"]) == (2, 1)
    assert [row[0] for row in asked(reading)] == ["N2"]
    with pytest.raises(DataError, match=r"ERROR_ANSWER.*\(-1\)"):
        files.read({"code": 0, "data": {"accepted": [], "rejected": rejected}})


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ({"w1": 100003, "e": 40, "tt": "2025-01-15 00:00:00"}, [("N1", "01-15 00:00", "40")]),
        ({"w1": 100003, "e": 0, "tt": None}, []),
        ({"package_status": "NotFound", "track_time": "2025-01-15T00:00:00Z"}, [("N1", "01-15 00:00", "NotFound")]),
    ],
)
def test_a_list_of_numbers_tells_when_each_was_asked_for(files, number, expected):
    assert asked(files.read({"code": 0, "data": {"accepted": [{"number": "N1"} | number]}})) == expected


def test_an_unfinished_request_asked_nobody(files):
    for tree in ({"uuid": "u", "done": False}, {"uuid": "u", "done": False, "shipments": []}):
        reading = files.read(tree)
        assert (reading.format, reading.tables) == ("parcelsapp", {})


@pytest.mark.parametrize(
    "answer", [one(EASYPOST, "result", is_return=True), one(AFTERSHIP, "data", shipment_direction="return")]
)
def test_all_that_happens_to_a_parcel_sent_back_is_of_the_return_leg(files, answer):
    assert {row["leg"] for row in rows(files.read(answer), "scans")} == {"return"}


def test_a_delivery_after_a_return_is_none(files):
    there = one(SHIP24, "trackings", 0, "events", 0, eventTrackingNumber="N1")
    legs = {row["kind"]: row["leg"] for row in files.store(there).scans.to_dicts()}
    assert legs == {"unknown": "forward", "return": "return", "transit": "return", "delivered": "return"}


def test_a_number_the_answer_was_not_asked_for_is_an_alias(files):
    by_number = {row["tracking"]: row["alias_of"] for row in rows(files.read(SHIP24), "scans")}
    assert by_number == {"N1LAST": "N1", "N1": None}
    assert scans(files.read(one(SHIP24, "trackings", 0, tracker=None))) == SCANS["ship24"]


def test_a_number_that_is_a_json_number_stays_as_it_is(files):
    for answer, path, name in (
        (EASYPOST, "result", "tracking_code"),
        (AFTERSHIP, "data", "tracking_number"),
        (SHIPPO, "data", "tracking_number"),
    ):
        reading = files.read(one(answer, path, **{name: 9400115901047177598206}))
        assert {row["tracking"] for row in rows(reading, "scans")} == {"9400115901047177598206"}


def test_a_time_that_is_a_day_says_so(files):
    precisions = [row["precision"] for row in rows(files.read(AFTERSHIP), "scans")]
    assert precisions == [None, None, None, "day"]


@pytest.mark.parametrize(
    "tree",
    [
        {"tracking": {"id": "1"}},
        {"trackings": [{"id": "1"}]},
        {"data": {"trackings": [1, 2]}},
        {"shipments": [{"id": "1", "events": []}]},
        {"results": [{"id": "1"}]},
        {"data": [{"tracking_number": "N1"}]},
        {"result": {"waybill_number": "YT1"}},
        {"tracking_number": "N1", "carrier_name": "usps", "docs": {}},
    ],
)
def test_what_looks_alike_is_no_answer(files, tree):
    with pytest.raises(DataError, match="DOCUMENT_UNKNOWN"):
        files.read(tree)


def test_a_bad_time_of_asking_costs_no_scans(files):
    reading = files.read(one(EASYPOST, "result", updated_at="yesterday"))
    assert (scans(reading), asked(reading)) == (SCANS["easypost"], [])
    assert [(fault.column, fault.code) for fault in reading.faults] == [("checked_at", "DATE_FORMAT")]
    assert reading.lines["accepted"] == [1]


@pytest.mark.parametrize(
    ("tag", "wording", "expected"),
    [
        ("delivered", "Shipping information received by Australia Post", "label"),
        ("delivered", "Shipping information approved by Australia Post", "label"),
        ("delivered", "Delivered", "delivered"),
        ("in_transit", "Shipping information received by Australia Post", "transit"),
    ],
)
def test_an_advice_tagged_delivered_is_none(files, tag, wording, expected):
    event = {"date": "2025-01-11", "time": "01:31 PM", "status": tag, "description": wording}
    record = {"carrier_name": "australiapost", "tracking_number": "N1", "events": [event]}
    assert [row["kind"] for row in rows(files.read([record]), "scans")] == [expected]


@pytest.mark.parametrize(
    ("status", "substatus", "expected"),
    [
        ("TRANSIT", "package_accepted", ("accept", "yes")),
        ("TRANSIT", "nobody_knows", ("transit", "unknown")),
        ("TRANSIT", None, ("transit", "unknown")),
        ("FAILURE", "delivery_attempted", ("attempt", "yes")),
        ("PRE_TRANSIT", "package_arrived", ("label", "no")),
        ("UNKNOWN", "package_arrived", ("none", "no")),
        ("DELIVERED", "information_received", ("delivered", "yes")),
        ("RETURNED", "package_accepted", ("return", "yes")),
    ],
)
def test_a_substatus_decides_only_where_the_status_leaves_it_open(files, status, substatus, expected):
    event = {"status": status, "substatus": substatus and {"code": substatus}, "status_date": "2025-01-11T10:00:00Z"}
    (row,) = rows(files.read(TRACK | {"tracking_history": [event]}), "scans")
    assert (row["kind"], row["physical"]) == expected


def test_a_track_without_history_has_its_latest_status(files):
    latest = {"status": "DELIVERED", "status_date": "2025-01-14T10:00:00Z", "object_updated": "2025-01-15T00:00:00Z"}
    assert scans(files.read(TRACK | {"tracking_history": [], "tracking_status": latest})) == [SCANS["shippo"][-1]]


def event_of(answer, path, **codes):
    """``answer`` with one event, which has a time and these codes only."""
    times = ("time_utc", "checkpoint_time", "datetime", "status_date", "occurrenceDatetime", "occurred_at", "date")
    tree = copy.deepcopy(answer)
    inside = tree
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = [dict.fromkeys((*times, "checkpoint_date"), "2025-01-11T10:00:00Z") | codes]
    return tree


V2 = ("data", "track_info", "tracking", "providers", 0, "events")
USED = [
    (SEVENTEEN_V2, V2, "sub_status", "17track.sub_status"),
    (SEVENTEEN_V2, V2, "stage", "17track.stage"),
    (AFTERSHIP, ("data", "checkpoints"), "subtag", "aftership.subtag"),
    (AFTERSHIP, ("data", "checkpoints"), "tag", "aftership.tag"),
    (EASYPOST, ("result", "tracking_details"), "status_detail", "easypost.status_detail"),
    (EASYPOST, ("result", "tracking_details"), "status", "easypost.status"),
    (SHIPPO, ("data", "tracking_history"), "status", "shippo.status"),
    (SHIP24, ("trackings", 0, "events"), "statusMilestone", "ship24.milestone"),
    (TRACKINGMORE, ("data", 0, "origin_info", "trackinfo"), "checkpoint_delivery_status", "trackingmore.status"),
    (TRACKINGMORE, ("data", 0, "origin_info", "trackinfo"), "checkpoint_delivery_substatus", "trackingmore.status"),
    (SHIPENGINE, ("data", "events"), "status_code", "shipengine.status"),
    (SHIPENGINE, ("data", "events"), "event_code", "usps.eventCode"),
    (KARRIO, (0, 0, "events"), "status", "karrio.status"),
    (KARRIO, (0, 0, "events"), "code", "usps.eventCode"),
]


@pytest.mark.parametrize(("answer", "path", "field", "vocabulary"), USED)
def test_each_code_means_what_its_vocabulary_says(files, answer, path, field, vocabulary):
    with resources.files("vtr_lib.sources").joinpath("statuses.csv").open(encoding="utf-8", newline="") as file:
        known = [row for row in csv.DictReader(file) if row["vocabulary"] == vocabulary]
    assert known
    for row in known:
        scan = rows(files.read(event_of(answer, path, **{field: row["raw"]})), "scans")[0]
        assert (scan["kind"], scan["physical"], scan["raw_code"]) == (row["kind"], row["physical"], row["raw"])


@pytest.mark.parametrize("state", ["0", "10", "20", "30", "35", "40", "50"])
def test_the_state_of_a_parcel_is_that_of_its_latest_event(files, state):
    expected = statuses.vocabularies()["17track.legacy_state"][state]
    record = SITE["Json"][0] | {"FTrackStateType": int(state)}
    (row,) = rows(files.read({"Json": [record]}), "scans")
    assert (row["kind"], row["physical"]) == (expected.kind, expected.physical)


THERE = ("easypost.status_detail", "arrived_at_destination")


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([THERE, ("easypost.status", "in_transit")], ("unknown", "yes")),
        (
            [("easypost.status_detail", "arrived_at_destination"), ("easypost.status", "delivered")],
            ("delivered", "yes"),
        ),
        ([("easypost.status_detail", "status_update"), ("easypost.status", "pre_transit")], ("label", "no")),
        ([("easypost.status_detail", "status_update"), ("easypost.status", "beamed")], ("unknown", "unknown")),
        ([("aftership.subtag", "OutForDelivery_003"), ("aftership.tag", "OutForDelivery")], ("unknown", "no")),
    ],
)
def test_a_code_that_leaves_the_kind_open_gives_way_to_one_that_agrees(codes, expected):
    status, _ = statuses.meaning(codes)
    assert (status.kind, status.physical) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("SAN RAFAEL, CA 94901", ("US", "CA")),
        ("HOUSTON, TX, 77063-1234", ("US", "TX")),
        ("Pasadena, MD, US", ("US", "MD")),
        ("Baltimore, MD", (None, None)),
        ("Shenzhen, China", ("CN", None)),
        ("Toronto, ON, CA", ("CA", None)),
        ("Spain", ("ES", None)),
        ("CA", (None, None)),
        ("Atlantis", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_the_country_of_a_place(place, expected):
    assert countries.of_place(place) == expected


SHIPSTATION = (
    "Order - Number,Date - Shipped Date,Shipment - Tracking Number,Shipment - Carrier,Shipment - Service,"
    "Ship To - Name,Ship To - Country,Item - SKU,Item - Qty,Item - Price\n"
)
ROW = f"999-0000001-0000001,{{}},N1,USPS,Priority,{JANE},US,A,3,3.33"


def shipped(*lines):
    return SHIPSTATION + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    "at", ["01/31/2025 11:59:59 PM", "1/31/2025 0:05", "01/31/2025", "2025-01-31T23:59:59", "2025-01-31"]
)
def test_shipstation_knows_the_day_of_shipment_only(files, at):
    reading = files.read(shipped(ROW.format(at)))
    (sent,), (line,) = rows(reading, "confirmations"), rows(reading, "order_lines")
    named = [sent[name] for name in ("order_id", "tracking_raw", "carrier_raw", "service")]
    assert named == ["999-0000001-0000001", "N1", "USPS", "Priority"]
    assert (f"{sent['shipped_at']:%Y-%m-%d %H:%M}", sent["precision"]) == ("2025-01-31 08:00", "day")
    assert (line["sku"], line["quantity"], line["item_price_cents"], line["currency"]) == ("A", 3, 999, None)
    assert (line["destination"], reading.notes["ship_dates_by_day"]) == ("US", 1)
    assert JANE not in str(reading)
    assert "ship-to-name" in reading.dropped_columns


@pytest.mark.parametrize("at", ["31/01/2025 11:59:59 PM", "13/13/2025", "2025-02-30", "soon"])
def test_a_ship_date_that_is_none_is_set_aside(files, at):
    (fault,) = files.read(shipped(ROW.format(at))).faults
    assert (fault.line, fault.column, fault.code) == (2, "date-shipped-date", "DATE_FORMAT")


def test_a_package_of_several_lines_is_confirmed_once(files):
    row, waiting = ROW.format("1/31/2025 4:05:00 PM"), ROW.format("").replace("N1", "")
    reading = files.read(shipped(row, row.replace(",A,", ",B,"), waiting))
    assert len(rows(reading, "confirmations")) == 1
    assert [line["sku"] for line in rows(reading, "order_lines")] == ["A", "B", "A"]
    unsent = files.read(shipped(ROW.format("")))
    assert (rows(unsent, "confirmations"), unsent.notes["numbers_without_ship_date"]) == ([], 1)


@pytest.mark.parametrize(
    ("number", "order_id"),
    [
        ("999-0000001-0000001", "999-0000001-0000001"),
        ("999-0000001-0000001-2", "999-0000001-0000001"),
        ("1001", None),
        ("S01-0000001-0000001", None),
    ],
)
def test_shipstation_orders_of_other_channels_are_left_out_and_counted(files, number, order_id):
    row = ROW.format("1/31/2025").replace("999-0000001-0000001", number)
    reading = files.read(shipped(row))
    expected = [order_id] if order_id else []
    assert [sent["order_id"] for sent in rows(reading, "confirmations")] == expected
    assert [line["order_id"] for line in rows(reading, "order_lines")] == expected
    assert reading.notes["rows_of_other_channels"] == 1 - len(expected)


def test_an_aftership_export_proves_no_scan(files):
    head = "Tracking number,Order number,Carrier,Status,Sub-status,Latest event,Origin,Customer\n"
    reading = files.read(head + f"n-1,1,USPS,Delivered,Delivered,signed by {JANE},China,{JANE}\n")
    assert [(row["tracking"], row["origin"]) for row in rows(reading, "origins")] == [("N1", "CN")]
    assert (reading.tables.keys(), reading.notes["rows_without_scans"]) == ({"origins"}, 1)
    assert JANE not in str(reading)


@pytest.mark.parametrize(
    ("name", "code", "place", "expected"),
    [
        ("usps", "07", "LECANTO, 34461, FL", ("01-12 15:00:00", "arrive", "US")),
        ("usps", "07", "HOUSTON, TX, 77063", ("01-12 16:00:00", "arrive", "US")),
        ("usps", "07", "Osaka, Japan", ("01-12 01:00:00", "arrive", "JP")),
        ("canadapost", "0174", "SAINTE-FOY, QC", ("01-12 15:00:00", "out_for_delivery", "CA")),
        ("royalmail", "EVKSP", "Stafford DO", ("01-12 10:00:00", "delivered", "GB")),
        ("fedex", "PU", "Anywhere", ("01-12 10:00:00", "accept", None)),
    ],
)
def test_karrios_places_lack_the_carriers_own_country(files, name, code, place, expected):
    event = {"date": "2025-01-12", "time": "10:00 AM", "code": code, "location": place}
    reading = files.read([[{"carrier_name": name, "tracking_number": "N1", "delivered": True, "events": [event]}], []])
    (row,) = rows(reading, "scans")
    assert (f"{row['scanned_at']:%m-%d %H:%M:%S}", row["kind"], row["country"]) == expected


@pytest.mark.parametrize(
    ("answer", "format"),
    [
        ({"data": {"trackings": []}}, "ship24"),
        ({"trackings": [{"tracker": {"trackingNumber": "N1"}, "events": []}]}, "ship24"),
        ({"meta": {"code": 200}, "data": {"trackings": []}}, "aftership"),
    ],
)
def test_an_empty_answer_is_of_who_gave_it(files, answer, format):
    reading = files.read(answer)
    assert (reading.format, "scans" in reading.tables) == (format, False)


def test_an_error_beside_a_blank_origin_is_an_error(files):
    with pytest.raises(DataError, match=r"ERROR_ANSWER.*\(NO_DATA\)"):
        files.read({"shipments": [{"trackingId": "N1", "error": "NO_DATA"}], "done": True})


def test_a_record_that_is_nothing_is_set_aside(files):
    known = {"number": "N2", "package_status": "NotFound", "track_time": "2025-01-15T00:00:00Z"}
    reading = files.read({"code": 0, "data": {"accepted": [known], "rejected": [None]}})
    assert (reading.lines["quarantined"], [fault.code for fault in reading.faults]) == ([2], ["JSON_SHAPE"])
