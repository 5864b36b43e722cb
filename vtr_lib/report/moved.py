"""The time machine: the same packages judged under two policies, and what moved between them."""

from datetime import date

import polars as pl

from vtr_lib.metrics.counts import count, rate
from vtr_lib.policy import Policy
from vtr_lib.store.store import Store


def moved(store: Store, left: Policy, right: Policy, as_of: date | None = None) -> dict:
    """``store``, ``as_of``, ``packages``, ``left`` and ``right`` (``policy sha256 valid counted text``), ``moves``.

    All packages of the store are judged under both as of ``as_of`` (the last day its files tell of). A move is a state
    and clause under each and the ``packages`` that went from one to the other; those that stayed are not listed. The
    most packages come first.
    """
    as_of = as_of or store.known_on
    ours, theirs = (store.verdicts(policy, as_of) for policy in (left, right))
    pairs = pl.DataFrame(
        {
            f"{name}_{side}": found[name]
            for side, found in (("left", ours), ("right", theirs))
            for name in ("state", "clause")
        }
    )
    moves = (
        pairs.filter(pl.col("clause_left") != pl.col("clause_right"))
        .group_by(pl.all())
        .agg(pl.len().alias("packages"))
        .sort(["packages", "clause_left", "clause_right"], descending=[True, False, False])
    )
    return {
        "store": store.name,
        "as_of": as_of.isoformat(),
        "packages": ours.height,
        "left": _rated(left, ours),
        "right": _rated(right, theirs),
        "moves": moves.to_dicts(),
    }


def _rated(policy: Policy, verdicts: pl.DataFrame) -> dict:
    found = rate(count(verdicts))
    return {
        "policy": policy.id,
        "sha256": policy.sha256,
        "valid": found.valid,
        "counted": found.counted,
        "percent": found.percent(),
        "text": str(found),
    }
