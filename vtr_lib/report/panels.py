"""Where the panels of the rolling rate stand, and their axes: a rate above, the packages of each day beneath."""

from datetime import timedelta

from vtr_lib.report import style
from vtr_lib.words import Words

HEAD, RATE, GAP, DAILY, FOOT = 62, 96, 20, 34, 34  # px of a panel, from its three lines of title down to its dates
PANEL = HEAD + RATE + GAP + DAILY + FOOT
GUTTER = 0.065  # share of the width between panels


def axis_names(number: int) -> tuple[str, str, str]:
    """What plotly calls panel ``number``'s axes of days, rate and daily packages: the very first has no number."""
    return ("", "", "2") if number == 1 else (str(number), str(2 * number - 1), str(2 * number))


def axes(number: int, rows: list[dict], days: list[str], rate_axis: dict, words: Words) -> dict:
    """The three axes of panel ``number``, whose rows by day are ``rows``."""
    across, upper, lower = axis_names(number)
    most = max(row["counted_on_day"] + row["pending_on_day"] for row in rows)
    return {
        f"xaxis{across}": {
            "type": "date", "anchor": f"y{lower}", "range": whole_days(rows), **style.months(days, words),
            "showgrid": False,
            "ticks": "outside", "ticklen": 4, "tickcolor": style.QUIET, "tickangle": 0, "automargin": False,
        },
        f"yaxis{upper}": rate_axis | {"anchor": f"x{across}", "automargin": False},
        f"yaxis{lower}": {
            "anchor": f"x{across}", "range": [0, max(most, 1) * 1.05], "tickvals": [most] if most else [0],
            "tickformat": ",d", "showgrid": False, "automargin": False, "showline": False,
        },
    }  # fmt: skip


def whole_days(rows: list[dict]) -> list[str]:
    """The span of an axis on which the bars of the first and the last day, a day wide each, stand whole."""
    return [f"{rows[0]['day'] - timedelta(days=1)} 12:00", f"{rows[-1]['day']} 12:00"]


def domains(count: int, columns: int, height: int) -> dict[str, list[float]]:
    """The place of every panel's axes, in shares of the drawing: ``columns`` panels a row, ``height`` px each."""
    rows = -(-count // columns) or 1
    width = (1 - GUTTER * (columns - 1)) / columns
    whole = rows * height
    domains = {}
    for number in range(1, count + 1):
        row, column = divmod(number - 1, columns)
        across, upper, lower = axis_names(number)
        left = column * (width + GUTTER)
        foot = whole - (row + 1) * height + FOOT
        domains[f"xaxis{across}"] = [round(left, 4), round(left + width, 4)]
        domains[f"yaxis{lower}"] = [round(foot / whole, 4), round((foot + DAILY) / whole, 4)]
        domains[f"yaxis{upper}"] = [round((foot + DAILY + GAP) / whole, 4), round(1 - (row * height + HEAD) / whole, 4)]
    return domains
