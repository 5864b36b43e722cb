"""The kernel agrees with its slow twin: on what Hypothesis draws, and on thirty thousand packages of fixed seeds."""

from collections import Counter
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twin.comparing import differences, frames
from twin.drawing import AS_OF, Draw, number_statuses
from twin.market import market
from twin.twin import SLUGS, Package
from twin.twin import judge as slowly

from vtr_lib import policy as policies
from vtr_lib.schema import CAUSES, STATES
from vtr_lib.store.verdicts import judge_tables
from vtr_lib.tracking.check import statuses
from vtr_lib.verdict import exemptions, numbers, scans
from vtr_lib.verdict.flags import FLAGS

STRICT = str(Path(__file__).with_name("strict.toml"))
READINGS = [*policies.known(), STRICT]
DAYS = [(policy, as_of) for policy in READINGS for as_of in market(policy).as_ofs()]
PACKAGES = 400  # of each reading and day: 30,000 in all


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(DAYS), st.integers(1, 12))
def test_small_tables(chance, reading, count):
    policy, as_of = reading
    assert differences(Draw(chance, as_of, policy).fill(count)) == []


@pytest.mark.parametrize(
    ("policy", "as_of"), DAYS, ids=lambda part: Path(part).stem if type(part) is str else str(part)
)
def test_packages_on_limits_days_and_rare_branches(policy, as_of):
    assert differences(Draw(Random(f"{Path(policy).stem} {as_of}"), as_of, policy).fill(PACKAGES)) == []


@pytest.mark.parametrize("policy", READINGS, ids=lambda policy: Path(policy).stem)
def test_the_twin_reads_the_same_days_out_of_a_file(policy):
    rules, own = policies.load(policy).rules(), market(policy)
    assert [rule.from_on for rule in rules] == own.changes
    assert rules[0].from_on == own.rules.first_on


@pytest.fixture(scope="module")
def judged():
    """Verdicts of what a few seeds draw, on a day on which packages are still open."""
    draw = Draw(Random(6), AS_OF[4]).fill(8_000)
    return judge_tables(*frames(draw), policies.load("us"), draw.as_of)


@pytest.mark.parametrize(("policy", "rules", "clauses"), [
    ("uk", 1, ["origin", "bought_letter", "letter_lane"]),
    *((name, 1, ["origin", "low_value", "letter_lane"]) for name in ("de", "es", "fr", "it")),
    ("ca", 1, ["origin", "letter_mail"]),
    ("jp", 1, ["low_value"]),
    ("us", 4, ["origin", "freight", "letter_mail", "untracked_lane"]),
])  # fmt: skip
def test_every_exemption_of_a_market_is_drawn_often(policy, rules, clauses):
    """And under each of its rules packages that are valid, and packages whose limit the discount decides."""
    draw = Draw(Random(3), None, policy).fill(2_500)
    judged = judge_tables(*frames(draw), policies.load(policy))
    drawn = Counter(judged["clause"])
    assert {name for name in drawn if name.startswith("exempt.")} == {
        "exempt.digital",
        *(f"exempt.{c}" for c in clauses),
    }
    assert {name: count for name, count in drawn.items() if name.startswith("exempt.") and count < 8} == {}
    assert judged.filter(judged["state"] == "valid")["rule"].n_unique() == rules
    assert judged["flags"].str.contains("discount_decides").sum() > 20


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


def test_the_numbers_drawn_look_as_the_table_says():
    rows = number_statuses(READINGS)
    found = statuses(*(pl.Series([row[at] for row in rows], dtype=pl.String) for at in (0, 1)))
    assert found.select("normalised", "status").rows() == [row[2:] for row in rows]


def test_the_twin_knows_no_line_of_the_kernel():
    for name in ("twin.py", "drawing.py", "market.py"):
        text = Path(__file__).with_name(name).read_text("utf-8")
        assert not [line for line in text.splitlines() if line.lstrip().startswith(("import vtr", "from vtr"))]
    assert SLUGS["ups"] == "ups"


@pytest.mark.parametrize(("part", "policy"), [
    ("is_domestic", "us"), ("is_two", "us"), ("is_below", "us"), ("first_of_two", "us"), ("has_service", "us"),
    ("is_named", "us"), ("is_integrated", "us"), ("is_cheap", "de"), ("is_cheap", "jp"),
    ("is_letter_from_abroad", "uk"),
])  # fmt: skip
def test_a_mistake_of_either_side_is_seen(monkeypatch, part, policy):
    """Turned round in the twin, each of its parts makes a difference."""
    honest = getattr(Package, part)
    if isinstance(honest, property):
        monkeypatch.setattr(Package, part, property(lambda self: not honest.fget(self)))
    else:
        monkeypatch.setattr(Package, part, lambda self, *of: None if honest(self, *of) else of[-1])
    assert differences(Draw(Random(1), None, policy).fill(300))


def test_no_packages():
    assert differences(Draw(Random(1))) == []
    assert slowly([], [], [], {None: (None, {})}) == []
