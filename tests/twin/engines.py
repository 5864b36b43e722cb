"""The same facts judged by every engine: here, and as a script, in a process whose own time zone is another.

    python tests/twin/engines.py FOLDER DAY ENGINE…

judges ``FOLDER/facts.parquet`` as of ``DAY`` and writes ``FOLDER/ENGINE.parquet``. An engine may name the time zone of
its session: ``duckdb``, ``duckdb Asia/Shanghai``.
"""

import functools
import sys
from datetime import date
from pathlib import Path

import polars as pl

from vtr_lib import policy as policies
from vtr_lib.frames import polars_schema
from vtr_lib.schema import VERDICTS
from vtr_lib.verdict.judge import judge


@functools.cache
def spark():
    """A Spark session on this machine; it takes seconds to start, so there is one."""
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.log.level": "ERROR"}
    return SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()


def judged(engine: str, facts: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    """Verdicts of an engine, row for row as they come back, in the canonical types."""
    name, _, zone = engine.partition(" ")
    rule = policies.load("us")
    if name == "pandas":
        found = pl.from_pandas(judge(facts.to_pandas(), rule, as_of))
    elif name == "pandas-arrow":
        found = pl.from_pandas(judge(facts.to_pandas(use_pyarrow_extension_array=True), rule, as_of))
    elif name == "pyarrow":
        found = pl.from_arrow(judge(facts.to_arrow(), rule, as_of))
    elif name == "polars":
        found = judge(facts, rule, as_of)
    elif name == "polars-lazy":
        found = judge(facts.lazy(), rule, as_of).collect()
    elif name == "duckdb":
        import duckdb

        with duckdb.connect() as connection:
            if zone:
                connection.sql(f"SET TimeZone = '{zone}'")
            found = judge(connection.from_arrow(facts.to_arrow()), rule, as_of).pl()
    elif name == "spark":
        if zone:
            spark().conf.set("spark.sql.session.timeZone", zone)
        # By Arrow both ways: pyspark's own way through pandas does not know pandas 3 yet.
        found = pl.from_arrow(judge(spark().createDataFrame(facts.to_arrow()), rule, as_of).toArrow())
    else:
        raise ValueError(engine)
    return found.cast(polars_schema(VERDICTS))


def file_of(engine: str) -> str:
    return f"{engine.replace('/', '-')}.parquet"


if __name__ == "__main__":
    folder, day, *engines = sys.argv[1:]
    built = pl.read_parquet(Path(folder) / "facts.parquet")
    for engine in engines:
        judged(engine, built, date.fromisoformat(day)).write_parquet(Path(folder) / file_of(engine))
