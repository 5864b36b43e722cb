"""The words files: every language has the same keys, and every code a reader may meet has a name."""

import ast
import functools
import json
import re
import string
import tomllib
from pathlib import Path

import pytest

from vtr_lib import policy
from vtr_lib.ingest import ingest
from vtr_lib.schema import BASES, CAUSES, STATES
from vtr_lib.verdict import exemptions, numbers, scans
from vtr_lib.words import Words, languages, load

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "sample"
SCRIPTS = {"zh-CN": "[\u3400-\u9fff]", "zh-TW": "[\u3400-\u9fff]"}  # of languages not written in Latin letters
NAMES = {"sources/orders_api", "findings/attributes/sku", "control/table/score"}  # the same in every language

# Sections whose sentences are asked for by what they are in English: argparse's own, and the texts of policy files.
TEXTS = {"about": "policy.abouts", "unit": "policy.units", "confidence": "policy.confidences"}
BY_ENGLISH = ("command/argparse/", "policy/policies/", "policy/abouts/", "policy/units/", "policy/confidences/",
              "policy/titles/")  # fmt: skip


def leaves(entries: dict, prefix: str = "") -> dict[str, str]:
    found = {}
    for key, value in entries.items():
        found |= leaves(value, f"{prefix}{key}/") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return found


