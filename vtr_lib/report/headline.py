"""The box that the report begins with."""

from dataclasses import dataclass

from vtr_lib.report import markup, phrases
from vtr_lib.schema import BASES
from vtr_lib.sources.reading import BUCKETS as PLACES
from vtr_lib.words import Words


@dataclass(frozen=True, repr=False)
class Headline:
    """The box of the first page: the rate, how it stands, and the other ways to read it."""

    values: dict

    def _repr_html_(self) -> str:
        return markup.render("headline.html", **self.values)

    def __repr__(self) -> str:
        lines = [f"{self.values['text']}: {self.values['standing']}"]
        return "\n".join(lines + [f"{row['label']}: {row['text']}" for row in self.values["rows"]])


def headline(summary: dict, words: Words) -> Headline:
    """The rate by confirmation day with its counts, days and target; then by promised day, how far it can still move,
    under another reading and of Prime, each where it says something else."""
    found, promised = (summary["windows"][basis] for basis in BASES)
    rate, states, own = found["rate"], found["states"], summary["policy"]["id"]
    say = words.table("tables.headline")
    rows = []
    if states["pending"] or states["unknown"]:
        rows.append(_aside(say["low_high"], phrases.span(found, words), say["low_high_why"].format(**states)))
    rows.append(
        _aside(
            say["at_promise"],
            phrases.rate(promised["rate"], words),
            phrases.sentences(_said(promised, summary, words), *_without_promise(promised, say)),
            **_marks(promised["rate"], "promised", own),
        )
    )
    rows += [
        _aside(
            say["reading"].format(policy=reading["policy"]),
            phrases.rate(reading["rate"], words),
            phrases.standing(reading["rate"], summary["target"], words),
            **_marks(reading["rate"], "confirmed", reading["policy"], "vtr-reading"),
        )
        for reading in summary["readings"]
        if _counts(reading["rate"]) != _counts(rate)
    ]
    if found["prime"]["counted"]:
        prime, share = found["prime"], summary["prime_target"]
        label = say["prime"].format(target=phrases.target(share))
        rows.append(_aside(label, phrases.rate(prime, words), phrases.standing(prime, share, words)))
    if rate["repairs"]:
        needed = say["repairs_how"].format(repairs=rate["repairs"], clean=rate["clean_needed"])
        rows.append(_aside(say["repairs"].format(target=phrases.target(summary["target"])), needed))
    rows += _accounts(summary, words)
    return Headline(
        {
            "look": phrases.standing_key(rate, summary["target"]),
            "rate": _marks(rate, "confirmed", own),
            "text": phrases.rate(rate, words),
            "standing": phrases.standing(rate, summary["target"], words),
            "window": say["as_of"].format(window=phrases.window(found, words), as_of=summary["as_of"]),
            "rows": rows,
        }
    )


def _accounts(summary: dict, words: Words) -> list[dict]:
    """The sums by which a reader sees that nothing was left out, and what was set aside or nobody could tell."""
    say, identity, unknown = words.table("tables.headline"), summary["identity"], summary["unknown"]
    buckets = {key: sum(entry[key] for entry in identity["files"]) for key in ("total", *PLACES)}
    lines = say["lines"].format(files=len(identity["files"]), **buckets)
    packages = say["packages"].format(all=identity["packages"], **identity["states"])
    told = {key: unknown[key] for key in ("origins", "values", "promises", "not_asked", "physical")}
    told |= {key: sum(row["packages"] for row in unknown[key]) for key in ("carriers", "currencies")}
    open_ends = words("report.list").join(
        say[f"unknown_{key}"].format(count=count) for key, count in told.items() if count
    )
    return [
        _aside(say["packages_label"], packages),
        _aside(say["lines_label"], lines),
        _aside(say["unknown_label"], open_ends or words("tables.none")),
    ]


def _aside(label: str, text: str, note: str = "", **rate: object) -> dict:
    """A line of the box; ``rate`` are the marks by which a program finds its counts."""
    return {"label": label, "text": text, "note": note, "rate": rate}


def _marks(rate: dict, basis: str, policy: str, mark: str = "vtr-rate") -> dict:
    """``vtr-rate`` marks the rates the report itself states; another reading's has a mark of its own."""
    return {"class": mark, "valid": rate["valid"], "counted": rate["counted"], "basis": basis, "policy": policy}


def _counts(rate: dict) -> tuple[int, int]:
    return rate["valid"], rate["counted"]


def _said(found: dict, summary: dict, words: Words) -> str:
    standing = phrases.standing(found["rate"], summary["target"], words)
    return words("tables.headline.said", standing=standing, window=phrases.window(found, words))


def _without_promise(found: dict, say: dict) -> list[str]:
    return [say["without_promise"].format(count=found["without_promise"])] if found["without_promise"] else []
