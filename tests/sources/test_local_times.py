"""Times without an offset: by whose clock they are read, and what is said of it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vtr_lib.sources import countries
from vtr_lib.sources.local_times import _zones, clock_of, moment


@pytest.mark.parametrize(
    ("text", "how", "instant", "rule"),
    [
        ("2025-01-12T10:00:00Z", {"country": "CN"}, "2025-01-12T10:00:00Z", None),
        ("2025-01-12 10:00:00 +0800", {}, "2025-01-12 10:00:00 +0800", None),
        ("2025-01-12T10:00:00", {"country": "CN"}, "2025-01-12T02:00:00+00:00", "times_by_place"),
        ("2025-01-12 10:00", {"country": "chn"}, "2025-01-12T02:00:00+00:00", "times_by_place"),
        ("2025-07-12T10:00:00.250", {"country": "US", "region": "ca"}, "2025-07-12T17:00:00.250000+00:00",
         "times_by_place"),
        ("2025-07-12T10:00:00", {"country": "US"}, "2025-07-12T14:00:00+00:00", "times_assumed"),
        ("2025-07-12T10:00:00", {"country": "US", "region": "TX"}, "2025-07-12T15:00:00+00:00", "times_assumed"),
        ("2025-07-12T10:00:00", {}, "2025-07-12T10:00:00+00:00", "times_assumed"),
        ("2025-07-12T10:00:00", {"zone": "Asia/Shanghai", "country": "US"}, "2025-07-12T02:00:00+00:00",
         "times_by_provider"),
        ("2025-01-12", {"country": "CN"}, "2025-01-12T15:59:59+00:00", "times_by_day"),
        ("20250112 071356", {"country": "GB", "shapes": ("%Y%m%d %H%M%S",)}, "2025-01-12T07:13:56+00:00",
         "times_by_place"),
        ("1/12/2025 7:13 PM", {"country": "GB", "shapes": ("%m/%d/%Y %I:%M %p",)}, "2025-01-12T19:13:00+00:00",
         "times_by_place"),
        ("2026-03-08 01:59", {"zone": "America/Los_Angeles"}, "2026-03-08T09:59:00+00:00", "times_by_provider"),
        ("2026-03-08 02:30", {"zone": "America/Los_Angeles"}, "2026-03-08T10:30:00+00:00", "times_skipped"),
        ("2026-03-08 03:00", {"zone": "America/Los_Angeles"}, "2026-03-08T10:00:00+00:00", "times_by_provider"),
        ("2026-11-01 01:30", {"zone": "America/Los_Angeles"}, "2026-11-01T08:30:00+00:00", "times_of_two_readings"),
        ("2026-11-01 02:00", {"zone": "America/Los_Angeles"}, "2026-11-01T10:00:00+00:00", "times_by_provider"),
        ("yesterday", {"country": "CN"}, "yesterday", None),
        ("2025-02-30T10:00:00", {"country": "CN"}, "2025-02-30T10:00:00", None),
        ("10/03/2026", {"country": "CN"}, "10/03/2026", None),
        ("", {}, "", None),
        (None, {}, None, None),
    ],
)  # fmt: skip
def test_moment(text, how, instant, rule):
    found = moment(text, **how)
    assert (found.text, found.rule) == (instant, rule)


@given(st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1)), st.sampled_from(["CN", "US", "GB", "BR", "AU", None]))
def test_the_clock_shows_what_was_told(at, country):
    """Unless it jumps over that hour, the clock of the place shows at the instant found what the provider wrote."""
    found = moment(at.isoformat(), country=country)
    zone, _ = clock_of(country)
    shown = datetime.fromisoformat(found.text).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert (shown == at) == (found.rule != "times_skipped")
    assert datetime.fromisoformat(found.text).tzinfo == UTC


def test_every_place_is_a_country_with_a_clock():
    zones = _zones()
    assert {zone for zone, _ in zones.values()} <= available_timezones()
    assert all(countries.code(country) == country for country, _ in zones)
    assert {country for country, region in zones if region} == {"US", "CA", "AU"}
    assert {country for country, _ in zones} == {country for country, region in zones if not region}
