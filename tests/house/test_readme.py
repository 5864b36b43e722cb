"""``README.zh-CN.md`` says what ``README.md`` says: the same sections, commands, tables and links, none left behind."""

import hashlib
import re

import pytest

IN_CHINESE = re.compile(r""" ARGS="--lang zh-CN"| --lang zh-CN""")
MARK = re.compile(r"<!-- translated-from: (\w+) -->")
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
EACH_OTHER = {"README.md", "README.zh-CN.md"}


def commands(block: str) -> list[str]:
    """The lines of a console that are typed: those after ``$``, or all where none is; in no language."""
    lines = [line.strip() for line in block.splitlines()]
    typed = [line for line in lines if line.startswith("$ ")] or lines
    return [IN_CHINESE.sub("", line) for line in typed]


def code(text: str) -> list[str]:
    return sorted(IN_CHINESE.sub("", span) for span in re.findall(r"`([^`]+)`", text))


def links(text: str) -> list[str]:
    return sorted(to for to in re.findall(r"\]\(([^)]+)\)", text) if to not in EACH_OTHER)


def tables(text: str) -> list[list[list[str]]]:
    """A row of every table: the code in each of its cells, by which a row is known whatever its language."""
    rows = re.findall(r"^ *\|(.+)\|$", text, re.MULTILINE)
    return [[code(cell) + links(cell) for cell in row.split("|")] for row in rows]


def outline(page: str) -> dict:
    """What does not hang on the language, section by section: heading's level, blocks, tables, paragraphs, code."""
    page, found = MARK.sub("", page), {}
    for number, section in enumerate(re.split(r"^(?=#+ )", page, flags=re.MULTILINE)[1:]):
        text = BLOCK.sub("", section)
        paragraphs = re.split(r"\n\s*\n", re.sub(r"^ *\|.*$", "", text, flags=re.MULTILINE).strip())
        found[number] = {
            "level": len(section) - len(section.lstrip("#")),
            "commands": [commands(block) for _, kind, block in BLOCK.findall(section) if kind],
            "blocks": [kind for _, kind, _ in BLOCK.findall(section)],
            "tables": tables(text),
            "code": code(text),
            "links": links(text),
            "items": re.findall(r"^ *(?:-|\d+\.)(?= )", text, re.MULTILINE),
            "paragraphs": sum(bool(each.strip()) for each in paragraphs),
        }
    return found


def digest(page: str) -> str:
    """Of all but what commands print and where lines break: it changes with every sentence."""
    typed = BLOCK.sub(lambda block: " ".join(commands(block[3])) if block[2] else block[3], page)
    return hashlib.sha256(" ".join(typed.split()).encode()).hexdigest()[:16]


def differing(english: str, other: str) -> list[str]:
    """``section what`` wherever the outlines differ, and ``digest`` where English was changed since."""
    one, two = outline(english), outline(other)
    found = [f"{at} {what}" for at in one if at in two for what in one[at] if one[at][what] != two[at][what]]
    if len(one) != len(two):
        found.append("sections")
    mark = MARK.search(other)
    return found + (["digest"] if not mark or mark[1] != digest(english) else [])


def test_the_chinese_readme_is_in_step(texts):
    english, other = texts["README.md"], texts["README.zh-CN.md"]
    faults = differing(english, other)
    assert not faults, (
        f"README.md was changed: say the same in README.zh-CN.md ({', '.join(faults)}), "
        f"and end it with <!-- translated-from: {digest(english)} -->"
    )


def test_each_leads_to_the_other_at_its_top(texts):
    for page, other in (("README.md", "README.zh-CN.md"), ("README.zh-CN.md", "README.md")):
        assert f"]({other})" in "\n".join(texts[page].split("\n")[:4])


def test_it_is_in_chinese(texts):
    prose = re.sub(r"`[^`]*`|\[[^]]*\]\([^)]*\)", "", BLOCK.sub("", MARK.sub("", texts["README.zh-CN.md"])))
    lines = [line for line in prose.split("\n") if re.search(r"[A-Za-z]{3,}", line)]
    assert len(lines) > 10
    assert [line for line in lines if not re.search("[\u3400-\u9fff]", line)] == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("\n## Notebooks\n", "\n### Notebooks\n", "level"),
        ("\n## More\n", "\n## More\n\nA new paragraph.\n", "paragraphs"),
        ("$ make test\n", "$ make tests\n", "commands"),
        ("vtr purge --as-of DAY", "vtr purge --as-of TODAY", "code"),
        ("(docs/files.md) ·", "(docs/file.md) ·", "links"),
        ("| `exempt.digital` | – |", "| `exempt.digits` | – |", "tables"),
        ("| [05_late_shipment]", "| [06_actions](notebooks/06_actions.ipynb) | x |\n| [05_late_shipment]", "tables"),
        ("Amazon does not say\nwhy.", "Amazon does say\nwhy.", "digest"),
        ("153 passed", "200 passed", None),
    ],
)
def test_what_was_not_translated_is_found(texts, old, new, fault):
    english = texts["README.md"]
    changed = re.sub(r"\d+ passed", "153 passed", english)
    assert old in changed
    changed = changed.replace(old, new, 1)
    assert outline(changed) != outline(english) or fault in ("digest", None)
    before = differing(english, texts["README.zh-CN.md"])
    found = [one for one in differing(changed, texts["README.zh-CN.md"]) if one not in before]
    assert (not found) if fault is None else any(one.endswith(fault) for one in found)