def asked(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("lang", languages())
def test_every_language_says_everything_english_says(lang):
    english, other = leaves(load("en")._entries), leaves(load(lang)._entries)
    assert other.keys() == english.keys()
    for key, sentence in english.items():
        assert asked(other[key]) == asked(sentence), key
        assert other[key].strip(), key


@pytest.mark.parametrize("lang", languages())
def test_every_clause_state_cause_and_basis_has_a_name(lang):
    words = load(lang)
    clauses = {*exemptions.CLAUSES, *numbers.CLAUSES, *scans.CLAUSES, "valid", "pending"}
    for section, codes in (("clauses", clauses), ("states", STATES), ("causes", CAUSES), ("bases", BASES)):
        assert set(codes) <= words.table(section).keys(), section


def test_every_clause_and_flag_of_the_sample_has_a_name(tmp_path):
    verdicts = ingest([RAW], "sample", tmp_path).store.verdicts(policy.load("us"))
    words = load()
    met = set(verdicts["clause"]) | {flag for flags in verdicts["flags"] for flag in flags.split(";") if flag}
    assert met <= {*words.table("clauses"), *words.table("flags")}
    assert len(met) > 30


def test_a_sentence_nobody_wrote_is_never_made_up():
    words = Words("en", {"a": {"b": "say {x}"}})
    assert words("a.b", x=1) == "say 1"
    for key in ("a.c", "b", "a.b.c"):
        with pytest.raises(KeyError, match="no words"):
            words(key)
    with pytest.raises(LookupError, match="tlh"):
        load("tlh")


def left_in_english(other: dict[str, str], english: dict[str, str], script: str | None = None) -> set[str]:
    """The keys under which ``other`` says nothing in its own language: what ``english`` says, or Latin words alone."""
    found = set()
    for key, sentence in other.items():
        text = "".join(literal for literal, *_ in string.Formatter().parse(sentence))
        latin = re.findall(r"[A-Za-z]{2,}", text)
        is_foreign = script and len(latin) >= 3 and not re.search(script, text)
        if key not in NAMES and (is_foreign or (latin and sentence == english[key])):
            found.add(key)
    return found


@pytest.mark.parametrize("lang", ["zh-CN", "zh-TW"])
def test_chinese_says_what_the_glossary_says_as_it_is_said_there(lang):
    said = leaves(load(lang)._entries)
    assert not {key: found[0] for key, text in said.items() if (found := re.search(NOT_SAID[lang], text))}


@pytest.mark.parametrize("lang", [lang for lang in languages() if lang != "en"])
def test_no_sentence_is_left_in_english(lang):
    english, other = leaves(load("en")._entries), leaves(load(lang)._entries)
    assert not left_in_english(other, english, SCRIPTS.get(lang))
    planted = other | {"rate/total": english["rate/total"], "charts/clauses/nothing": "No package is in this window"}
    wanted = {"rate/total"} | ({"charts/clauses/nothing"} if lang in SCRIPTS else set())
    assert left_in_english(planted, english, SCRIPTS.get(lang)) == wanted


# Of the most frequent characters that differ, the simplified and beneath it the traditional form.
SIMPLIFIED = (
    "个为们来时这说对会过发当动还进应没无与从开关间问门见规则单号码订货运递达签扫线网页数据记录标题图层电邮标签实际总额价"
    "条项级类组别处场国区东车马书写读学习师员业务产产销买卖费资贸币汇税账户权证认识设计划设备备导览选择确闭启调试验检查"
    "输缺损坏误错难简单独双边远近迟缓紧急联络结果终点经历织给统计较轻转换变异长张强势状态满齐龙两质量头尾节约纪维护"
)
TRADITIONAL = (
    "個為們來時這說對會過發當動還進應沒無與從開關間問門見規則單號碼訂貨運遞達簽掃線網頁數據記錄標題圖層電郵標籤實際總額價"
    "條項級類組別處場國區東車馬書寫讀學習師員業務產產銷買賣費資貿幣匯稅賬戶權證認識設計劃設備備導覽選擇確閉啟調試驗檢查"
    "輸缺損壞誤錯難簡單獨雙邊遠近遲緩緊急聯絡結果終點經歷織給統計較輕轉換變異長張強勢狀態滿齊龍兩質量頭尾節約紀維護"
)
OTHERS = {"zh-CN": set(TRADITIONAL) - set(SIMPLIFIED), "zh-TW": set(SIMPLIFIED) - set(TRADITIONAL)}
# What docs/glossary.md calls otherwise, and what is said across the strait but not here.
NOT_SAID = {
    "zh-CN": "统计期|跟踪编码|跟踪号|有效跟踪率|承运人|发运",
    "zh-TW": "視窗|窗口|統計期(?!間)|嘗試投遞|發貨|重復|寬松|[哪那這]里|"
    "文本|默認|數據|軟件|信息|網絡|屏幕|打印|質量|文件夾|用戶|調用|單元格|"
    "[\u3400-\u9fff]Amazon|Amazon[\u3400-\u9fff]",
}
HALF_WIDTH = re.compile(
    "[\u3400-\u9fff」』”] ?[,;:!?](?![0-9])|[\u3400-\u9fff][()]|[,;:!?()] ?[\u3400-\u9fff]"  # in or beside Chinese
    "|[\u3400-\u9fff]\\.(?![A-Za-z0-9])|[}][;:,] ?[{]|(?<!…)…(?!…)"
)


def astray(entries: dict[str, str], lang: str) -> set[str]:
    """Keys of a Chinese language with characters of the other script, or half-width punctuation in a sentence."""
    found = set()
    for key, sentence in entries.items():
        text = re.sub(r"`[^`]*`|\]\([^)]*\)", "", sentence)  # code and where links lead stay as they are
        if OTHERS[lang] & set(text) or HALF_WIDTH.search(text):
            found.add(key)
    return found


@pytest.mark.parametrize(("lang", "other"), [("zh-CN", "zh-TW"), ("zh-TW", "zh-CN")])
def test_a_chinese_language_keeps_to_its_script_and_punctuation(lang, other):
    own, foreign = leaves(load(lang)._entries), leaves(load(other)._entries)
    assert len(SIMPLIFIED) == len(TRADITIONAL)
    assert not astray(own, lang)
    assert len(astray(foreign, lang)) > len(foreign) // 2
    faults = ["包裹,订单", "包裹, 订单", "包裹: UPS", "(包裹)", "{name}: {value}", "…其中", "包裹."]
    for fault in (each.replace("订单", "" if lang == "zh-TW" else "订单") for each in faults):
        assert astray({"a": fault}, lang) == {"a"}, fault
    for sound in ("UPS，UPS", "100 % ({counted:,})", "2025-01-31T16:05:00Z", "……", "`a, b` 包裹", "us.toml"):
        assert not astray({"a": sound}, lang), sound


@functools.cache
def prose() -> set[str]:
    """``notebooks/<name>/<cell id>`` of every Markdown cell, ``notebooks/parameters/<name>`` of every parameter."""
    found = set()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                found.add(f"notebooks/{path.stem}/{cell['id']}")
            elif "parameters" in cell["metadata"].get("tags", []):
                names = re.findall(r"^(\w+):", "".join(cell["source"]), re.MULTILINE)
                found |= {f"notebooks/parameters/{name}" for name in names}
    return found


@functools.cache
def sources() -> list[ast.AST]:
    """The package's modules and the code cells of the notebooks."""
    code = [path.read_text("utf-8") for path in sorted((ROOT / "vtr_lib").rglob("*.py"))]
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return [ast.parse(text) for text in code]


def patterns(node: ast.expr) -> list[str]:
    """Regular expressions of the texts an argument may stand for; what is put in at run time may be anything."""
    match node:
        case ast.Constant(value=str() as text):
            return [re.escape(text)]
        case ast.JoinedStr(values=values):
            return ["".join(patterns(value)[0] if isinstance(value, ast.Constant) else ".+" for value in values)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [one + other for one in patterns(left) for other in patterns(right)]
        case ast.IfExp(body=body, orelse=orelse):
            return patterns(body) + patterns(orelse)
        case ast.Subscript(value=ast.Dict(values=values)):
            return [one for value in values for one in patterns(value)]
    return [".+"]


def is_words(node: ast.expr) -> bool:
    match node:
        case ast.Name(id="words") | ast.Call(func=ast.Name(id="words" | "load")):
            return True
    return False


@functools.cache
def nodes(tree: ast.AST) -> list[ast.AST]:
    return list(ast.walk(tree))


def asked_for(trees: list[ast.AST]) -> tuple[set[str], set[str]]:
    """Patterns of the sentences and of the whole sections that the sources ask the words for; dots part the levels.

    What begins with a name known at run time only might be anything, and counts as nothing.
    """
    parts = [asked_in(tree) for tree in trees]
    return tuple(set().union(*(part[at] for part in parts)) for at in range(2))


@functools.cache
def asked_in(tree: ast.AST) -> tuple[set[str], set[str]]:
    """``asked_for`` of one source."""
    sentences, sections = set(), set()
    for call in (node for node in nodes(tree) if isinstance(node, ast.Call) and node.args):
        if is_words(call.func) and not isinstance(call.func, ast.Call):
            sentences |= set(patterns(call.args[0]))
        elif isinstance(call.func, ast.Attribute) and call.func.attr in ("table", "name") and is_words(call.func.value):
            sections |= set(patterns(call.args[0]))
    return tuple({one for one in found if not one.startswith(".+")} for found in (sentences, sections))


def named_section(node: ast.expr) -> str:
    """``a.b`` of the call ``words.table("a.b")``; empty for anything else."""
    match node:
        case ast.Call(func=ast.Attribute(value=at, attr="table"), args=[ast.Constant(value=str() as section)]):
            return section if is_words(at) else ""
    return ""


def taken(trees: list[ast.AST]) -> set[str]:
    """``section.key`` wherever a function takes a literal key out of a section that it has given a name to."""
    return set().union(*(taken_in(tree) for tree in trees))


@functools.cache
def taken_in(tree: ast.AST) -> set[str]:
    """``taken`` of one source."""
    found = set()
    for function in (node for node in nodes(tree) if isinstance(node, ast.FunctionDef)):
        tables: dict[str, set[str]] = {}
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                    pairs = list(zip(names, values, strict=False))
                case ast.Assign(targets=[name], value=value):
                    pairs = [(name, value)]
                case _:
                    continue
            for name, value in pairs:
                if isinstance(name, ast.Name):
                    tables.setdefault(name.id, set()).add(named_section(value))
        for node in ast.walk(function):
            match node:
                case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str() as key)):
                    found |= {f"{section}.{key}" for section in tables.get(name, ()) if "" not in tables[name]}
    return found


