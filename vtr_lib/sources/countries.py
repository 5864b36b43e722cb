"""Countries as files spell them: alpha-2, alpha-3 or an English name, to ISO alpha-2."""

import csv
import functools
from importlib import resources


@functools.cache
def spellings() -> dict[str, str]:
    """Every known spelling, casefolded, and the alpha-2 code it stands for (``uk`` is ``GB``)."""
    found = {}
    with resources.files("vtr_lib.sources").joinpath("countries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for spelling in (row["alpha2"], row["alpha3"], row["name"], *row["also"].split("|")):
                if spelling:
                    found[spelling.casefold()] = row["alpha2"]
    return found


def code(text: str | None) -> str | None:
    """The alpha-2 code of a country however it is spelt, or None where the spelling is not known.

    >>> code("usa"), code("UK"), code("Atlantis")
    ('US', 'GB', None)
    """
    return spellings().get((text or "").strip().casefold())
