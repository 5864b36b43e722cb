"""The same tables judged by the kernel and by its twin, and where they differ."""

import polars as pl
from twin.drawing import Draw
from twin.twin import judge as slowly

from vtr_lib import policy as policies
from vtr_lib.frames import polars_schema
from vtr_lib.schema import PACKAGES, SCANS, SNAPSHOTS, VERDICTS
from vtr_lib.store.verdicts import judge_tables


def frames(draw: Draw) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The canonical tables of a draw."""
    rows = ((draw.packages, PACKAGES), (draw.scans, SCANS), (draw.snapshots, SNAPSHOTS))
    return tuple(pl.DataFrame(found, schema=polars_schema(table)) for found, table in rows)


def comparable(verdict: dict) -> dict:
    """A verdict with its flags in the alphabet's order: their order says nothing."""
    flags = verdict["flags"]
    return verdict | {"flags": sorted(flags.split(";") if isinstance(flags, str) and flags else flags)}


def differences(draw: Draw, reading: str | None = None) -> list[str]:
    """Every column in which kernel and twin differ, with the package; empty where they agree wholly.

    Without ``reading`` under the policy that the packages were drawn for.
    """
    policy = reading or draw.policy
    quick = judge_tables(*frames(draw), policies.load(policy), draw.as_of)
    assert quick.columns == VERDICTS.names
    slow = slowly(draw.packages, draw.scans, draw.snapshots, draw.known, policy, draw.as_of)
    assert len(slow) == quick.height
    found = []
    for one, other in zip(map(comparable, quick.to_dicts()), map(comparable, slow), strict=True):
        names = [name for name in VERDICTS.names if one[name] != other[name]]
        found += [f"{one['package_id']} {name}: kernel {one[name]!r}, twin {other[name]!r}" for name in names]
    return found