def told(trees: list[ast.AST]) -> set[str]:
    """Every word of every text, name and argument of the sources: one of them must be what a key ends with."""
    texts = [path.read_text("utf-8") for path in (ROOT / "vtr_lib").rglob("templates/*")]
    for node in (node for tree in trees for node in nodes(tree)):
        match node:
            case ast.Constant(value=str() as text):
                texts.append(text)
            case ast.keyword(arg=str() as text) | ast.FunctionDef(name=text):
                texts.append(text)
            case ast.JoinedStr(values=values):  # parts of a word that is put together
                texts += [value.value.replace("_", " ") for value in values if isinstance(value, ast.Constant)]
    words = {word for text in texts for word in re.findall(r"[A-Za-z0-9_]+", text)}
    return words | {word.strip("_") for word in words}


def unused(keys: list[str], trees: list[ast.AST]) -> set[str]:
    """Keys that no source asks for.

    A key is asked for where its sentence is, or the section it stands in, and where its last part is written somewhere
    (whole, in the singular, or as the parts it is put together from). That is no proof of use: a word written for
    another reason hides a key that nobody needs. The notebooks' prose is asked for exactly where there is such a cell.
    """
    (sentences, sections), words = asked_for(trees), told(trees)
    wanted = re.compile("|".join([*sentences, *(f"(?:{section})\\..+" for section in sections)]))
    found = {key for key in keys if key.startswith("notebooks/")} - prose()
    for key in (key for key in keys if not key.startswith("notebooks/")):
        last = re.split(r"[/.]", key.rstrip("."))[-1]
        cuts = [at for at, letter in enumerate(last) if letter == "_"]
        is_told = (
            all(part in words for part in last.split())
            or last.removesuffix("s") in words
            or any(last[:at] in words and last[at + 1 :] in words for at in cuts)
        )
        is_sign = not re.search(r"[A-Za-z]", last)  # a relation, the number of a weekday
        if not wanted.fullmatch(key.replace("/", ".")) or not (is_told or is_sign):
            found.add(key)
    return found


