"""The pages before the reports: one that leads to a month's revision in force, and one of all stores."""

from collections.abc import Sequence
from fractions import Fraction

from vtr_lib.report import markup, phrases, style
from vtr_lib.words import Words

MONTHS = 12  # of each store, the latest
WIDE, HIGH = 120, 30  # px, the drawing of their rates
URGENCY = ("below", "on_line", "met", "nothing")


def door(store: str, month: str, target: str, revisions: Sequence[dict], words: Words) -> str:
    """The page of a month: it leads to ``target``, a path beside it, and names all ``revisions``, the latest first.

    A revision is ``name``, ``path`` and ``moved``, the packages whose verdict it changed (None for the first).
    """
    say = words.table("front")
    told = [
        {"path": each["path"], "name": words("front.revision", name=each["name"]), "what": _what(each, words)}
        for each in revisions
    ]
    title = words("front.title", store=store, month=words.month(month))
    return markup.render(
        "door.html", lang=words.lang, say=say, title=title, target=target, revisions=told, **_looks(words)
    )


def _what(revision: dict, words: Words) -> str:
    if revision["moved"] is None:
        return words("front.first")
    return words("front.moved", count=revision["moved"])


def index(rows: Sequence[dict], words: Words) -> str:
    """The page of all stores: those in trouble first, each with its latest months and where their reports lie.

    A row is a report: ``store``, ``month``, ``policy`` (empty for the usual one), ``page``, ``pdf`` (empty for none),
    and ``said`` as an edition's pointer has it.
    """
    found = stores(rows)
    below = sum(store["look"] == "below" for store in found)
    key = "below" if below else "none_below" if found else "empty"
    lead = words(f"front.index.{key}", below=below, stores=len(found))
    return markup.render(
        "index.html",
        lang=words.lang,
        say=words.table("front.index"),
        lead=lead,
        stores=[_told(store, words) for store in found],
        **_looks(words),
    )


def _looks(words: Words) -> dict:
    return {"fonts": style.fonts(words.lang), "style": markup.read("page.css")}


def stores(rows: Sequence[dict]) -> list[dict]:
    """By store and policy: the latest report in ``now``, the ``months`` up to it, and the ``look`` of its standing.

    Stores below the target come first, then by name; one that has a category below it counts as below.
    """
    groups: dict[tuple[str, str], list[dict]] = {}
    for row in sorted(rows, key=lambda row: row["month"]):
        groups.setdefault((row["store"], row["policy"]), []).append(row)
    found = [
        {
            "store": store,
            "policy": policy,
            "now": months[-1],
            "months": months[-MONTHS:],
            "look": look(months[-1]["said"]),
        }
        for (store, policy), months in groups.items()
    ]
    return sorted(found, key=lambda each: (URGENCY.index(each["look"]), each["store"], each["policy"]))


def look(said: dict) -> str:
    """How a report stands: ``below`` also where only a category of it is."""
    return "below" if said["below"] else phrases.standing_key(said, said["target"])


def course(months: Sequence[dict]) -> dict | None:
    """The rates of a store's months as a line, the latest at its end, and where its target lies, in a drawing of
    ``WIDE`` by ``HIGH``; None where fewer than two months have a rate.
    """
    rates = [(at, each["valid"] / each["counted"]) for at, each in enumerate(months) if each["counted"]]
    if len(rates) < 2:
        return None
    limit = float(Fraction(months[-1]["target"]))
    lowest = min(limit, *(rate for _, rate in rates))
    high = 1 - lowest or 1
    step = WIDE / (len(months) - 1)

    def down(rate: float) -> float:
        return round((1 - rate) / high * HIGH, 1)

    points = [(round(at * step, 1), down(rate)) for at, rate in rates]
    line = "M" + "L".join(f"{x:g},{y:g}" for x, y in points)
    return {"path": line, "target": down(limit), "x": points[-1][0], "y": points[-1][1]}


def _course_told(months: Sequence[dict], words: Words) -> str:
    parts = [phrases.named(words.month(each["month"]), phrases.rate(each["said"], words), words) for each in months]
    return words("explain.between").join(parts)


def _told(store: dict, words: Words) -> dict:
    now, said = store["now"], store["now"]["said"]
    return {
        "name": store["store"],
        "policy": store["policy"],
        "look": store["look"],
        "month": words.month(now["month"]),
        "page": now["page"],
        "pdf": now["pdf"],
        "rate": phrases.rate(said, words),
        "own_look": phrases.standing_key(said, said["target"]),
        "course": course([each["said"] for each in store["months"]]),
        "told": _course_told(store["months"], words),
        "before": words("front.index.months", count=len(store["months"]) - 1),
        "standing": phrases.standing(said, said["target"], words),
        "below": [phrases.segment(name, "category", words) for name in said["below"]],
        "pending": words.number(said["pending"]),
        "known_on": words.day(said["known_on"]),
        "months": [
            {
                "month": words.month(each["month"]),
                "page": each["page"],
                "rate": phrases.rate(each["said"], words),
                "look": look(each["said"]),
            }
            for each in reversed(store["months"][:-1])
        ],
    }
