"""Twenty-five papers, read, told apart and matched as they should be, with and without the letters in pictures."""

import polars as pl
import pytest
from appeal.evidence import write_evidence
from appeal.papers.made import OTHERS, PACKAGES, PEOPLE, needs_tesseract, numbered

from vtr_lib.appeal.papers import kinds, matching, ocr, quantities, reading

CASE = numbered(PACKAGES)
TRACKING = {f"p{at}": package["tracking"] for at, package in enumerate(PACKAGES, 1)}
ITEMS = pl.DataFrame([{"asin": each["asin"], "sku": None, "quantity": 1} for each in PACKAGES[:3]])


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    """The folder, and the right answer for each file."""
    folder = tmp_path_factory.mktemp("evidence")
    return folder, write_evidence(folder, PACKAGES, PEOPLE, OTHERS)


def told(folder, finder):
    """Of each file its bucket, fault and kind, the packages it speaks of, and by what."""
    papers = reading.read(folder, finder)
    kind = kinds.of(papers)
    matches = matching.match(papers, CASE, pl.DataFrame(OTHERS))
    spoken = {}
    for path, package, by in matches.matched.select("path", "package_id", "by").iter_rows():
        spoken.setdefault(path, set()).add((TRACKING[package], by))
    goods = quantities.rows(papers, kind, ITEMS)
    return {
        path: (bucket, fault, kind.get(path), spoken.get(path, set()))
        for path, bucket, fault in matches.files.select("path", "bucket", "fault").iter_rows()
    }, goods


def test_there_are_twenty_five_and_each_is_a_file(evidence):
    folder, answers = evidence
    assert len(answers) == 25
    assert sorted(answer.path for answer in answers) == sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_the_same_papers_have_the_same_bytes(evidence, tmp_path):
    folder, answers = evidence
    write_evidence(tmp_path, PACKAGES, PEOPLE, OTHERS)
    for answer in answers:
        if answer.fault != "encrypted":
            assert (folder / answer.path).read_bytes() == (tmp_path / answer.path).read_bytes(), answer.path


@pytest.mark.ocr
@needs_tesseract
def test_every_paper_is_told_rightly(evidence):
    folder, answers = evidence
    found, goods = told(folder, ocr.words)
    for answer in answers:
        kind = None if answer.bucket == "duplicate" else answer.kind
        spoken = {(number, answer.by) for number in answer.packages}
        assert found[answer.path] == (answer.bucket, answer.fault, kind, spoken), answer.path
    wanted = {(answer.path, answer.asin, answer.quantity) for answer in answers if answer.asin}
    asins = [item["asin"] for item in ITEMS.sort("asin").iter_rows(named=True)]
    assert {
        (path, asins[item], units) for path, item, units in goods.select("path", "item", "quantity").iter_rows()
    } == wanted


def test_without_letters_in_pictures_the_rest_is_told_rightly_and_they_are_named(evidence):
    folder, answers = evidence
    found, _ = told(folder, lambda page: None)
    for answer in answers:
        bucket, fault, _, spoken = found[answer.path]
        if answer.needs_ocr and answer.path != "scans/with text.pdf":
            assert (bucket, fault, spoken) == ("unreadable", "", set()), answer.path
        elif not answer.needs_ocr:
            assert (bucket, fault) == (answer.bucket, answer.fault), answer.path
            assert spoken == {(number, answer.by) for number in answer.packages}, answer.path
    assert sum(answer.needs_ocr for answer in answers) >= 5
