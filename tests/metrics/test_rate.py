from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vtr_lib.metrics.rate import Rate

TARGET = Fraction(95, 100)
counts = st.integers(0, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("valid", "counted", "text", "meets", "on_line"), [
    (19, 20, "95.0 % (19/20)", True, True),
    (18, 19, "94.7 % (18/19)", False, False),
    (0, 0, "n/a (0)", None, False),
    (94996, 100000, "94.9 % (94,996/100,000)", False, False),
    (95001, 100000, "95.0 % (95,001/100,000)", True, False),
    (10000, 10000, "100.0 % (10,000/10,000)", True, False),
    (9999, 10000, "99.9 % (9,999/10,000)", True, False),
    (0, 7, "0.0 % (0/7)", False, False),
])  # fmt: skip
def test_rate(valid, counted, text, meets, on_line):
    rate = Rate(valid, counted)
    assert (str(rate), rate.meets(TARGET), rate.is_on(TARGET)) == (text, meets, on_line)


def test_no_share_is_refused():
    with pytest.raises(ValueError, match="3 of 2"):
        Rate(3, 2)


@given(counts)
def test_meets_is_the_exact_comparison(pair):
    rate = Rate(*pair)
    assert rate.meets(TARGET) is (None if not pair[1] else Fraction(*pair) >= TARGET)


@given(counts)
def test_repairs_are_just_enough(pair):
    valid, counted = pair
    mended = valid + Rate(*pair).repairs(TARGET)
    assert Fraction(mended, counted or 1) >= TARGET or not counted
    assert mended == valid or Fraction(mended - 1, counted) < TARGET


@given(counts)
def test_clean_packages_are_just_enough(pair):
    valid, counted = pair
    more = Rate(*pair).clean_needed(TARGET)
    assert not counted + more or Fraction(valid + more, counted + more) >= TARGET
    assert not more or Fraction(valid + more - 1, counted + more - 1) < TARGET


@given(counts, counts)
def test_parts_add_up(one, other):
    assert Rate(*one) + Rate(*other) == Rate(one[0] + other[0], one[1] + other[1])
