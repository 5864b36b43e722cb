"""A store's product categories by the names people type."""

import difflib

from vtr_lib.errors import MissingInput
from vtr_lib.report.month import Month

NEAR = 3  # offered instead of a mistyped one


def named(month: Month, category: str) -> str:
    """The category of that name; blanks around it and its case do not count where one alone fits.

    Raises ``MissingInput`` with the nearest names where the store sold nothing of it.
    """
    names = month.verdicts["category"].drop_nulls().unique().sort().to_list()
    fitting = [name for name in names if _plain(name) == _plain(category)]
    if category in names or len(fitting) == 1:
        return category if category in names else fitting[0]
    near = difflib.get_close_matches(_plain(category), {_plain(name): name for name in names}, n=NEAR, cutoff=0.3)
    shown = [name for name in names if _plain(name) in near] or names
    raise MissingInput("NO_CATEGORY", store=month.store.name, value=repr(category), nearest=shown or "-")


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
