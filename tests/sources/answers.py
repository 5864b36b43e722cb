"""One answer of each aggregator, written anew: every trap we know of, and Jane wherever people may stand."""

import json

JANE = "Jane Planted"  # stands wherever free text may; nothing of hers may come through
PERSON = {"name": JANE, "company": JANE, "street1": JANE, "phone": "555-0100", "email": "jane.planted@example.com"}

DELIVERED = {"a": "2025-01-14 09:30", "c": JANE, "d": "United States", "z": f"Delivered, signed by {JANE}"}
SEVENTEEN_V1 = {
    "code": 0,
    "data": {
        "accepted": [
            {
                "number": "N1",
                "tag": JANE,
                "track": {
                    "e": 40,
                    "w1": 3011,
                    "w2": 21051,
                    "z0": {
                        "a": "2025-01-14 09:30",
                        "c": JANE,
                        "d": "United States",
                        "z": f"Delivered, signed by {JANE}",
                    },
                    "z1": [
                        {"a": "2025-01-12 10:00:05", "c": "Shenzhen, China", "d": "", "z": "离开深圳"},
                        {"a": "2025-01-11", "c": "", "d": "China", "z": "Parcel handed over"},
                        {"a": "", "c": "", "d": "", "z": "No time is told"},
                    ],
                    "z2": [DELIVERED],
                    "z9": [],
                    "ylt1": "2025-01-15 00:00:00",
                    "ylt2": "2079-01-01 00:00:00",
                    "zex": {"trN": "N1-LAST"},
                },
            }
        ],
        "rejected": [{"number": "N9", "error": {"code": -18019902, "message": JANE}}],
    },
}
LATEST = {"a": "2025-01-14 09:30", "b": None, "c": JANE, "d": "Spain", "z": JANE}
SITE = {
    "Json": [
        {"FTrackNo": 1234567890987654321, "FFirstCarrier": 21051, "FSecondCarrier": 0, "FRemark": JANE,
         "FLastEvent": json.dumps(LATEST), "FTrackStateType": 10, "FCreateTime": "2025-01-15 00:00:00"},
        {"FTrackNo": "N2", "FLastEvent": "", "FTrackStateType": 0},
        {"FTrackNo": "N3", "FLastEvent": "{cut", "FTrackStateType": 0},
        {"FTrackNo": "N4", "FLastEvent": json.dumps(LATEST | {"a": "2025-01-14"}), "FTrackStateType": 4000},
    ]
}  # fmt: skip
SEVENTEEN_V2 = {
    "event": "TRACKING_UPDATED",
    "data": {
        "number": "N1",
        "carrier": 21051,
        "tag": JANE,
        "track_info": {
            "shipping_info": {"shipper_address": {"country": "CN", "street": JANE}},
            "latest_status": {"status": "InTransit"},
            "misc_info": {"local_number": "N1-LAST", "customer_number": JANE},
            "tracking": {
                "providers": [
                    {
                        "provider": {"key": 21051, "name": "USPS", "tel": "555-0100"},
                        "latest_sync_status": "Success",
                        "latest_sync_time": "2025-01-15T00:00:00Z",
                        "events": [
                            {"time_iso": "2025-01-12T18:00:00+08:00", "time_utc": "2025-01-12T10:00:00Z", "stage": None,
                             "sub_status": "InTransit_Other", "description": "到达广州", "location": JANE},
                            {"time_iso": "2025-01-12T06:00:00", "time_utc": None, "stage": "PickedUp",
                             "sub_status": None, "description": JANE, "location": "Pasadena, MD, US"},
                        ],
                    },
                    {"provider": {"key": 3011}, "latest_sync_status": "Failure",
                     "latest_sync_time": "2025-01-16T00:00:00Z", "events": []},
                ]
            },
        },
    },
}  # fmt: skip
AFTERSHIP = {
    "meta": {"code": 200},
    "data": {
        "tracking_number": "N1",
        "slug": "yunexpress",
        "tag": "Delivered",
        "tracked_count": 3,
        "updated_at": "2025-01-15T00:00:00+00:00",
        "origin_country_region": "CHN",
        "last_mile": {"tracking_number": "N1-LAST", "slug": "usps"},
        "customers": [PERSON],
        "signed_by": JANE,
        "checkpoints": [
            {"checkpoint_time": "2025-01-11T10:00:00+08:00", "tag": "InfoReceived", "subtag": "InfoReceived_001",
             "city": "Shenzhen", "country_region": "CHN", "message": JANE},
            {"checkpoint_time": "2025-01-12T04:00:00", "tag": "InTransit", "subtag": "InTransit_999", "slug": "usps",
             "location": "SAN RAFAEL, CA, 94901, USA, United States", "state": "CA", "message": JANE},
            {"checkpoint_time": "2025-01-13T04:00:00-08:00", "tag": "OutForDelivery", "subtag": "OutForDelivery_003",
             "slug": "usps", "message": JANE},
            {"checkpoint_time": "2025-01-14", "tag": "Delivered", "subtag": "Delivered_003", "country_region": "USA",
             "message": f"signed by {JANE}"},
        ],
    },
}  # fmt: skip
TRACKER = {
    "object": "Tracker",
    "tracking_code": "N1",
    "status": "delivered",
    "signed_by": JANE,
    "updated_at": "2025-01-15T00:00:00Z",
    "carrier": "USPS",
    "carrier_detail": {"origin_tracking_location": {"city": "Shenzhen", "country": "CN"}, "origin_location": JANE},
    "tracking_details": [
        {"status": "pre_transit", "status_detail": "status_update", "datetime": "2025-01-11T10:00:00Z", "message": JANE,
         "tracking_location": {"city": "HOUSTON", "state": "TX", "country": None, "zip": "77063"}},
        {"status": "in_transit", "status_detail": "arrived_at_facility", "datetime": "2025-01-12T10:00:00Z",
         "tracking_location": None},
        {"status": "in_transit", "status_detail": "arrived_at_destination", "datetime": "2025-01-13T10:00:00Z"},
        {"status": "delivered", "status_detail": "arrived_at_destination", "datetime": "2025-01-14T10:00:00Z",
         "message": f"Delivered to {JANE}", "description": JANE},
    ],
}  # fmt: skip
EASYPOST = {"object": "Event", "description": "tracker.updated", "result": TRACKER}
TRACK = {
    "tracking_number": "N1",
    "carrier": "usps",
    "metadata": JANE,
    "address_from": PERSON | {"country": "US"},
    "address_to": PERSON | {"country": "GB"},
    "tracking_status": {"status": "DELIVERED", "object_updated": "2025-01-15T00:00:00.515Z"},
    "tracking_history": [
        {"status": "UNKNOWN", "status_details": "The shipping label has been created.", "location":
            {"city": "San Francisco", "state": "CA", "country": "US"}, "status_date": "2025-01-11T10:00:00Z"},
        {"status": "TRANSIT", "status_details": "Your shipment has arrived at the USPS facility.", "location": None,
         "status_date": "2025-01-12T10:00:00Z"},
        {"status": "TRANSIT", "substatus": {"code": "package_arrived", "text": JANE},
         "status_date": "2025-01-13T10:00:00Z"},
        {"status": "DELIVERED", "substatus": {"code": "information_received", "text": JANE}, "status_details": JANE,
         "status_date": "2025-01-14T10:00:00.250Z"},
    ],
}  # fmt: skip
SHIPPO = {"event": "track_updated", "data": TRACK}
SHIP24 = {
    "trackings": [
        {
            "metadata": {"generatedAt": "2025-01-15T00:00:00.000Z"},
            "tracker": {"trackingNumber": "N1"},
            "shipment": {"originCountryCode": "CN", "statusMilestone": "delivered", "recipient": PERSON,
                         "delivery": {"signedBy": JANE}, "trackingNumbers": [{"tn": "N1"}, {"tn": "N1-LAST"}]},
            "events": [
                {"eventTrackingNumber": "N1-LAST", "occurrenceDatetime": "2025-01-14T10:00:00",
                 "courierCode": "us-post", "status": JANE, "statusCode": None, "statusMilestone": "delivered",
                 "location": "SAN RAFAEL, CA 94901"},
                {"eventTrackingNumber": "N1", "occurrenceDatetime": "2025-01-13T10:00:00", "utcOffset": "+08:00",
                 "status": JANE, "statusCode": None, "statusMilestone": "in_transit", "location": JANE},
                {"eventTrackingNumber": "N1", "occurrenceDatetime": "2025-01-12T00:00:00", "hasNoTime": True,
                 "status": JANE, "statusCode": "exception_return", "statusMilestone": "exception", "location": "China"},
                {"eventTrackingNumber": "N1", "occurrenceDatetime": "2025-01-11T10:00:00", "courierCode": "cn-post",
                 "statusMilestone": "beamed_up", "location": "Beijing"},
            ],
        }
    ]
}  # fmt: skip
TRACKINGMORE = {
    "meta": {"code": 200},
    "data": [
        {
            "tracking_number": "N1",
            "courier_code": "yunexpress",
            "delivery_status": "pickup",
            "update_at": "2025-01-15T00:00:00+00:00",
            "origin_country": "CN",
            "destination_track_number": "N1-LAST",
            "customer_name": JANE,
            "signed_by": JANE,
            "origin_info": {
                "courier_code": "yunexpress",
                "trackinfo": [
                    {"checkpoint_date": "2025-01-11 10:00", "checkpoint_delivery_status": "notfound",
                     "checkpoint_delivery_substatus": "notfound001", "tracking_detail": JANE, "country_iso2": "CN"},
                    {"checkpoint_date": "2025-01-12T10:00:00+08:00", "checkpoint_delivery_status": "transit",
                     "checkpoint_delivery_substatus": "transit002", "tracking_detail": JANE, "location": JANE},
                ],
            },
            "destination_info": {
                "courier_code": "usps",
                "trackinfo": [
                    {"checkpoint_date": "2025-01-14 10:00", "checkpoint_delivery_status": "pickup",
                     "checkpoint_delivery_substatus": "pickup999", "location": "PASADENA,MD,US"},
                ],
            },
        },
        {"tracking_number": "N2", "delivery_status": "notfound", "substatus": "notfound002",
         "update_at": "2025-01-15T00:00:00+00:00", "origin_info": None},
        {"tracking_number": "N3", "delivery_status": "pending", "update_at": "2025-01-15T00:00:00+00:00"},
    ],
}  # fmt: skip
SHIPENGINE = {
    "resource_type": "API_TRACK",
    "data": {
        "tracking_number": "N1",
        "status_code": "DE",
        "carrier_code": "stamps_com",
        "carrier_status_code": -2147219283,
        "carrier_status_description": JANE,
        "events": [
            {"occurred_at": "2025-01-11T10:00:00Z", "event_code": "GX", "status_code": "AC", "description": JANE,
             "city_locality": "HOUSTON", "state_province": "TX", "country_code": "US", "signer": JANE},
            {"occurred_at": None, "carrier_occurred_at": "2025-01-12T04:00:00", "event_code": "ZZ", "status_code": "IT",
             "state_province": "TX", "country_code": "US", "company_name": JANE},
            {"occurred_at": "2025-01-14T10:00:00Z", "event_code": None, "status_code": "DE", "signer": JANE},
        ],
    },
}  # fmt: skip
YUNEXPRESS = {
    "success": True,
    "result": {
        "waybill_number": "YT1",
        "tracking_number": "N1-LAST",
        "OriginCountryCode": "CN",
        "consignee": PERSON,
        "track_info": [
            {
                "track_events": [
                    {"event_date": "2025-01-11 10:00:00", "time_zone": "+8", "description": "已揽收"},
                    {"event_date": "2025-01-14 10:00:00", "time_zone": "+8", "description": f"Signed by {JANE}",
                     "location": "New York, NY, US"},
                    {"event_date": "2025-01-13 10:00:00", "time_zone": "UTC-05:00", "description": "派送失败"},
                    {"event_date": "2025-01-12 10:00:00", "time_zone": None, "description": "清关完成"},
                ]
            }
        ],
    },
}  # fmt: skip
YUNEXPRESS_PUSH = {
    "TrackingNumber": "N1-LAST",
    "WayBillNumber": "YT1",
    "OriginCountryCode": "CN",
    "POD": JANE,
    "OrderTrackingDetails": [
        {"ProcessDate": "2025-01-11T10:00:00", "ProcessLocation": JANE, "ProcessContent": JANE, "TrackingStatus": "20"},
    ],
}  # fmt: skip
PARCELSAPP = {
    "done": True,
    "fromCache": True,
    "shipments": [
        {
            "trackingId": "N1",
            "status": "delivered",
            "originCode": "CN",
            "carriers": ["YunExpress", "USPS"],
            "recipient": JANE,
            "lastState": {"date": "2025-01-14T10:00:00Z", "carrier": 1, "location": JANE, "status": f"Signed: {JANE}"},
            "states": [
                {"date": "2025-01-14T10:00:00Z", "carrier": 1, "location": JANE, "status": f"Signed: {JANE}"},
                {"date": "2025-01-11T10:00:00Z", "carrier": 0, "location": "Shenzhen, China", "status": "At hub"},
            ],
        },
        {"trackingId": "N2", "error": "NO_DATA"},
    ],
}  # fmt: skip
KARRIO = [
    [
        {
            "carrier_id": "one",
            "carrier_name": "usps",
            "tracking_number": "N1",
            "info": {"customer_name": JANE, "signed_by": JANE, "shipment_origin_country": "CN"},
            "events": [
                {"date": "2025-01-12", "time": "04:00 AM", "timestamp": "2025-01-12T04:00:00.000Z", "code": "03",
                 "description": JANE, "location": "HOUSTON, TX, 77063"},
                {"date": "2025-01-11", "time": "16:11 PM", "code": "GX", "description": "Shipping Label Created",
                 "location": "HOUSTON, TX, 77063", "status": "in_transit"},
            ],
        },
        {
            "carrier_name": "australiapost",
            "tracking_number": "N2",
            "events": [
                {"date": "2025-01-11", "time": "01:31 PM", "status": "delivered", "location": "Sydney, Australia",
                 "description": "Shipping information received by Australia Post"},
                {"date": "2025-01-14", "time": "01:31 PM", "status": "delivered", "location": "Sydney, Australia",
                 "description": f"Delivered to {JANE}"},
            ],
        },
    ],
    [{"carrier_name": "usps", "code": "400", "message": JANE}],
]  # fmt: skip

ANSWERS = {
    "seventeen_track_v1": SEVENTEEN_V1,
    "site": SITE,
    "seventeen_track": SEVENTEEN_V2,
    "aftership": AFTERSHIP,
    "easypost": EASYPOST,
    "shippo": SHIPPO,
    "ship24": SHIP24,
    "trackingmore": TRACKINGMORE,
    "shipengine": SHIPENGINE,
    "yunexpress": YUNEXPRESS,
    "push": YUNEXPRESS_PUSH,
    "parcelsapp": PARCELSAPP,
    "karrio": KARRIO,
}
