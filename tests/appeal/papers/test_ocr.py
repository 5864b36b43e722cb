"""What tesseract tells, and what is said where it can't be asked."""

import pytest
from appeal.evidence import picture
from PIL import Image

from vtr_lib.appeal.papers import ocr
from vtr_lib.appeal.papers.limits import limits

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
TABLE = "\n".join([
    HEAD, "4\t1\t1\t1\t1\t0\t10\t20\t300\t30\t-1\t",
    "5\t1\t1\t1\t1\t1\t10\t20\t100\t30\t96.5\tTracking", "5\t1\t1\t1\t1\t2\t121\t20\t90\t30\t91\t9400",
    "5\t1\t1\t1\t1\t3\t220\t20\t90\t30\t91\t ", "5\t1\t2\t1\t1\t1\t400\t21\t60\t30\t88.25\tQty",
    "5\t1\t2\t1\t2\t1\t400\t80\t40\t30\t88.25\t12", "5\t1\tcut off",
])  # fmt: skip


def test_the_table_becomes_words_with_boxes_and_lines():
    words = ocr.parsed(TABLE)
    assert words[0] == ocr.Word("Tracking", 10, 20, 100, 30, 96.5, 0)
    assert [(word.text, word.line) for word in words] == [("Tracking", 0), ("9400", 0), ("Qty", 1), ("12", 2)]


def test_boxes_are_those_of_the_picture_given():
    assert ocr.parsed(TABLE, 3)[1] == ocr.Word("9400", 40, 6, 30, 10, 91.0, 0)


def test_text_keeps_lines_and_columns():
    head, row = ocr.text(ocr.parsed(TABLE)).split("\n")
    assert head.strip().startswith("Tracking 9400  ")
    assert head.index("Qty") == row.index("12")
    assert ocr.text([]) == ""


def test_without_the_program_nothing_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ocr.words(picture(["Tracking"])) is None


@pytest.mark.parametrize("told", [b"eng\nosd\nchi_tra\n", b"List (3):\nchi_tra\neng\n"])
def test_the_languages_are_those_installed(monkeypatch, told):
    asked = []
    monkeypatch.setattr(ocr.shutil, "which", lambda name: f"/{len(told)}/{name}")
    monkeypatch.setattr(ocr, "_run", lambda command, *rest: asked.append(command) or (told if len(asked) == 1 else b""))
    assert ocr.words(Image.new("L", (2000, 2000))) == []
    assert asked[1][asked[1].index("-l") + 1] == "eng+chi_tra"


@pytest.mark.parametrize("known", [(), ("chi_sim",)])
def test_without_english_nothing_is_said(monkeypatch, known):
    monkeypatch.setattr(ocr.shutil, "which", lambda name: name)
    monkeypatch.setattr(ocr, "installed", lambda program: known)
    assert ocr.words(Image.new("L", (9, 9))) is None


def test_a_program_that_fails_or_is_slow_says_nothing():
    import sys

    assert ocr._run([sys.executable, "-c", "import sys; sys.exit(3)"], b"", 60) is None
    assert ocr._run([sys.executable, "-c", "import time; time.sleep(9)"], b"", 0.01) is None
    assert ocr._run(["no-such-program"], b"", 60) is None


@pytest.mark.parametrize(("size", "scale"), [((100, 5000), 4), ((500, 700), 3), ((1200, 1600), 1), ((4000, 3000), 1)])
def test_small_pictures_are_made_larger(size, scale):
    assert ocr._scale(Image.new("L", size)) == scale
    assert limits()["ocr_height"] == 1200
