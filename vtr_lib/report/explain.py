"""Why a package of a store got its verdict: as data, and the phrases that tell it."""

import difflib
from datetime import date, datetime

import polars as pl

from vtr_lib.errors import MissingInput
from vtr_lib.report import phrases
from vtr_lib.report.month import Month
from vtr_lib.store import facts
from vtr_lib.verdict import explain as steps
from vtr_lib.words import Words

MOST = 3


def explain(month: Month, id: str = "") -> dict | None:
    """The verdict of the package ``id``, or of the packages of the order ``id``, step by step.

    Gives what ``vtr_lib.verdict.explain`` gives of the first package, with ``order_id``, ``store`` and ``as_of``, and
    the package ids of the order's others as ``others``. Without an id it is the first defect of the month's window,
    else the first package; None where there is none. Raises ``MissingInput`` with the nearest ids for an id that the
    store does not hold.
    """
    if not id.strip():
        return _first(month)
    return explain_all(month, id)[0]


def _first(month: Month) -> dict | None:
    window = month.own_summary["windows"]["confirmed"]
    days = pl.col("confirmed_on").is_between(
        *(pl.lit(str(window[day])).str.to_date() for day in ("first_on", "last_on"))
    )
    is_first = [days & (pl.col("state") == "defect"), days, pl.lit(True)]
    found = [month.verdicts.filter(holds)["package_id"] for holds in is_first]
    return next((explain_all(month, ids[0])[0] for ids in found if len(ids)), None)


def explain_all(month: Month, id: str) -> list[dict]:
    """``explain`` for each package of an order, in the store's order; one where ``id`` is a package's.

    Blanks around an id and its case do not count, unless two packages differ in nothing else.
    """
    packages = month.verdicts.select("package_id", "order_id")
    ids = [pl.col(name) for name in ("package_id", "order_id")]
    ways = [
        *(one == id for one in ids),
        *(one.str.strip_chars().str.to_lowercase() == id.strip().lower() for one in ids),
    ]
    asked = next((found for way in ways if (found := packages.filter(way)).height), packages.clear())
    if asked.is_empty():
        ids = dict.fromkeys([*packages["order_id"], *packages["package_id"]])
        near = difflib.get_close_matches(id, ids, n=MOST, cutoff=0.5)
        raise MissingInput("NO_PACKAGE", store=month.store.name, value=repr(id), nearest=near or "-")
    found = explained(month, asked["package_id"])
    order = {"order_id": asked["order_id"][0], "store": month.store.name, "as_of": month.as_of}
    return [
        found[one] | order | {"others": [other for other in asked["package_id"] if other != one]}
        for one in asked["package_id"]
    ]


def explained(month: Month, ids: pl.Series) -> dict[str, dict]:
    """What ``vtr_lib.verdict.explain`` gives of each of the packages ``ids``, by their ids."""
    policy = month.policy
    built = month.store.table("facts").filter(pl.col("package_id").is_in(ids.implode()))
    rows = facts.relabelled(built, policy)
    is_inside = (pl.col("marketplace") == policy.marketplace) & (pl.col("confirmed_on") >= policy.first_on)
    found = steps.explain_each(rows.filter(is_inside), policy, month.as_of)
    found += [steps.outside(row, policy) for row in rows.filter(~is_inside).iter_rows(named=True)]
    return {each["package_id"]: each for each in found}


def caption(found: dict, words: Words) -> str:
    """Which package, and what came out."""
    return words(
        "explain.caption",
        package=found["package_id"],
        order=found["order_id"],
        state=words.name("states", found["state"]),
        clause=words.name("clauses", found["clause"]),
        rule=found["rule"],
        as_of=found["as_of"],
    )


def caption_and_flags(found: dict, words: Words) -> str:
    """``caption`` and, where there is more to be known, ``besides``."""
    told = besides(found, words)
    return phrases.sentences(caption(found, words), *([words("explain.also", flags=told)] if told else []))


def besides(found: dict, words: Words) -> str:
    """What else was wrong, in words; empty where nothing was."""
    return words("explain.between").join(phrases.flags(found["flags"], words))


def compared(step: dict, words: Words) -> str:
    """The values a test compared, such as ``value 4.99 USD < 5.00 USD``."""
    return words("explain.between").join(_pair(one, words) for one in step["compared"])


def held(step: dict, words: Words) -> str:
    """Whether a test held, and whether it decided."""
    return words("explain.decides" if step["decides"] else "explain.yes" if step["holds"] else "explain.no")


def source(step: dict, words: Words) -> str:
    """Title and confidence of the source behind a test, and the value of the policy it stands at."""
    found = step["source"]
    if not found:
        return words("explain.no_source")
    return words(
        "explain.sourced",
        title=words.instead("policy.titles", found["title"]),
        confidence=words.instead("policy.confidences", found["confidence"]),
        name=words.name("policy.keys", found["key"]),
        from_on=found["from_on"],
    )


def _pair(one: dict, words: Words) -> str:
    what, value = words(f"explain.what.{one['what']}"), _said(one["value"], one["unit"], words)
    if one["what"] == "carrier" and one["value"]:
        value = phrases.segment(one["value"], "carrier", words)
    if one["relation"] is None:
        return words("explain.alone", what=what, value=value)
    relation = words(f"explain.relations.{one['relation']}")
    if one["unit"] == "list":
        name = words.name("policy.keys", one["limit"])
        return words("explain.listed", what=what, value=value, relation=relation, name=name)
    limit = _said(one["limit"], one["unit"], words)
    if one["unit"] in words.table("explain.what"):
        limit = words("explain.measured", limit=limit, what=words(f"explain.what.{one['unit']}"))
    return words("explain.pair", what=what, value=value, relation=relation, limit=limit)


def _said(value: object, unit: str, words: Words) -> str:
    if value is None:
        return words("explain.none")
    if isinstance(value, bool):
        return words("explain.yes" if value else "explain.no")
    if isinstance(value, datetime):
        return words.instant(value)
    if isinstance(value, date):
        return words.day(value)
    if unit in ("status", "clause"):
        return words.name({"status": "tracking.statuses", "clause": "clauses"}[unit], value)
    if not isinstance(value, int):
        return str(value)
    if len(unit) == 3 and unit.isupper():
        return words("explain.money", whole=value // 100, cents=words.decimal(f".{value % 100:02}"), currency=unit)
    return words.number(value)
