"""The command in the language asked for: its help, and lines whose columns stand beneath one another."""

import re
import unicodedata

import pytest

from vtr_lib.cli import main
from vtr_lib.cli.printing import Wide
from vtr_lib.words import languages, load

ENGLISH = ("usage", "positional", "arguments", "options", "this", "exit")


@pytest.mark.parametrize("lang", [lang for lang in languages() if lang != "en"])
@pytest.mark.parametrize("command", [[], ["rate"], ["policy", "show"], ["check"]])
def test_help_holds_no_english(capsys, lang, command):
    with pytest.raises(SystemExit, match="0"):
        main([*command, "--lang", lang, "--help"])
    out = capsys.readouterr().out
    assert not set(re.findall(r"(?<![-\w])[a-z]+", out)) & set(ENGLISH)
    assert load(lang)("command.argparse.help") in out


def test_help_in_english_is_as_it_was(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["check", "--help"])
    out = capsys.readouterr().out
    assert out.startswith("usage: vtr check [-h]")
    assert "\npositional arguments:\n" in out
    assert re.search(r"\noptions:\n +-h, --help +show this help message and exit\n", out)


@pytest.mark.parametrize("text", ["", "合计", "total", "承运商未知", "UPS 合计", "a" * 30])
@pytest.mark.parametrize("spec", ["<24", ">6", ""])
def test_a_wide_text_is_padded_by_the_columns_it_takes(text, spec):
    padded = f"{Wide(text):{spec}}"
    columns = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in padded)
    wanted = int(spec[1:] or 0)
    assert padded.strip() == text.strip()
    assert columns == max(wanted, sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text))
