"""Saved answers without data are refused by their code; nothing a person may be named by is shown."""

import pytest

from vtr_lib.errors import DataError

JANE = "Jane Planted"

ERRORS = [
    ({"code": 401, "data": {"errors": [{"code": -18010002, "message": JANE}]}}, "-18010002"),
    ({"Code": -6, "Message": JANE}, "-6"),
    ({"meta": {"code": 4004, "message": JANE, "type": "NotFound"}, "data": {}}, "4004"),
    ({"meta": {"code": 401, "message": JANE}}, "401"),
    ({"error": {"code": "TRACKER.CREATE.ERROR", "message": JANE, "errors": []}}, "TRACKER.CREATE.ERROR"),
    ({"errors": [{"code": "InvalidInput", "message": JANE, "details": ""}]}, "InvalidInput"),
    ({"response": {"errors": [{"code": "TW0001", "message": JANE}]}}, "TW0001"),
    ({"error": "invalid_client", "error_description": JANE}, "invalid_client"),
    ({"error": JANE}, "-"),
    ({"error": "Jane"}, "-"),
    ({"errorCode": "51101", "errorMessage": JANE}, "51101"),
    ({"message": JANE}, "-"),
    ({"message": JANE, "code": 404}, "404"),
    ({"detail": JANE}, "-"),
    ({"status": 404, "title": JANE, "detail": JANE}, "404"),
    ({"httpCode": "401", "httpMessage": JANE}, "401"),
    ({"success": False, "msg": JANE}, "-"),
    ({"ret": -5, "msg": JANE}, "-5"),
    ({"Message": JANE, "ResultCode": 1003, "ResultDesc": JANE}, "1003"),
    ({"__all__": [JANE]}, "-"),
    ([[], [{"carrier_name": "usps", "code": "ESB-10001", "message": JANE}]], "ESB-10001"),
    ([{"method": "GET", "status": 404, "body": ""}], "404"),
    (f"<Error><Number>-2147219302</Number><Description>{JANE}</Description></Error>", "-2147219302"),
    (
        f'<T><TrackInfo ID="1"><Error><Number>-21</Number><Description>{JANE}</Description></Error></TrackInfo></T>',
        "-21",
    ),
    (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>'
        f"<faultcode>e:Server</faultcode><faultstring>{JANE}</faultstring></e:Fault></e:Body></e:Envelope>",
        "e:Server",
    ),
    (f"<a><Notifications><Notification><Code>ERR01</Code><Message>{JANE}</Message></Notification></Notifications></a>",
     "ERR01"),
    (f"<a><HasErrors>true</HasErrors><Notifications><N><Code>ERR01</Code>{JANE}</N></Notifications></a>", "ERR01"),
    (f"<data><Status><ConditionCode>111</ConditionCode></Status><Errors><Data>{JANE}</Data></Errors></data>", "-"),
    (f"<ErrorResponse><Status><ConditionCode>111</ConditionCode>{JANE}</Status></ErrorResponse>", "111"),
    (f"<e><Fault><Code><Value>soap:Sender</Value></Code><Reason>{JANE}</Reason></Fault></e>", "soap:Sender"),
    (f'<data name="list" error="{JANE}"/>', "-"),
    ({"returnCode": 400, "returnMessage": JANE, "lang": "fr_FR"}, "400"),
    ({"ok": False, "codeErreur": "120", "texteErreur": JANE}, "120"),
    ({"error-code": "invalid_reference", "message": JANE}, "invalid_reference"),
    ({"Message": JANE, "ModelState": {"a": [JANE]}}, "-"),
    ([[], [{"carrier_id": "usps", "carrier_name": "usps", "message": JANE}]], "-"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reason"), ERRORS)
def test_an_error_is_refused_by_its_code(files, answer, reason):
    with pytest.raises(DataError) as refused:
        files.read(answer)
    assert (refused.value.code, refused.value.values["reason"]) == ("ERROR_ANSWER", reason)
    assert "Jane" not in str(refused.value)
    assert f"({reason})" in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"reports": [], "has_more": False}, "REPORT_ANSWER"),
        ({"object": "ShipmentReport", "status": "new", "url": None}, "REPORT_ANSWER"),
        ({"reportId": "ID323"}, "REPORT_ANSWER"),
        ({}, "DOCUMENT_UNKNOWN"),
        ({"status": "ok", "message": "fine"}, "DOCUMENT_UNKNOWN"),
        ({"code": 0, "msg": "fine"}, "DOCUMENT_UNKNOWN"),
        ({"errors": [], "name": "x"}, "DOCUMENT_UNKNOWN"),
        ({"status": "DELIVERED", "statusDescription": "Delivered", "events": []}, "DOCUMENT_UNKNOWN"),
        ({"errorCode": "0", "results": [{"number": "N1"}]}, "DOCUMENT_UNKNOWN"),
        ({"returnCode": 200, "message": "fine", "shipment": {}}, "DOCUMENT_UNKNOWN"),
        ("<a><HasErrors>false</HasErrors><Notifications><Code>0</Code></Notifications></a>", "DOCUMENT_UNKNOWN"),
        ({"carrier_id": "usps", "carrier_name": "usps"}, "DOCUMENT_UNKNOWN"),
        ({"status": "delivered", "number": "N1"}, "DOCUMENT_UNKNOWN"),
        ("", "EMPTY_FILE"),
        ("<html><body>404</body></html>", "WEB_PAGE"),
        ("Not found", "UNRECOGNISED"),
    ],
)
def test_what_is_no_error(files, answer, code):
    with pytest.raises(DataError) as refused:
        files.read(answer)
    assert refused.value.code == code


def test_errors_among_answers_are_counted(files):
    order = {"order": {"orderId": "999-0000001-0000001"}}
    assert files.read([order, {"error": {"code": "X1"}}, order]).notes["answers_left_out"] == 1
    assert "answers_left_out" not in files.read([order]).notes
