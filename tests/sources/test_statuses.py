"""Statuses: the vocabularies are whole, and what is not known is never made up."""

import csv
import re
from importlib import resources

import pytest

from vtr_lib.schema import SCANS
from vtr_lib.sources import countries, statuses


def test_the_table_speaks_the_canonical_words():
    with resources.files("vtr_lib.sources").joinpath("statuses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} <= set(SCANS["kind"].choices)
    assert {row["physical"] for row in rows} <= set(SCANS["physical"].choices)
    assert all(row["source"] for row in rows)
    assert len({(row["vocabulary"], row["raw"].casefold()) for row in rows}) == len(rows)


def test_every_vocabulary_a_reader_asks_for_is_there():
    """A misspelt one would be an error in the middle of somebody's file."""
    room = resources.files("vtr_lib.sources")
    readers = [file.read_text("utf-8") for file in room.iterdir() if file.name.endswith(".py")]
    asked = {name for text in readers for name in re.findall(r'\(\s*"([\w.]+\.\w+)",\s*(?:text|code)', text)}
    known = set(statuses.vocabularies())
    assert asked <= known
    assert {name.split(".")[0] for name in known} >= {"usps", "ups", "fedex", "royal_mail", "canada_post"}
    assert len(asked) >= 10


def seventeen(code, text=None, stage=None):
    status, _ = statuses.meaning([("17track.sub_status", code), ("17track.stage", stage)], text)
    return status.kind, status.physical


@pytest.mark.parametrize(
    ("code", "text", "stage", "expected"),
    [
        ("InTransit_PickedUp", None, None, ("accept", "yes")),
        ("intransit_pickedup", None, None, ("accept", "yes")),
        ("InfoReceived", "Shipping label created, HOUSTON, TX", None, ("label", "no")),
        ("InTransit_Other", "In transit to next facility", None, ("transit", "unknown")),
        ("InTransit_Other", "到达广州分拨中心", None, ("arrive", "yes")),
        ("InTransit_Other", "等待揽收", None, ("label", "no")),
        ("InTransit_Other", "已揽收", None, ("accept", "yes")),
        ("InTransit_Other", "揽收失败", None, ("exception", "no")),
        ("InTransit_Other", "快件未揽收", None, ("exception", "no")),
        ("InTransit_Other", "尚未妥投", None, ("transit", "unknown")),
        ("InTransit_Other", "派送失败", None, ("attempt", "yes")),
        ("InTransit_Other", "未妥投", None, ("attempt", "yes")),
        ("InTransit_Other", "已妥投", None, ("delivered", "yes")),
        ("InTransit_Other", "离开海关", None, ("customs", "unknown")),
        ("InTransit_PickedUp", "退回", None, ("accept", "yes")),
        (None, None, "Delivered", ("delivered", "yes")),
        ("Delivered_Moon", None, "Delivered", ("delivered", "yes")),
        ("Delivered_Moon", "delivered", None, ("unknown", "unknown")),
        (None, None, None, ("unknown", "unknown")),
    ],
)
def test_meaning(code, text, stage, expected):
    assert seventeen(code, text, stage) == expected


def test_the_finest_code_that_is_known_decides():
    codes = [("aftership.subtag", "InTransit_999"), ("aftership.tag", "OutForDelivery")]
    assert statuses.meaning(codes) == (statuses.Status("out_for_delivery", "yes"), "OutForDelivery")


def test_countries_by_every_spelling():
    spelt = ("US", "usa", "United States", "UK", "GBR", "China", "", None, "Narnia")
    assert [countries.code(text) for text in spelt] == [
        "US", "US", "US", "GB", "GB", "CN", None, None, None,
    ]  # fmt: skip
    assert len(set(countries.spellings().values())) == 249
