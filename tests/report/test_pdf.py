"""Finding a browser, telling of one that fails, and putting a report's day into a PDF: without any browser."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vtr_lib.errors import VtrError
from vtr_lib.report import browser, pdf
from vtr_lib.words import load

SMALL = b"""%PDF-1.4
1 0 obj
<</Title (the date is (CreationDate (D:20200101000000+00'00'\\)))
/CreationDate (D:20261124171600+00'00')
/ModDate (D:20261124171601+00'00')>>
endobj
xref
0 1
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Writes a program that stands for a browser, and names it in ``BROWSER_PATH``."""

    def make(text: str) -> Path:
        path = tmp_path / "a browser"
        path.write_text(f"#!{sys.executable}\n{text}", "utf-8")
        path.chmod(0o755)
        monkeypatch.setenv("BROWSER_PATH", str(path))
        return path

    return make


@pytest.fixture
def printing(tmp_path, monkeypatch):
    """Prints an empty page with folders for temporary files of its own, which must be empty afterwards."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setattr(browser, "LONGEST_ROOM", 1000)
    (tmp_path / "page.html").write_text("<title>page</title>", "utf-8")

    def run() -> str:
        target = tmp_path / "page.pdf"
        with pytest.raises(VtrError) as raised:
            pdf.write(
                tmp_path / "page.html",
                target,
                words=load(),
                store="s",
                month="2025-02",
                policy="us",
                as_of="2025-02-28",
            )
        assert not target.exists()
        assert list(temporary.iterdir()) == []
        return raised.value.code

    return run


def test_the_browser_that_is_named_is_taken(program):
    named = program("")
    assert pdf.find_browser() == named


def test_without_a_browser_there_is_none(tmp_path, monkeypatch, printing):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nowhere"))
    assert pdf.find_browser() is None
    monkeypatch.delenv("BROWSER_PATH")
    monkeypatch.setattr(browser.Chromium, "find_browser", classmethod(lambda cls, **given: None))
    assert pdf.find_browser() is None
    assert printing() == "NO_BROWSER"


@pytest.mark.skipif(os.name != "posix", reason="needs scripts that are programs")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("import sys; sys.exit('no display')", "BROWSER_FAILED"),
        ('import os; os.write(4, b\'{"id": 1, "resu\')', "BROWSER_FAILED"),  # dies in the middle of an answer
        ("import time; time.sleep(60)", "BROWSER_TIMEOUT"),
    ],
)
def test_a_browser_that_fails_is_told_of_and_gone(program, printing, monkeypatch, text, code):
    monkeypatch.setattr(pdf, "SECONDS", 2 if code == "BROWSER_TIMEOUT" else 60)
    path = program(text)
    assert printing() == code
    assert str(path) not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout


def test_the_dates_become_the_day_of_the_report():
    made = pdf.dated(SMALL, "2025-02-28")
    assert len(made) == len(SMALL)
    assert made.count(b"(D:20250228000000+00'00')") == 2
    assert b"(D:20200101000000" in made  # a title that looks like a date stays
    assert pdf.dated(made, "2025-02-28") == made


def test_a_pdf_without_dates_is_refused():
    with pytest.raises(VtrError, match="BROWSER_FAILED"):
        pdf.dated(b"%PDF-1.4\n", "2025-02-28")


HEADS = (
    b"/ID (node%08d) /ID (node%08d) <</Limits [(node%08d) (node%08d)]\n/Names [(node%08d) %d 0 R (node%08d) %d 0 R]>>"
)


def test_the_heads_of_tables_are_numbered_from_one_as_they_come():
    usual = HEADS % (9, 12, 9, 12, 9, 302, 12, 304)
    hasty = HEADS % (40, 7, 7, 40, 7, 304, 40, 302)  # looked at the second one first
    assert pdf.numbered(usual) == pdf.numbered(hasty) == HEADS % (1, 2, 1, 2, 1, 302, 2, 304)
    assert pdf.numbered(usual * 2) == usual * 2  # a list in several parts is left
    assert pdf.numbered(b"(node00000009)") == b"(node00000009)"
