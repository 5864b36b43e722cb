"""``vtr schedule``: what a scheduler is to be given so that the report makes itself."""

import argparse
import os
import re
import sys
from pathlib import Path

from vtr_lib.errors import UsageError
from vtr_lib.schema import DEFAULTS
from vtr_lib.words import Words

KINDS = ("cron", "systemd", "windows", "github", "airflow")


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help=about["schedule_paths"])
    parser.add_argument("--for", dest="kind", choices=KINDS, default=KINDS[0], help=about["schedule_for"])
    parser.add_argument("--at", default="03:30", metavar="HH:MM", help=about["schedule_at"])
    parser.add_argument("--marketplace", metavar="XX", help=about["marketplace"])


def run(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib import policy
    from vtr_lib.ingest.files import marketplaces, slug
    from vtr_lib.publish.editions import reports_folder
    from vtr_lib.publish.schedule import Plan, about, entry
    from vtr_lib.store.store import Store, find_data

    time = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", options.at)
    if not time:
        raise UsageError("NO_TIME", column="--at", value=repr(options.at))
    name = slug(options.store or DEFAULTS["store"])
    data = Path(os.path.abspath(find_data(options.data)))
    store = Store(data, name)
    market = store.document("quality")["marketplace"] if store.exists else options.marketplace or "US"
    if market.upper() not in marketplaces():
        raise UsageError("MARKETPLACE", column="--marketplace", value=repr(market), known=marketplaces())
    plan = Plan(
        store=name,
        paths=tuple(Path(os.path.abspath(path)) for path in options.paths or [data / "raw"]),
        named=("--marketplace", market.upper()) if options.marketplace else (),
        data=data,
        reports=Path(os.path.abspath(reports_folder(options.reports, data))),
        python=Path(os.path.abspath(sys.executable)),
        notebook=Path(__file__).parents[2] / "notebooks" / "02_rolling_rate.ipynb",
        zone=policy.load(market.lower()).zone,
        lang=options.lang,
        hour=int(time[1]),
        minute=int(time[2]),
    )
    print(entry(options.kind, plan, words), end="")
    if options.kind == "windows":  # whose file is kept in ASCII, in which not every language can be read
        print(about(options.kind, plan, words), file=sys.stderr)
