"""Says things of a case, each with its exhibit: what the room's sentences are made with."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from vtr_lib.appeal.letter.sentences import Exhibit, Figure, Part, Said, sentences
from vtr_lib.errors import printable
from vtr_lib.report import phrases
from vtr_lib.words import Words

LONGEST = 1000  # characters of a name or an answer put into a sentence
PLACE = re.compile("\ue000([0-9]+)\ue001")  # where a piece goes; no printable text holds these


class Teller:
    """Says things of a case in the language of ``words``, each with its exhibit. What can't be shown is None."""

    def __init__(
        self,
        case: dict,
        exhibits: Mapping[str, Mapping[str, str]],
        words: Words,
        proofs: Mapping[str, str] | None = None,
    ):
        self.case, self.words, self.proofs = case, words, proofs
        self.say = words.table("appeal.letter")
        self.exhibits = {
            key: Exhibit(printable(found["label"], 60), printable(found["file"], 100), found.get("about", ""))
            for key, found in exhibits.items()
        }

    def at(self, path: str) -> object:
        """The value at a path such as ``causes.0.packages``; None where there is none."""
        found = self.case
        for part in path.split("."):
            if isinstance(found, list):
                found = found[int(part)] if part.isdigit() and int(part) < len(found) else None
            else:
                found = found.get(part) if isinstance(found, dict) else None
        return found

    def count(self, path: str) -> Figure | None:
        """A count that is more than nothing."""
        value = self.at(path)
        return Figure(self.words.number(value), (value,), (path,)) if value else None

    def packages(self, path: str) -> Said | None:
        """A count with its noun: ``1 package``, ``120 packages``."""
        count = self.count(path)
        return count and self.fill(f"{'package' if count.values == (1,) else 'packages'}", count=count)

    def rate(self, path: str) -> Figure | None:
        """The rate of a part of the case, cut, beside its counts; None where nothing counts."""
        row = self.at(path)
        if not row or not row["counted"]:
            return None
        paths = (f"{path}.valid", f"{path}.counted")
        return Figure(phrases.rate(row, self.words), (row["valid"], row["counted"]), paths)

    def target(self) -> Figure:
        """The share asked for, in percent."""
        text = self.words("report.percent", percent=phrases.target(self.case["target"]))
        return Figure(text, (self.case["target"],), ("target",))

    def day(self, path: str) -> Figure | None:
        """A day as the language writes it."""
        value = self.at(path)
        return Figure(self.words.day(value), (value,), (path,)) if value else None

    def month(self, path: str) -> Figure | None:
        """A month as the language writes it."""
        value = self.at(path)
        return Figure(self.words.month(value), (value,), (path,)) if value else None

    def exhibit(self, *keys: str) -> Exhibit | None:
        """The first of the exhibits there are."""
        return next((self.exhibits[key] for key in keys if key in self.exhibits), None)

    def reference(self, exhibit: Exhibit) -> Said:
        """An exhibit as a sentence names it."""
        text = self.say["reference"].format(exhibit=exhibit.label, file=exhibit.file)
        return Said((Part(text, "exhibit"),))

    def proof(self, file: str) -> Said | None:
        """A file that shows what the seller says, as a sentence names it; None where none is named or it is not there.

        It is looked up in ``proofs``, the names in the pack by those the seller gave; without them it counts as there.
        """
        name = file if self.proofs is None else self.proofs.get(file, "")
        exhibit = self.exhibit("documents")
        if not name:
            return None
        named = Exhibit(exhibit.label, printable(name, 100)) if exhibit else None
        return self.reference(named) if named else Said((Part(printable(name, 100), "exhibit"),))

    def asked(self, what: str, *lacking: str) -> Said:
        """What the seller said, as a blank that asks for what is lacking: ``[Weekly check: who? from when?]``."""
        asked = sentences(Said((Part(self.say["ask"][key]),)) for key in lacking)
        return self.fill("asked", what=self.answer(what), asked=asked)

    def fill(self, key: str, **pieces: Figure | Said | str | None) -> Said | None:
        """A sentence of ``[appeal.letter]`` with ``pieces`` put in; None where one of them is.

        What stands in square brackets is a blank, and so is what is put into them.
        """
        found = self.say
        for part in key.split("."):
            found = found[part]
        return self.fill_in(found, **pieces)

    def fill_in(self, sentence: str, **pieces: Figure | Said | str | None) -> Said | None:
        """The same of a sentence of the words that was looked up already."""
        if any(piece is None for piece in pieces.values()):
            return None
        whole = sentence.format(**{name: f"\ue000{at}\ue001" for at, name in enumerate(pieces)})
        put, parts, figures, is_blank = list(pieces.values()), [], [], False
        for at, text in enumerate(PLACE.split(whole)):
            if at % 2:
                said = _said(put[int(text)])
                parts += [Part(part.text, "blank") if is_blank else part for part in said.parts]
                figures += said.figures
                continue
            for piece in re.split(r"(\[|\])", text):
                is_blank = is_blank or piece == "["
                parts += [Part(piece, "blank" if is_blank else "text")] if piece else []
                is_blank = is_blank and piece != "]"
        return Said(_joined(parts), tuple(figures))

    def shown(self, key: str, exhibit: Exhibit | None, **pieces: Figure | Said | str | None) -> Said | None:
        """The same of a sentence with ``{ref}``: None without an exhibit, which all its figures take for their own."""
        said = exhibit and self.fill(key, **pieces, ref=self.reference(exhibit))
        return said and self.of(exhibit, said)

    def of(self, exhibit: Exhibit, said: Said) -> Said:
        """Some text whose figures are all shown by one exhibit."""
        return replace(said, figures=tuple(replace(figure, exhibit=exhibit) for figure in said.figures))

    def row(self, said: Iterable[Said]) -> Said:
        """Some texts as a list in a sentence."""
        whole = Said(())
        for each in said:
            gap = (Part(self.words("report.list")),) if whole.parts else ()
            whole = Said((*whole.parts, *gap, *each.parts), (*whole.figures, *each.figures))
        return whole

    def name(self, text: str, longest: int = phrases.NAME) -> Said:
        """A name out of the seller's files, on one line."""
        return Said((Part(printable(text, longest), "name"),))

    def answer(self, text: str) -> Said:
        """What the seller said, on one line and without its full stop, which the sentence around it brings."""
        return Said((Part(printable(text, LONGEST).rstrip(" .。"), "answer"),))


def _said(piece: Figure | Said | str) -> Said:
    match piece:
        case Figure():
            return Said((Part(piece.text, "figure"),), (piece,))
        case str():
            return Said((Part(piece),))
    return piece


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    """The same parts, neighbours of text or of a blank made one."""
    found: list[Part] = []
    for part in parts:
        is_same = found and found[-1].kind == part.kind and part.kind in ("text", "blank")
        if is_same and not (part.kind == "blank" and found[-1].text.endswith("]") and part.text.startswith("[")):
            found[-1] = Part(found[-1].text + part.text, part.kind)
        else:
            found.append(part)
    return tuple(found)
