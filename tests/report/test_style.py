"""Colours that can be read, letters that are no markup, axes that hold what is drawn."""

import json
import re
from pathlib import Path

import plotly.io as pio
import pytest

from vtr_lib.report import markup, panel, style


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2: 1 for equal colours, 21 for black on white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


DRAWN = {
    *style.STATES.values(),
    *(colour for colour, _ in style.CAUSES.values()),
    *(colour for colour, _ in style.STANDINGS.values()),
    *(colour for _, colour, _ in panel.DAILY_STATES),
}


@pytest.mark.parametrize("colour", sorted(DRAWN))
def test_what_is_drawn_stands_out_from_the_paper(colour):
    assert contrast(colour, style.PAPER) >= 3


@pytest.mark.parametrize("colour", [style.INK, style.QUIET, style.BELOW_TEXT])
def test_letters_can_be_read(colour):
    assert contrast(colour, style.PAPER) >= 4.5


COLOURED = re.compile(r"color(scale|way)?$")
LABEL = re.compile('<span style="color:([^;"]+)')
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def colours(value: object, key: str = "") -> set[str]:
    """Every colour in a figure's JSON: under a name that ends in ``color``, or of a span in a label."""
    if isinstance(value, dict):
        return {colour for name, each in value.items() for colour in colours(each, name)}
    if isinstance(value, list):
        return {colour for each in value for colour in colours(each, key)}
    if not isinstance(value, str):
        return set()
    return {value} if COLOURED.search(key) else set(LABEL.findall(value))


def used() -> set[str]:
    """Every colour of every figure in the committed notebooks."""
    found: set[str] = set()
    for path in NOTEBOOKS.glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                found |= colours(output.get("data", {}).get("application/vnd.plotly.v1+json", {}))
    return found


def test_every_colour_of_a_figure_has_its_dark_twin():
    assert len(used()) > 20
    assert used() | DRAWN | {style.BELOW_TEXT} <= style.DARK.keys()
    assert len(set(style.DARK.values())) == len(style.DARK)  # what was told apart still is


@pytest.mark.parametrize("colour", [colour for colour in style.DARK if colour.startswith("#")])
def test_what_stands_out_on_paper_stands_out_on_a_dark_screen(colour):
    twin, paper = style.DARK[colour], style.DARK[style.PAPER]
    if contrast(colour, style.PAPER) >= 3:
        assert contrast(twin, paper) >= 3
    if colour in (style.INK, style.QUIET, style.BELOW_TEXT):
        assert contrast(twin, paper) >= 4.5


def test_the_pages_own_letters_have_the_colours_of_its_figures():
    light, dark = (
        dict(re.findall(r"--(\w[\w-]*): (#\w+);", part))
        for part in markup.read("page.css").split("* { box-sizing")[0].split("@media", 1)
    )
    assert light.keys() == dark.keys()
    for name, colour in (
        ("ink", style.INK),
        ("quiet", style.QUIET),
        ("paper", style.PAPER),
        ("below-text", style.BELOW_TEXT),
    ):
        assert (light[name], dark[name]) == (colour, style.DARK[colour])


def test_nothing_is_told_by_colour_alone():
    for pairs in (style.CAUSES.values(), style.STANDINGS.values(), [entry[1:] for entry in panel.DAILY_STATES]):
        shapes = [shape for _, shape in pairs]
        assert len(set(shapes)) == len(shapes)


def test_letters_are_never_small():
    layout = style.TEMPLATE.layout.to_plotly_json()
    sizes = [layout["font"]["size"], *(layout[axis]["tickfont"]["size"] for axis in ("xaxis", "yaxis"))]
    assert min(*sizes, layout["legend"]["font"]["size"], style.SMALL) >= 12


def test_figures_are_shown_as_data_and_are_not_sent_anywhere():
    assert pio.renderers.default == "plotly_mimetype"
    config = pio.renderers["plotly_mimetype"].to_mimebundle({"data": [], "layout": {}})
    config = config["application/vnd.plotly.v1+json"]["config"]
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["typesetMath"] is False


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Home & Kitchen", "Home &amp; Kitchen"),
        ('<a href="https://evil.example">', '&lt;a href="https://evil.example"&gt;'),
        ("%{customdata}", "%&#123;customdata}"),
        ("a\u202eb\nc", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"),
        ("x" * 36, "x" * 36),
        ("x" * 37, "x" * 35 + "…"),
    ],
)
def test_text_is_one_inert_line(given, shown):
    assert style.text(given) == shown


@pytest.mark.parametrize(
    ("lowest", "start", "step"),
    [(99.9, 99, 1), (95.0, 94, 1), (94.0, 92, 2), (81.6, 80, 5), (50.0, 40, 10), (0.0, 0, 20)],
)
def test_an_axis_starts_below_all_and_ends_at_100(lowest, start, step):
    axis = style.percent_axis([lowest, None])
    assert (axis["range"][0], axis["dtick"]) == (start, step)
    assert axis["range"][1] > 100


def test_an_axis_of_nothing():
    assert style.percent_axis([None])["range"][0] == 0


def test_percent_is_none_for_nothing():
    assert style.percent(0, 0) is None
    assert style.percent(9496, 10000) == 94.96
