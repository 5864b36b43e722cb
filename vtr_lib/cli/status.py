"""``vtr status``: where every store's report stands, and an alarm where one is overdue or failed."""

import argparse

from vtr_lib.cli.printing import as_of_option, day_of, say
from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    as_of_option(parser, about | {"as_of": about["status_on"]})
    parser.add_argument("--json", action="store_true", help=about["json"])


def run(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.publish import status
    from vtr_lib.publish.editions import reports_folder
    from vtr_lib.store.store import find_data, names

    data = find_data(options.data)
    held = status.read(reports_folder(options.reports, data))
    wanted = [options.store] if options.store else sorted({*held, *names(data)})
    as_of = day_of(options.as_of)
    found = {name: status.standing(held.get(name, {}), as_of) for name in wanted}
    if options.json:
        say({"as_of": as_of, "stores": {name: held.get(name, {}) | alarm for name, alarm in found.items()}})
    else:
        for name in wanted:
            print(_line(name, held.get(name, {}), found[name], words))
        if not wanted:
            print(words("status.nothing"))
    return status.worst(alarm["exit_code"] for alarm in found.values())


def _line(name: str, held: dict, alarm: dict, words: Words) -> str:
    from vtr_lib.report import phrases

    if "month" not in held:
        told = words("status.none", store=name)
    else:
        named = {name: held[name] for name in ("month", "revision")}
        told = words("status.store", store=name, rate=phrases.rate(held, words), **named)
    if alarm["overdue"]:
        told += words("status.overdue", month=alarm["overdue"])
    if held.get("failed"):
        failed = held["failed"]
        told += words("status.failed", code=failed["code"], month=failed["month"] or words("report.no_share"))
    return told
