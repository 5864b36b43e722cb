"""How figures look: colours, letters and the few settings every chart shares.

Figures are made in light colours, as they are printed; a page on a dark screen puts each colour's twin out of ``DARK``
in its place. A colour is never alone in telling two things apart: shapes, patterns or words
stand beside it. Importing this sets the way figures are shown in a notebook: as plain data, without a button that
would send it anywhere.
"""

import html

import plotly.graph_objects as go
import plotly.io as pio

from vtr_lib.errors import printable
from vtr_lib.words import Words
from vtr_lib.words.lines import width, wrap

INK, QUIET, GRID, PAPER = "#1a1a1a", "#595959", "#e4e4e4", "#ffffff"
STATES = {
    "valid": "#0072b2",
    "defect": "#d55e00",
    "pending": "#767676",
    "unknown": "#a8568f",
    "exempt": "#000000",
    "out_of_scope": "#4d4d4d",
}
CAUSES = {  # colour and pattern of each cause family; the last is of what nobody could tell
    "missing_updates": ("#d55e00", ""),
    "invalid_number": ("#8c3d00", "/"),
    "late_shipment": ("#3d3d3d", "x"),
    "unknown": (STATES["unknown"], "."),
}
STANDINGS = {  # colour and marker of a rate held against its target
    "met": (STATES["valid"], "circle"),
    "on_line": (INK, "square"),
    "below": (STATES["defect"], "diamond"),
    "nothing": (STATES["pending"], "x-thin-open"),
}
DARK = {  # each colour of a figure on paper, and its twin on a dark screen
    **{INK: "#ececec", QUIET: "#b4b4b4", GRID: "#3a3d42", PAPER: "#15171a"},
    **{"#0072b2": "#56aee6", "#d55e00": "#ff8a3d", "#767676": "#9b9b9b", "#a8568f": "#d98cc3"},
    **{"#000000": "#ffffff", "#4d4d4d": "#c2c2c2", "#3d3d3d": "#d6d6d6", "#8c3d00": "#c9803f", "#a84a00": "#ffa264"},
    **{"#4d95c4": "#3f86b5", "#6fb7e0": "#2f76a6", "#e69f00": "#ffc233", "#009e73": "#2fc79a", "#007a5a": "#35b892"},
    **{"#b0b0b0": "#757575", "#b8b8b8": "#6e6e6e", "#d4d4d4": "#55595f"},
    **{"#00224e": "#5f7096", "#123570": "#6c7795", "#3b496c": "#797f92", "#575d6d": "#86888e", "#707173": "#939189"},
    **{"#8a8678": "#a39b84", "#a59c74": "#b4a97c", "#c3b369": "#c9ba70", "#e1cc55": "#e3cf5a", "#fee838": "#fee838"},
    **{"rgba(118,118,118,0.3)": "rgba(155,155,155,0.3)", "rgba(118,118,118,0.35)": "rgba(155,155,155,0.35)"},
    **{"rgba(213,94,0,0.18)": "rgba(255,138,61,0.22)", "rgba(213,94,0,0.22)": "rgba(255,138,61,0.26)"},
    **{"rgba(0,114,178,0.22)": "rgba(86,174,230,0.26)", "rgba(255,255,255,0.6)": "rgba(21,23,26,0.6)"},
}

LATIN = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans"'
CHINESE = {  # a character is not drawn alike everywhere
    "zh-TW": '"PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC"',
    "zh-CN": '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC"',
}


def fonts(lang: str = "zh-CN") -> str:
    """The letters to take, the first there are; Chinese characters as readers of ``lang`` write them."""
    return f"{LATIN}, {CHINESE.get(lang, CHINESE['zh-CN'])}, sans-serif"


FONTS = fonts()
SMALL = 12  # px, the smallest letters of any figure
TITLE = 17
BELOW_TEXT = "#a84a00"  # the colour of a defect, dark enough for small letters
LINE = 22  # px, a line of a title
TITLE_CHARACTERS, SUBTITLE_CHARACTERS, LABEL_CHARACTERS = 78, 105, 36

CONFIG = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "plotlyServerURL": "",
    "responsive": True,
    "showSendToCloud": False,
    "typesetMath": False,
}

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONTS, "size": 13, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "dragmode": False,
        "bargap": 0,
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": QUIET, "font": {"color": INK, "size": SMALL}},
        "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "font": {"size": SMALL}, "itemclick": False},
        "xaxis": {"gridcolor": GRID, "zeroline": False, "automargin": True, "tickfont": {"size": SMALL}},
        "yaxis": {"gridcolor": GRID, "zeroline": False, "automargin": True, "tickfont": {"size": SMALL}},
    }
)

