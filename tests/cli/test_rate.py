"""``vtr rate``: what a reader sees has names and columns; what another program reads has codes."""

import json

import pytest

from vtr_lib.cli import main
from vtr_lib.words import languages, load
from vtr_lib.words.lines import width

NAMES = {
    "carrier": {"en": "OnTrac", "zh-CN": "OnTrac", "zh-TW": "OnTrac"},
    "clause": {"en": "No physical scan", "zh-CN": "没有实物扫描", "zh-TW": "沒有實體掃描"},
    "cause": {"en": "Missing scans", "zh-CN": "缺少扫描", "zh-TW": "缺少掃描"},
    "day": {"en": "Feb 4, 2025", "zh-CN": "2025年2月4日", "zh-TW": "2025年2月4日"},
}
CODES = {"carrier": "ontrac", "clause": "scan.none", "cause": "missing_updates", "day": "2025-02-04"}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> list[str]:
    data = tmp_path_factory.mktemp("rate") / "data"
    assert main(["ingest", "data/sample", "--store", "sample", "--data", str(data)]) == 0
    return ["--store", "sample", "--data", str(data)]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("by", NAMES)
def test_a_reader_sees_names_in_columns_that_stand_beneath_one_another(place, capsys, by, lang):
    assert main(["rate", *place, "--by", by, "--lang", lang]) == 0
    _, *rows = capsys.readouterr().out.splitlines()
    assert any(row.startswith(NAMES[by][lang]) for row in rows)
    assert not any(row.startswith(CODES[by]) for row in rows)
    assert len({width(row) for row in rows}) == 1
    assert rows[-1].startswith(load(lang)("rate.total"))


@pytest.mark.parametrize("by", CODES)
def test_a_program_reads_codes_in_any_language(place, capsys, by):
    assert main(["rate", *place, "--by", by, "--lang", "zh-CN", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert CODES[by] in [row["name"] for row in found["rows"]]


def test_what_has_no_cause_is_said_to_have_none(place, capsys):
    assert main(["rate", *place, "--by", "cause"]) == 0
    assert any(line.startswith("None ") for line in capsys.readouterr().out.splitlines())
