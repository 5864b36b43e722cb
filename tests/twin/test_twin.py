"""The kernel agrees with its slow twin: on what Hypothesis draws, and on twenty thousand packages of fixed seeds."""

from collections import Counter
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twin.comparing import differences, frames
from twin.drawing import AS_OF, Draw, number_statuses
from twin.twin import SLUGS, Package
from twin.twin import judge as slowly

from vtr_lib import policy as policies
from vtr_lib.schema import CAUSES, STATES
from vtr_lib.store.verdicts import judge_tables
from vtr_lib.tracking.check import statuses
from vtr_lib.verdict import exemptions, numbers, scans
from vtr_lib.verdict.flags import FLAGS

STRICT = str(Path(__file__).with_name("strict.toml"))
READINGS = ["us", "us-flat", STRICT]
PACKAGES = 1_000  # of each reading and day: 21,000 in all


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(AS_OF), st.sampled_from(READINGS), st.integers(1, 12))
def test_small_tables(chance, as_of, policy, count):
    assert differences(Draw(chance, as_of).fill(count), policy) == []


@pytest.mark.parametrize("policy", READINGS, ids=["us", "us-flat", "strict"])
@pytest.mark.parametrize("as_of", AS_OF, ids=str)
def test_packages_on_limits_days_and_rare_branches(policy, as_of):
    assert differences(Draw(Random(f"{policy[-9:]} {as_of}"), as_of).fill(PACKAGES), policy) == []


@pytest.fixture(scope="module")
def judged():
    """Verdicts of what a few seeds draw, on a day on which packages are still open."""
    draw = Draw(Random(5), AS_OF[4]).fill(6_000)
    return judge_tables(*frames(draw), policies.load("us"), draw.as_of)


def test_every_branch_is_drawn_often(judged):
    """A draw that never comes to a clause would prove nothing about it."""
    drawn = Counter(judged["clause"]) | Counter(judged["state"]) | Counter(judged["cause"])
    flags = Counter(flag for flags in judged["flags"] for flag in flags.split(";"))
    elsewhere = {"exempt.low_value", "exempt.bought_letter", "exempt.letter_lane"}  # no rule of amazon.com has them
    clauses = [
        *(name for name in exemptions.CLAUSES if name not in elsewhere),
        *numbers.CLAUSES,
        *scans.CLAUSES,
        "unknown.not_asked",
        "unknown.physical",
    ]
    outside = [f"out_of_scope.{name}" for name in ("fulfilment", "destination", "unconfirmed")]
    assert {name: drawn[name] for name in [*clauses, *outside, *STATES, *CAUSES] if drawn[name] < 8} == {}
    besides = {*FLAGS, *numbers.CLAUSES, *scans.CLAUSES}
    assert {name: flags[name] for name in besides - {"id.missing", "id.mangled"} if flags[name] < 8} == {}
    assert judged["is_fixable"].sum() > 20
    assert set(judged["rule"]) == {"us@2021-08-09", "us@2025-01-15"}


def test_the_numbers_drawn_look_as_the_table_says():
    rows = number_statuses()
    found = statuses(*(pl.Series([row[at] for row in rows], dtype=pl.String) for at in (0, 1)))
    assert found.select("normalised", "status").rows() == [row[2:] for row in rows]


def test_the_twin_knows_no_line_of_the_kernel():
    for name in ("twin.py", "drawing.py"):
        text = Path(__file__).with_name(name).read_text("utf-8")
        assert not [line for line in text.splitlines() if line.lstrip().startswith(("import vtr", "from vtr"))]
    assert SLUGS["ups"] == "ups"


@pytest.mark.parametrize("part", ["is_domestic", "is_two", "is_below", "first_of_two", "has_service"])
def test_a_mistake_of_either_side_is_seen(monkeypatch, part):
    """Turned round in the twin, each of its parts makes a difference."""
    honest = getattr(Package, part)
    if isinstance(honest, property):
        monkeypatch.setattr(Package, part, property(lambda self: not honest.fget(self)))
    else:
        monkeypatch.setattr(Package, part, lambda self, value: None if honest(self, value) else value)
    assert differences(Draw(Random(1)).fill(300))


def test_no_packages():
    assert differences(Draw(Random(1))) == []
    assert slowly([], [], [], {None: (None, {})}) == []
