"""One kernel on every engine: the same verdicts, row for row, whatever the time zone of the session and the machine."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from twin.comparing import frames
from twin.drawing import Draw
from twin.engines import file_of, judged

from vtr_lib import policy as policies
from vtr_lib.store import facts
from vtr_lib.store.reduce import reduce

AS_OF = date(2025, 3, 9)  # the day of 23 hours, around which packages are drawn
ZONES = ["UTC", "Asia/Shanghai", "America/Los_Angeles"]
ENGINES = ["pandas", "pandas-arrow", "pyarrow", "polars-lazy", "duckdb", *(f"duckdb {zone}" for zone in ZONES)]


def built(count: int) -> pl.DataFrame:
    packages, scans, snapshots = frames(Draw(Random(7), AS_OF).fill(count))
    return facts.build(facts.fill(packages), reduce(scans), snapshots, policies.load("us"))[:count]


def judged_in_shanghai(folder: Path, rows: pl.DataFrame, engines: list[str]) -> dict[str, pl.DataFrame]:
    """What a process gives that runs in Shanghai's time zone, by engine."""
    rows.write_parquet(folder / "facts.parquet")
    script = Path(__file__).with_name("engines.py")
    subprocess.run(
        [sys.executable, script, folder, AS_OF.isoformat(), *engines],
        check=True, env=os.environ | {"TZ": "Asia/Shanghai"}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return {engine: pl.read_parquet(folder / file_of(engine)) for engine in engines}


@pytest.fixture(scope="module")
def rows():
    return built(2_000)


@pytest.mark.parametrize("as_of", [None, AS_OF], ids=str)
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_verdicts_of_polars(rows, engine, as_of):
    assert_frame_equal(judged(engine, rows, as_of), judged("polars", rows, as_of))


@pytest.mark.parametrize("engine", ENGINES)
def test_no_packages_give_no_verdicts(rows, engine):
    assert judged(engine, rows[:0], AS_OF).height == 0


def test_a_machine_in_shanghai_gives_the_same(rows, tmp_path):
    expected = judged("polars", rows, AS_OF)
    found = judged_in_shanghai(tmp_path, rows, ["polars", *ENGINES])
    for verdicts in found.values():
        assert_frame_equal(verdicts, expected)


@pytest.mark.spark
def test_spark_gives_the_verdicts_of_polars(tmp_path):
    """Ten thousand packages, on a machine in Shanghai, in sessions of its own zone and of UTC."""
    rows = built(10_000)
    expected = judged("polars", rows, AS_OF)
    found = judged_in_shanghai(tmp_path, rows, ["spark", "spark UTC"])
    assert expected.height == 10_000
    for verdicts in found.values():
        assert_frame_equal(verdicts, expected)
