"""How a language writes numbers and days."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from vtr_lib.words import Sentence, load
from vtr_lib.words.forms import forms

DAY = date(2025, 2, 28)
AT = datetime(2025, 3, 1, 0, 5, 9, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(("lang", "number", "day", "instant"), [
    ("en", "1,234,567", "Feb 28, 2025", "Feb 28, 2025, 16:05:09 UTC"),
    ("zh-CN", "1,234,567", "2025年2月28日", "2025年2月28日 16:05:09 UTC"),
    ("zh-TW", "1,234,567", "2025年2月28日", "2025年2月28日 16:05:09 UTC"),
    ("de", "1.234.567", "28.02.2025", "28.02.2025, 16:05:09 UTC"),
])  # fmt: skip
def test_numbers_days_and_instants(lang, number, day, instant):
    own = forms(lang)
    assert own.number(1_234_567) == number
    assert own.day(DAY) == own.day("2025-02-28") == day
    assert own.instant(AT) == instant
    assert own.format("{n}|{d}|{iso:day}|{at}", n=1_234_567, d=DAY, iso="2025-02-28", at=AT.astimezone(UTC)) == (
        f"{number}|{day}|{day}|{instant}"
    )


@pytest.mark.parametrize(("sentence", "value", "said"), [
    ("{x}", 1234, "1.234"), ("{x:,}", 1234, "1.234"), ("{x:>8,}", 1234, "   1.234"), ("{x:>8}", 1234, "   1.234"),
    ("{x:<8}|", 1234, "1.234   |"), ("{x:d}", 1234, "1234"), ("{x:02}", 7, "07"), ("{x}", True, "True"),
    ("{x:decimal}", "94.9", "94,9"), ("{x:day}", "", "–"), ("{x}", "2025-02-28", "2025-02-28"), ("{x}", "1234", "1234"),
])  # fmt: skip
def test_what_a_sentence_does_with_a_value(sentence, value, said):
    assert Sentence(sentence, "de").format(x=value) == said


def test_what_is_no_day_is_an_error():
    with pytest.raises(ValueError, match="day"):
        Sentence("{x:day}", "en").format(x="2025-02-30")


@pytest.mark.parametrize(("lang", "day", "month", "separators"), [
    ("en", "%b %-d, %Y", "%b %Y", ".,"),
    ("zh-TW", "%Y年%-m月%-d日", "%Y年%-m月", ".,"),
    ("de", "%d.%m.%Y", "%-m/%Y", ",."),
    ("fr", "%d/%m/%Y", "%m/%Y", ",\u202f"),
])  # fmt: skip
def test_what_a_figure_is_told(lang, day, month, separators):
    own = forms(lang)
    assert (own.day_pattern, own.month_pattern, own.separators) == (day, month, separators)


@pytest.mark.parametrize(
    ("lang", "form"), [("en", "%b %-d"), ("zh-CN", "%-m月%-d日"), ("de", "%-d.%-m."), ("fr", "%d/%m")]
)
def test_a_day_without_its_year(lang, form):
    assert forms(lang).month_day_pattern == form


def test_nothing_is_loaded_before_it_is_needed():
    code = "import sys; from vtr_lib.words import load; load('zh-CN').table('states'); print('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"
    assert load("en").number(5) == "5"
