"""``vtr status``: where every store's report stands, and an alarm where one is overdue or failed."""

import argparse

from vtr_lib.cli.printing import as_of_option, day_of, say
from vtr_lib.errors import MissingInput
from vtr_lib.words import Words


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    as_of_option(parser, about | {"as_of": about["status_on"]})
    parser.add_argument("--json", action="store_true", help=about["json"])


def run(options: argparse.Namespace, words: Words) -> int:
    from vtr_lib.publish import status
    from vtr_lib.publish.month import reports_folder
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
    codes = [alarm["exit_code"] for alarm in found.values() if alarm["exit_code"]]
    return next((code for code in codes if code != MissingInput.exit_code), codes[0] if codes else 0)


def _line(name: str, held: dict, alarm: dict, words: Words) -> str:
    if "month" not in held:
        told = words("status.none", store=name)
    else:
        rate = (
            f"{held['percent']} % ({held['valid']}/{held['counted']})" if held["counted"] else words("report.no_rate")
        )
        told = words("status.store", store=name, month=held["month"], revision=held["revision"], rate=rate)
    if alarm["overdue"]:
        told += words("status.overdue", month=alarm["overdue"])
    if held.get("failed"):
        told += words(
            "status.failed", code=held["failed"]["code"], month=held["failed"]["month"] or words("report.no_share")
        )
    return told