pio.renderers["plotly_mimetype"].config = CONFIG
pio.renderers.default = "plotly_mimetype"


def text(value: object, longest: int = LABEL_CHARACTERS) -> str:
    """A user's string made safe for a figure: one short line in which nothing is markup or asks for a value."""
    return html.escape(short(value, longest), quote=False).replace("%{", "%&#123;")


def short(value: object, longest: int = LABEL_CHARACTERS) -> str:
    """A user's string as one short line without hidden characters, for a title that ``figure`` makes safe."""
    line = printable(value)
    if width(line) <= longest:
        return line
    while width(line) > longest - 1:
        line = line[:-1]
    return line + "…"


def small(line: str, colour: str = QUIET) -> str:
    """A second line of a label, quieter than the first."""
    return f'<br><span style="color:{colour};font-size:{SMALL}px">{line}</span>'


def on(words: Words) -> str:
    """The day of a point, for what is shown when it is pointed at."""
    return "%{x|" + words.forms.day_pattern + "}"


def months(days: list[str], words: Words) -> dict:
    """The ticks of an axis of days in ISO text: the first of each month by the month's name, else the first day."""
    firsts = [day for day in days if day.endswith("-01")]
    form = words.forms.month_pattern if firsts else words.forms.day_pattern
    return {"tickvals": firsts or days[:1], "tickformat": form}


def figure(
    traces: list, *, words: Words, title: str, subtitle: str, alt: str, height: int, top: int = 12, **layout
) -> go.Figure:  # fmt: skip
    """A figure with the shared look, whose numbers have the marks of the language of ``words``.

    ``height`` is that of the drawing in px, to which the title's lines are added, ``top`` the room above the axes.
    ``layout.meta`` holds ``alt`` (what the figure shows, in a sentence), and ``title``, ``subtitle`` and ``top`` for a
    page that sets the title in its own letters. ``meta={"narrow": …}`` adds what changes on a narrow screen, by the
    path of each setting in the layout.
    """
    titles = wrap(title, TITLE_CHARACTERS)
    subtitles = wrap(subtitle, SUBTITLE_CHARACTERS)
    head = LINE * len(titles) + 18 * len(subtitles) + 14
    meta = {"alt": alt, "title": title, "subtitle": subtitle, "top": top} | layout.pop("meta", {})
    margin = {"l": 24, "r": 24, "t": head + top, "b": 8} | layout.pop("margin", {})
    heading = {
        "text": "<br>".join(text(line, TITLE_CHARACTERS) for line in titles),
        "font": {"size": TITLE, "weight": 600},
        "subtitle": {
            "text": "<br>".join(text(line, SUBTITLE_CHARACTERS) for line in subtitles),
            "font": {"size": 13, "color": QUIET},
        },
        **{"x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"},
        "pad": {"l": 8, "t": 8},
    }
    shared = {"template": TEMPLATE, "title": heading, "height": height + head, "margin": margin, "meta": meta}
    shared["separators"] = words.forms.separators
    return go.Figure(traces, shared | layout)


def pattern(shape: str, size: int = 8) -> dict:
    """White strokes over a bar's colour, so that bars are told apart without it."""
    return {"shape": shape, "fillmode": "overlay", "fgcolor": PAPER, "size": size, "solidity": 0.3} if shape else {}


def percent(valid: int, counted: int) -> float | None:
    """Where a rate is drawn on an axis of percent, None for nothing counted. Never for comparing: counts do that."""
    return round(100 * valid / counted, 2) if counted else None


def percent_axis(drawn: list[float | None], *more: float) -> dict:
    """An axis of percent that ends at 100 and starts at the round number below all that is drawn on it."""
    lowest = min([value for value in (*drawn, *more) if value is not None], default=0)
    step = next((step for step in (1, 2, 5, 10) if 100 - lowest <= 5 * step), 20)
    start = int(lowest // step * step)
    start = max(0, start - step if lowest - start < step / 4 else start)
    return {
        "range": [start, 100 + (100 - start) * 0.02],
        "tick0": 100,
        "dtick": step,
        "ticksuffix": " %",
        "tickangle": 0,
    }
