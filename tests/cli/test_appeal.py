"""``vtr appeal``: a pack in one command, what is wrong in one line, and a letter looked through."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from appeal.conftest import AS_OF, told_store  # noqa: F401
from appeal.test_pack import ANSWERS
from report.late_store import store_of

from vtr_lib.appeal.verify import verify
from vtr_lib.cli import main


@pytest.fixture(scope="module")
def data(told_store, tmp_path_factory) -> Path:  # noqa: F811
    folder = tmp_path_factory.mktemp("appeal") / "data"
    store_of(folder, AS_OF, **told_store)
    return folder


@pytest.fixture
def appeal(data, tmp_path):
    """Runs the command on the store and gives its exit code."""

    def run(*arguments: str) -> int:
        at = ["--store", "made-up", "--data", str(data)]
        day = [] if "--as-of" in arguments else ["--as-of", "2025-02-28"]
        more = [] if "check" in arguments else ["--reports", str(tmp_path / "reports")]
        return main(["appeal", *arguments, *at, *day, *more])

    return run


CATEGORY = ("--category", "Home & Kitchen")


def test_a_pack_in_one_command(appeal, capsys, tmp_path):
    assert appeal(*CATEGORY, "--no-pdf") == 0
    said = capsys.readouterr().out
    (pack,) = tmp_path.glob("reports/made-up/appeals/*/r001/*.zip")
    assert f"Pack: {pack}" in said
    assert verify(pack).is_whole
    assert verify(pack).root in said
    assert "The data show no recovery yet" in said
    assert appeal(*CATEGORY, "--no-pdf") == 0
    assert "Nothing has changed" in capsys.readouterr().out


def test_the_same_for_a_program(appeal, capsys):
    assert appeal(*CATEGORY, "--no-pdf", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert Path(told["zip"]).is_file()
    assert (told["is_new"], told["is_supported"], told["support"][0]) == (True, False, "no_change_day")
    assert told["case"]["span"]["packages"] == 30
    lines = {each["key"]: (each["there"], each["needed"], each["state"]) for each in told["checklist"]}
    assert lines["scans"] == (29, 30, "partly")
    assert lines["numbers"] == (29, 30, "partly")
    assert lines["amazon"] == (1, 1, "there")
    assert lines["why"] == (0, 3, "missing")
    assert lines["matched"][2] == "not_needed"


def test_it_speaks_the_reader_s_language(appeal, capsys):
    assert appeal(*CATEGORY, "--no-pdf", "--lang", "zh-TW") == 0
    assert "資料尚未顯示恢復" in capsys.readouterr().out


def test_papers_lie_where_the_store_s_are_looked_for(appeal, data, capsys):
    for folder in (data / "evidence" / "made-up", data / "evidence"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "answers.toml").write_text(ANSWERS, "utf-8")
        (folder / "notes.txt").write_text("x")
        assert appeal(*CATEGORY, "--no-pdf", "--json") == 0
        told = json.loads(capsys.readouterr().out)
        assert told["case"]["changed"]["turn_on"] == "2025-02-10"
        assert {each["path"]: each["bucket"] for each in told["papers"]} == {
            "answers.toml": "ignored", "notes.txt": "unreadable",
        }  # fmt: skip
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 64, "APPEAL_ACTION"),
        ((*CATEGORY, "--order", "999-0000101-0000001"), 64, "USAGE"),
        (("--category", "Kitchenware"), 66, "NO_CATEGORY"),
        (("--order", "999-0000101-0000009"), 66, "NO_PACKAGE"),
        ((*CATEGORY, "--evidence", "nowhere"), 66, "nowhere: NO_FOLDER"),
        ((*CATEGORY, "--key", "nowhere"), 66, "nowhere: NOT_FOUND"),
        ((*CATEGORY, "--as-of", "yesterday"), 64, "[--as-of]: NO_DAY"),
        (("check", "gone.docx", *CATEGORY), 66, "gone.docx: NOT_FOUND"),
        (("check", "gone.docx"), 64, "APPEAL_ACTION"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(appeal, capsys, arguments, code, said):
    assert appeal(*arguments) == code
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(said)


def test_a_letter_is_looked_through(appeal, capsys, tmp_path):
    assert appeal(*CATEGORY, "--no-pdf") == 0
    (letter,) = tmp_path.glob("reports/made-up/appeals/*/r001/*/data/letter.txt")
    capsys.readouterr()
    assert appeal("check", str(letter), *CATEGORY) == 65
    said = capsys.readouterr().out
    assert "This is still blank" in said
    weak = tmp_path / "letter.txt"
    weak.write_text(
        letter.read_text("utf-8") + "\n\nWe promise to pay more attention. 1234 packages were late.\n", "utf-8"
    )
    assert appeal("check", str(weak), *CATEGORY, "--json") == 65
    codes = {each["code"] for each in json.loads(capsys.readouterr().out)}
    assert "number" in codes
    assert any(code.startswith("weak.") for code in codes)


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="there is no ssh-keygen on this machine")
def test_a_pack_can_be_signed(appeal, capsys, tmp_path):
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    assert appeal(*CATEGORY, "--no-pdf", "--key", str(key)) == 0
    (pack,) = tmp_path.glob("reports/made-up/appeals/*/r001/*.zip")
    signers = tmp_path / "signers"
    signers.write_text(f"seller@example.com {(tmp_path / 'key.pub').read_text('utf-8')}", "utf-8")
    found = verify(pack, signers=signers, identity="seller@example.com")
    assert found.is_whole
    assert found.signature.is_good
