"""How a number of the summary is said: one wording for figures, tables, workbook and page."""

from fractions import Fraction

from vtr_lib.errors import printable
from vtr_lib.metrics.counts import NOBODY_KNOWS
from vtr_lib.metrics.rate import Rate
from vtr_lib.tracking.carriers import carriers
from vtr_lib.words import Words

FULL_WIDTH = ("。", "！", "？")
NAME = 48  # characters of a name in a sentence
MOST_ODDS = 1_000_000  # one in so many is the smallest chance told


def rate(row: dict, words: Words) -> str:
    """A row's rate in percent, cut, with its counts: ``94.9 % (9,496/10,000)``, or ``n/a (0)``."""
    found = Rate(row["valid"], row["counted"])
    if not found.counted:
        return words("report.no_rate")
    return words("report.rate", percent=found.percent(), valid=found.valid, counted=found.counted)


def counts(row: dict, words: Words) -> str:
    """A row's two counts alone: ``9,496/10,000``."""
    return words("report.counts", valid=row["valid"], counted=row["counted"])


def share(part: int, whole: int, words: Words) -> str:
    """A part in percent of its whole, cut, for where both counts stand beside it; ``n/a`` of nothing."""
    return words("report.percent", percent=Rate(part, whole).percent()) if whole else words("report.no_share")


def span(window: dict, words: Words) -> str:
    """The lowest and the highest a window's rate can still be."""
    low, high = (Rate(window[end]["valid"], window[end]["counted"]) for end in ("low", "high"))
    if not low.counted:
        return words("report.no_share")
    return words("report.span", low=low.percent(), high=high.percent())


def target(share: str) -> str:
    """A share such as ``95/100`` in percent: ``95``."""
    return format(float(Fraction(share) * 100), "g")


def standing_key(row: dict, share: str) -> str:
    """How a row's rate stands against ``share``, compared in whole numbers: ``met on_line below nothing``."""
    found, limit = Rate(row["valid"], row["counted"]), Fraction(share)
    if not found.counted:
        return "nothing"
    return "on_line" if found.is_on(limit) else "met" if found.meets(limit) else "below"


def standing(row: dict, share: str, words: Words) -> str:
    """The same in a few words."""
    return words.table("report.standing")[standing_key(row, share)].format(target=target(share))


def rated(row: dict, share: str, words: Words) -> str:
    """A rate and how it stands, in one line."""
    return words("report.rated", rate=rate(row, words), standing=standing(row, share, words))


def window(found: dict, words: Words) -> str:
    """What puts a package in a window, with both its days."""
    return words.table("report.window")[found["basis"]].format(first=found["first_on"], last=found["last_on"])


def days(listed: list[str], words: Words) -> str:
    """Days of a summary, ISO text, in a row; not between commas, for a day may hold one."""
    return words("explain.between").join(map(words.day, listed))


def segment(name: str, by: str, words: Words) -> str:
    """A carrier's name, a country's code or a category as it stands; of what nobody knows, that."""
    if name == NOBODY_KNOWS:
        return words.table("report.not_known")[by]
    return carriers()[name].name if by == "carrier" and name in carriers() else name


def sentences(*said: str) -> str:
    """Sentences one after another; after a full-width stop, which brings its own room, without a blank."""
    whole = ""
    for each in said:
        whole += ("" if not whole or whole.endswith(FULL_WIDTH) else " ") + each
    return whole


def named(name: str, value: str, words: Words) -> str:
    """A name and what is said of it: ``UPS: 94.9 % (9,496/10,000)``."""
    return words("report.joined.named", name=name, value=value)


def told(title: str, parts: list[str], words: Words) -> str:
    """A figure in words, for who does not see it: its title, then its parts where it has any."""
    return words("report.joined.told", title=title, parts=words("explain.between").join(parts)) if parts else title


def group(where: dict[str, str], words: Words, *, is_rest: bool = False) -> str:
    """A group of packages by its segments, such as ``OnTrac`` or ``YunExpress from CN``, each name cut to a line.

    Without a segment it is all packages, or all others where other groups are apart (``is_rest``).
    """
    names = {by: printable(segment(name, by, words), NAME) for by, name in where.items()}
    if list(where.values()) == [NOBODY_KNOWS]:
        return next(iter(names.values()))
    return words.table("report.group")["_".join(where) or ("rest" if is_rest else "all")].format(**names)


def flags(found: str | None, words: Words) -> list[str]:
    """The flags of a verdict in words, in their order; a clause among them by its name."""
    names = words.table("flags") | words.table("clauses")
    return [names.get(flag, flag) for flag in (found or "").split(";") if flag]


def points(value: Fraction, words: Words, *, signed: bool = False) -> str:
    """Percentage points with two decimals, cut towards zero: ``4.64``, ``−0.48``; with a plus too where ``signed``."""
    hundredths = abs(value.numerator) * 100 // value.denominator
    sign = "" if not hundredths else "−" if value < 0 else "+" if signed else ""
    return words.decimal(f"{sign}{hundredths // 100}.{hundredths % 100:02}")
