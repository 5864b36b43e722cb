"""What the seller marks by hand: in percent of the page, and a slip is told with its line and column."""

import pytest

from vtr_lib.appeal.redact import marks
from vtr_lib.errors import DataError

HEAD = "file,page,left,top,width,height\n"


def read(tmp_path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "boxes.csv"
    path.write_bytes(text.encode(encoding))
    return marks.read(path)


def test_rows_are_boxes_in_pixels_of_the_page(tmp_path):
    found = read(
        tmp_path, f"{HEAD}pod/A é.pdf,2,10,20,30,5.5\npod\\a e\u0301.PDF,2,50%,0,1,1\nb.png,1,,,,\n", "utf-8-sig"
    )
    boxes = [(box.left, box.top, box.right, box.bottom) for box in found.boxes("pod/a é.pdf", 2, 200, 1000)]
    assert boxes == [(20, 200, 80, pytest.approx(255)), (100, 0, 102, 10)]
    assert found.has("b.png", 1)
    assert found.boxes("b.png", 1, 10, 10) == []
    assert not found.has("b.png", 2)
    assert found.unknown(["B.PNG"]) == ["pod/a é.pdf"]
    assert not marks.read(tmp_path / "none.csv").has("b.png", 1)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("a.pdf,0,1,1,1,1", r"boxes.csv:2 \[page\]: APPEAL_BOX: a row is"),
        ("a.pdf,x,1,1,1,1", r"\[page\]: APPEAL_BOX"),
        (",1,1,1,1,1", r"\[file\]: APPEAL_BOX"),
        ("a.pdf,1,101,1,1,1", r"\[left\]: APPEAL_BOX"),
        ("a.pdf,1,1,nan,1,1", r"\[top\]: APPEAL_BOX"),
        ("a.pdf,1,1,1,0,1", r"\[width\]: APPEAL_BOX"),
        ("a.pdf,1,1,1,1,", r"\[height\]: APPEAL_BOX"),
        ("a.pdf,1,1,1,1", "COLUMN_COUNT"),
    ],
)
def test_a_slip_is_told_with_its_place(tmp_path, row, fault):
    with pytest.raises(DataError, match=fault):
        read(tmp_path, f"{HEAD}{row}\n")


def test_another_heading_or_encoding_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"boxes.csv:1: APPEAL_BOXES_HEAD: .*file,page"):
        read(tmp_path, "page,file\n")
    with pytest.raises(DataError, match=r"boxes.csv:2: ENCODING"):
        read(tmp_path, f"{HEAD}é.pdf,1,1,1,1,1\n", "latin-1")
