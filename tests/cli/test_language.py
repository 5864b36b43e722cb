"""The command in the language asked for: its help, and lines whose columns stand beneath one another."""

import argparse
import ast
import re
import unicodedata
from pathlib import Path

import pytest

from vtr_lib.cli import main
from vtr_lib.cli.printing import Wide
from vtr_lib.words import languages, load

# What argparse says to programmers, or of what the command does not use.
NOT_FOR_READERS = re.compile(
    r"\.__call__|argument \"-\"|can't open|cannot merge|'required'|invalid option string|dest=|invalid conflict|"
    r"conflicting|mutually|cannot have multiple|%r is not callable|%\(prog\)s: |show program's|subcommands|"
    r" \(default|.* is deprecated"
)
WRONG = [  # a call, and what is said of it
    (["report", "--mnth"], "无法识别的参数：--mnth；用法请看：vtr --help"),
    ([], "缺少必需的参数：COMMAND；用法请看：vtr --help"),
    (["judge", "--packages", "p"], "缺少必需的参数：--scans、-o/--out；用法请看：vtr judge --help"),
    (["sample", "--seed"], "参数 --seed：需要一个值；用法请看：vtr sample --help"),
    (["sample", "--seed", "x"], "参数 --seed：'x' 不是有效的整数；用法请看：vtr sample --help"),
    (["ingest"], "缺少必需的参数：PATH；用法请看：vtr ingest --help"),
    (["policy", "show", "--market", "US", "--policy", "uk"], "参数 --policy：不能与参数 --market 同时使用；"),
    (["rate", "--by", "zebra"], "没有 'zebra' 这个选择（可选：'carrier'、'origin'、"),
    (["report", "--json=3"], "参数 --json：不接受值 '3'；"),
]
ENGLISH = ("usage", "positional", "arguments", "options", "this", "exit")


@pytest.mark.parametrize("lang", [lang for lang in languages() if lang != "en"])
@pytest.mark.parametrize("command", [[], ["rate"], ["policy", "show"], ["check"]])
def test_help_holds_no_english(capsys, lang, command):
    with pytest.raises(SystemExit, match="0"):
        main([*command, "--lang", lang, "--help"])
    out = capsys.readouterr().out
    assert not set(re.findall(r"(?<![-\w])[a-z]+", out)) & set(ENGLISH)
    assert load(lang)("command.argparse.help") in out
    assert not re.search(r"[^\x00-\x7f]:|: *[^\x00-\x7f]", out), "a half-width colon beside Chinese"


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


@pytest.mark.parametrize(("call", "said"), WRONG)
def test_a_wrong_call_is_refused_in_the_language_asked_for(capsys, call, said):
    assert main(["--lang", "zh-CN", *call]) == 64
    told = capsys.readouterr().err.strip()
    assert told.startswith("USAGE: ")
    assert said in told
    assert not re.search(r"argument|required|expected|invalid|choice|choose|int ", told)
    assert argparse._("expected one argument") == "expected one argument"


def test_all_that_this_argparse_says_to_a_reader_is_in_the_words():
    tree = ast.parse(Path(argparse.__file__).read_text("utf-8"))
    said = {
        text.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext")
        for text in call.args[:2]
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    }
    assert len(said) > 20
    known = set(load("en").table("command.argparse").values())
    assert {sentence for sentence in said - known if not NOT_FOR_READERS.match(sentence)} == set()


@pytest.mark.parametrize("lang", [lang for lang in languages() if lang != "en"])
def test_what_argparse_puts_in_has_its_place(lang):
    places = re.compile(r"%(?:\(\w+\))?[sr]")
    for english, own in zip(*(load(each).table("command.argparse").values() for each in ("en", lang)), strict=True):
        assert sorted(places.findall(own)) == sorted(places.findall(english))
