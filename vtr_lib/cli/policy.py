"""``vtr policy show`` and ``vtr policy diff``: the rule of a day with its sources; where two of them part."""

import argparse

from vtr_lib.cli.printing import as_of_option, day_of, say
from vtr_lib.errors import printable
from vtr_lib.words import Words

TEXTS = ("about", "unit", "title", "confidence")  # told in the reader's language where it is a shipped policy's text


def options(parser: argparse.ArgumentParser, about: dict[str, str]) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    show = actions.add_parser("show", help=about["policy_show"], description=about["policy_show"])
    show.set_defaults(act=_show)
    which = show.add_mutually_exclusive_group()
    which.add_argument("--market", metavar="M", help=about["market"])
    which.add_argument("--policy", default="us", metavar="P", help=about["policy_name"])
    show.add_argument("--on", metavar="D", help=about["on"])
    diff = actions.add_parser("diff", help=about["policy_diff"], description=about["policy_diff"])
    diff.set_defaults(act=_diff)
    diff.add_argument("left", metavar="A", help=about["policy_of_day"])
    diff.add_argument("right", metavar="B", help=about["policy_of_day"])
    diff.add_argument("--store", metavar="S", default=argparse.SUPPRESS, help=about["diff_store"])
    diff.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help=about["data"])
    as_of_option(diff, about)
    for action in (show, diff):
        action.add_argument("--lang", metavar="L", default=argparse.SUPPRESS, help=about["lang"])
        action.add_argument("--json", action="store_true", help=about["json"])


def run(options: argparse.Namespace, words: Words) -> None:
    options.act(options, words)


def _show(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib import policy as policies
    from vtr_lib.report.rule import rule_of, said

    policy = policies.load(options.market.lower() if options.market else options.policy)
    day = day_of(options.on, "--on")
    found = rule_of(policy, day)
    if options.json:
        say(found)
        return
    told = found | {"about": words.instead("policy.policies", policy.about)}
    head = {key: printable(value) for key, value in told.items()}
    print(words("policy.head", **head))
    print(words("policy.until" if found["until"] else "policy.still", **head))
    for row in found["rows"]:
        print()
        print(
            words(
                "policy.value",
                name=words("policy.keys." + row["key"]),
                code=row["key"],
                value=said(row["value"], words),
            )
        )
        told = row | {key: words.instead(f"policy.{key}s", row[key]) for key in TEXTS}
        for name in ("about", "since"):
            print(words(f"policy.{name}", **{cell: printable(value) for cell, value in told.items() if cell != "key"}))


def _diff(options: argparse.Namespace, words: Words) -> None:
    from vtr_lib import policy as policies
    from vtr_lib.policy.compare import differences, told

    left, right = policies.load(options.left), policies.load(options.right)
    found = {
        "left": {"policy": left.id, "sha256": left.sha256},
        "right": {"policy": right.id, "sha256": right.sha256},
        "differences": [
            {
                "key": part.key,
                "from": None if left.fixed_on and right.fixed_on else part.from_on.isoformat(),
                "until": part.until_on and part.until_on.isoformat(),
                "left": told(left, part.left),
                "right": told(right, part.right),
            }
            for part in differences(left, right)
        ],
    }
    if options.store:
        from vtr_lib.ingest import open_store
        from vtr_lib.report.moved import moved

        found["store"] = moved(open_store(options.store, options.data), left, right, day_of(options.as_of))
    if options.json:
        say(found)
        return
    for part in found["differences"]:
        days = "all" if part["from"] is None else "until" if part["until"] else "still"
        name = words("policy.keys." + part["key"])
        print(
            words(
                f"policy.differs.{days}", name=name, code=part["key"], **{"from": part["from"], "until": part["until"]}
            )
        )
        for side in ("left", "right"):
            _print_side(found[side]["policy"], part[side], words)
    if not found["differences"]:
        print(words("policy.same", left=printable(left.id), right=printable(right.id)))
    if "store" in found:
        _print_moves(found["store"], words)


def _print_side(policy: str, value: dict, words: Words) -> None:
    if value["source"] is None:
        print(words("policy.no_rule", policy=printable(policy)))
        return
    from vtr_lib.report.rule import said

    told = value | {key: words.instead(f"policy.{key}s", value[key]) for key in TEXTS if key in value}
    cells = {key: printable(cell) for key, cell in told.items()} | {"value": said(value["value"], words)}
    print(words("policy.side", policy=printable(policy), **cells))


def _print_moves(found: dict, words: Words) -> None:
    from vtr_lib.report import phrases

    print()
    print(words("policy.store", store=found["store"], packages=found["packages"], as_of=found["as_of"]))
    for side in ("left", "right"):
        print(words("policy.rate", policy=printable(found[side]["policy"]), rate=phrases.rate(found[side], words)))
    clause = words.table("clauses")
    for move in found["moves"]:
        ways = {side: clause.get(move[f"clause_{side}"], move[f"clause_{side}"]) for side in ("left", "right")}
        print(words("policy.move", packages=move["packages"], **ways))
    if not found["moves"]:
        print(words("policy.no_moves"))