def test_every_sentence_is_asked_for_somewhere():
    keys, trees = list(leaves(load("en")._entries)), sources()
    keys = [key for key in keys if not key.startswith(BY_ENGLISH)]
    assert not unused(keys, trees)
    planted = ["zebra/stripes", "charts/zebra", "tables/behind/zebra", "rate/zebra"]
    planted += ["notebooks/01_monthly_report/zebra", "notebooks/zebra/title", "notebooks/parameters/zebra"]
    assert unused([*keys, *planted], trees) == set(planted)


def lacking(trees: list[ast.AST]) -> set[str]:
    """Literal keys and sections that the sources ask for and English does not have."""
    english, found = load("en"), set()
    literal = re.compile(r"(?:[^\\.+*]|\\.)+").fullmatch
    sentences, sections = (
        {re.sub(r"\\(.)", r"\1", one) for one in asked if literal(one)} for asked in asked_for(trees)
    )
    for key in sentences | sections | taken(trees):
        try:
            is_section = isinstance(english._find(key), dict)
        except KeyError:
            found.add(key)
        else:
            if key in sentences | sections and is_section != (key in sections):
                found.add(key)
    return found


def test_every_literal_key_that_is_asked_for_exists():
    trees = sources()
    assert len(taken(trees)) > 100
    assert not lacking(trees)
    planted = """
def say(words, it):
    say, it = words.table("rate"), it["zebra"]
    words("zebra.a"), words.table("zebra.b"), words("rate.zebra" if it else "rate.total"), say["mule"], say["total"]
"""
    assert lacking([*trees, ast.parse(planted)]) == {"zebra.a", "zebra.b", "rate.zebra", "rate.mule"}


def joined(trees: list[ast.AST]) -> list[str]:
    """Every ``"; ".join(…)``: what parts a sentence is the words' (``explain.between``). Codes may go with commas."""
    joins = (node for tree in trees for node in nodes(tree) if isinstance(node, ast.Attribute) and node.attr == "join")
    return [ast.unparse(node) for node in joins if isinstance(node.value, ast.Constant) and node.value.value == "; "]


def test_no_sentence_is_parted_by_the_code():
    assert joined(sources()) == []
    assert joined([ast.parse("'; '.join(names); ', '.join(codes); between.join(names)")]) == ["'; '.join"]


def test_every_text_of_a_shipped_policy_is_said_in_every_language():
    files = sorted((ROOT / "vtr_lib" / "policy").glob("*.toml"))
    found, titles = {section: set() for section in (*TEXTS.values(), "policy.policies")}, set()
    for path in files:
        document = tomllib.loads(path.read_text("utf-8"))
        if "policy" in document:
            found["policy.policies"].add(document.pop("policy")["about"])
        for source in document.pop("sources", {}).values():
            found["policy.confidences"].add(source["confidence"])
            titles.add(source["title"])
        if path.name != "sisters.toml":  # what these are called stands with their figures
            for entry in document.values():
                for key in {"about", "unit"} & entry.keys():
                    found[TEXTS[key]].add(entry[key])
    for section, texts in found.items():
        assert texts == set(load("en").table(section).values()), section
    assert set(load("en").table("policy.titles").values()) < titles  # a document's name stays as it was published
    assert load("zh-CN").instead("policy.abouts", "A seller's own words") == "A seller's own words"
    assert load("zh-CN").instead("policy.units", "days") == "天"
