"""What kind of paper each is: by the folder it lies in, else by the seller's own list, else by its words."""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from importlib import resources
from pathlib import PurePosixPath

from vtr_lib.appeal.papers.reading import Paper
from vtr_lib.appeal.papers.said import Said

AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
CHINESE = re.compile("[\u3400-\u9fff]")


@functools.cache
def _table() -> dict[str, dict]:
    return tomllib.loads(resources.files(__package__).joinpath("kinds.toml").read_text("utf-8"))


@functools.cache
def _folders() -> dict[str, str]:
    return {_plain(folder): kind for kind, entry in _table().items() for folder in entry["folders"]}


@functools.cache
def _words() -> dict[str, tuple[list[str], re.Pattern]]:
    """Of each kind the Chinese words, and a pattern that finds the others."""
    found = {}
    for kind, entry in _table().items():
        chinese = [word for word in entry["words"] if CHINESE.search(word)]
        latin = sorted(set(entry["words"]) - set(chinese), key=len, reverse=True)
        found[kind] = (chinese, re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, latin))})(?![a-z])"))
    return found


def of(papers: Iterable[Paper], said: Iterable[Said] = ()) -> dict[str, str]:
    """The kind, one of ``said.KINDS``, of each paper by its ``path``; folder and list alone tell one with a fault.

    The nearest folder that names a kind decides, that of the paper before those of its copies. Empty for no papers.
    """
    listed = {each.file: each.kind for each in said if each.kind}
    return {paper.path: _kind(paper, listed) for paper in papers}


def _kind(paper: Paper, listed: dict[str, str]) -> str:
    by_folder = (_folders().get(_plain(name)) for path in paper.paths for name in PurePosixPath(path).parts[-2::-1])
    by_list = (listed.get(path) for path in paper.paths)
    found = next(filter(None, by_folder), None) or next(filter(None, by_list), None)
    return found or ("other" if paper.fault else by_words(paper))


def by_words(paper: Paper) -> str:
    """The kind of which most different words stand in the paper's name and text, ``other`` where there are none."""
    name = AROUND.sub("", PurePosixPath(paper.path).stem)
    text = " ".join(_even("\n".join([name, *(page or "" for page in paper.pages)])).split())
    close = re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", text)  # as letters found in a picture are spaced
    scores = {
        kind: sum(word in close for word in chinese) + len(set(latin.findall(text)))
        for kind, (chinese, latin) in _words().items()
    }
    best = max(scores, key=scores.get)
    return best if scores[best] else "other"


def _even(text: str) -> str:
    return re.sub(r"[_-]", " ", unicodedata.normalize("NFKC", text).casefold())


def _plain(folder: str) -> str:
    return " ".join(AROUND.sub("", _even(folder)).split())
