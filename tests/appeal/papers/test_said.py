"""``papers.csv`` is read strictly: what does not fit is an error with its line and column."""

from datetime import date

import pytest
from appeal.papers.made import paper

from vtr_lib.appeal.papers import said
from vtr_lib.errors import DataError
from vtr_lib.words import languages, load

PAPERS = [paper(path="a.pdf"), paper(path="发票/é.pdf", also=("c/d.pdf",)), paper(path="e\u0301.pdf")]


def read(folder, raw: str | bytes) -> list[said.Said]:
    (folder / "papers.csv").write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return said.read(folder, PAPERS)


def test_rows_come_as_they_stand(tmp_path):
    rows = read(
        tmp_path,
        "\ufefffile,kind,number,asin,quantity,supplier,date\r\n"
        'a.pdf,Invoice,INV-1,B0TEST0001,120,"Pans, Ltd.",2025-02-03\r\n'
        "\r\n"
        "a.pdf,,,B0TEST0002,,,\r\n"
        "c\\d.pdf, delivery ,999-1234567-0000001,,,,\r\n"
        "发票/e\u0301.pdf,,,,,,\r\n"
        "é.pdf,,,,,,\r\n",
    )
    assert rows == [
        said.Said("a.pdf", 2, "invoice", "INV-1", "B0TEST0001", 120, "Pans, Ltd.", date(2025, 2, 3)),
        said.Said("a.pdf", 4, asin="B0TEST0002"),
        said.Said("c/d.pdf", 5, "delivery", "999-1234567-0000001"),
        said.Said("发票/é.pdf", 6),
        said.Said("e\u0301.pdf", 7),
    ]


def test_columns_may_lack_and_stand_in_any_order(tmp_path):
    assert read(tmp_path, "quantity,file\n3,a.pdf\n") == [said.Said("a.pdf", 2, quantity=3)]


def test_no_list_says_nothing(tmp_path):
    assert said.read(tmp_path, PAPERS) == []
    assert read(tmp_path, "file\n") == []


@pytest.mark.parametrize(
    ("raw", "code", "line", "column"),
    [
        ("file,colour\na.pdf,red\n", "UNKNOWN_COLUMN", 1, "colour"),
        ("file,\na.pdf,\n", "UNKNOWN_COLUMN", 1, "-"),
        ("file,File\na.pdf,a.pdf\n", "DUPLICATE_COLUMN", 1, "file"),
        ("kind\ninvoice\n", "MISSING_COLUMN", 1, "file"),
        ("", "MISSING_COLUMN", 1, "file"),
        ("file,kind\na.pdf,invoice\nb.pdf,invoice\n", "PAPERS_FILE", 3, "file"),
        ("file,kind\n,invoice\n", "PAPERS_FILE", 2, "file"),
        ("file,kind\na.pdf\n", "RAGGED_ROW", 2, None),
        ('file,kind\n"a.pdf,invoice\n', "QUOTE", 2, None),
        ("file,kind\na.pdf,bill\n", "BAD_CHOICE", 2, "kind"),
        ("file,quantity\na.pdf,1.5\n", "BAD_VALUE", 2, "quantity"),
        ("file,quantity\na.pdf,0\n", "BAD_VALUE", 2, "quantity"),
        ("file,quantity\na.pdf,-3\n", "BAD_VALUE", 2, "quantity"),
        ("file,quantity\na.pdf,９\n", "BAD_VALUE", 2, "quantity"),
        ("file,date\na.pdf,02/03/2025\n", "BAD_VALUE", 2, "date"),
        ("file,date\na.pdf,20250203\n", "BAD_VALUE", 2, "date"),
        ('file,supplier,date\na.pdf,"two\nlines",2025-02-03\na.pdf,x,2025-02-30\n', "BAD_VALUE", 4, "date"),
        ("file,supplier\na.pdf,潘\n".encode("gb18030"), "PAPERS_ENCODING", 2, None),
    ],
)
def test_what_does_not_fit_is_an_error_with_its_place(tmp_path, raw, code, line, column):
    with pytest.raises(DataError) as caught:
        read(tmp_path, raw)
    error = caught.value
    assert (error.code, error.line, error.column) == (code, line, column)
    assert error.file == str(tmp_path / "papers.csv")
    for lang in languages():
        assert code in error.tell(load(lang))


def test_the_nearest_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"the nearest is c/d\.pdf"):
        read(tmp_path, "file\nc/dd.pdf\n")
