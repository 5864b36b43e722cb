"""Countries as files spell them: alpha-2, alpha-3 or an English name, to ISO alpha-2."""

import csv
import functools
import re
from importlib import resources

ZIP = re.compile(r"(?:^|[,\s])([A-Z]{2}),?\s+\d{5}(?:-\d{4})?$")  # a US state and its ZIP code
SHORT = 2


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


def of_place(text: str | None) -> tuple[str | None, str | None]:
    """The country at the end of a place as people write it, and its US state; None for what it does not tell.

    Two letters after a city alone may be a state, so they are taken for a country only as a third part.

    >>> of_place("Pasadena, MD, US"), of_place("SAN RAFAEL, CA 94901"), of_place("Dubai, AE"), of_place("Milan, Italy")
    (('US', 'MD'), ('US', 'CA'), (None, None), ('IT', None))
    """
    place = (text or "").strip()
    if state := ZIP.search(place):
        return "US", state[1]
    parts = [part.strip() for part in place.split(",")]
    if len(parts[-1]) <= SHORT and len(parts) <= SHORT:
        return None, None
    found = code(parts[-1])
    state = parts[-2][:SHORT] if found == "US" and len(parts) > SHORT else ""
    return found, state if state.isalpha() and state.isupper() else None
