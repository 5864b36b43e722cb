"""What is handed in: the letter, the pages of evidence, the lists behind both, the copies: a bag's payload."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from vtr_lib.appeal import differences, disputed, evidence, exhibits, histories, orders, rates
from vtr_lib.appeal.case import Case, cited, told
from vtr_lib.appeal.documents import Documents
from vtr_lib.appeal.exhibits import Exhibit
from vtr_lib.appeal.histories import Histories
from vtr_lib.appeal.letter import dispute, docx, page, plan, text
from vtr_lib.appeal.letter.answers import Answers
from vtr_lib.appeal.letter.plan import Plan
from vtr_lib.report import lists, reconcile
from vtr_lib.words import Words, load

CITED = 24  # packages with a page of their own, so that all pages stay under 40
LANG = "en"  # of all that is handed in
CASE = "case.json"
LETTER, EVIDENCE = "letter", "evidence"
Row = tuple


@dataclass(frozen=True)
class Submission:
    """The case with the seller's answers and papers, from which every file of the pack is written."""

    case: Case
    answers: Answers
    documents: Documents
    is_printed: bool = False

    @cached_property
    def told(self) -> dict:
        """The case as plain data; the change is the one the answers tell of. ``dispute`` is None where it is none."""
        found = told(self.case, self.answers.turn_on)
        return found | {"dispute": disputed.told(self.case) if self.case.is_dispute else None}

    @cached_property
    def orders(self) -> pl.DataFrame:
        return orders.orders(self.case)

    @cached_property
    def histories(self) -> Histories:
        return Histories(self.case)

    @cached_property
    def amazon(self) -> pl.DataFrame:
        """The rows of Amazon's reports beside our records, and nothing that those reports do not name."""
        return self.case.amazon.rows.filter(pl.col("standing") != "not_listed")

    @cached_property
    def cited(self) -> pl.DataFrame:
        """The packages with a page of their own."""
        return cited(self.case, CITED)

    @cached_property
    def exhibits(self) -> dict[str, Exhibit]:
        """What there is to cite, by key."""
        rows = {each["cause"]: each["packages"] for each in self.told["causes"]}
        return exhibits.numbered(
            EVIDENCE + self.ending,
            {
                "orders": self.orders.height,
                "rates": len(rates.rows(self.told)),
                **{f"causes.{family}": packages for family, packages in rows.items()},
                "histories": self.histories.scans.height,
                "documents": len(self.documents.rows),
                "coverage": len(self.coverage),
                "amazon": self.amazon.height,
            },
            of=exhibits.kind(self.told),
        )

    @property
    def ending(self) -> str:
        """Of the pages: PDF where they are printed."""
        return ".pdf" if self.is_printed else ".html"

    def plan(self, words: Words) -> Plan:
        """The letter in the language of ``words``."""
        kind = dispute if self.case.is_dispute else plan
        return kind.plan(self.told, self.answers, self.named(words), words, proofs=self.documents.proofs)

    def named(self, words: Words) -> dict[str, dict[str, str]]:
        """The exhibits as the letter cites them."""
        return exhibits.cited(self.exhibits, words)

    def parts(self, words: Words) -> list[evidence.Part]:
        """The pages of evidence in the language of ``words``."""
        papers, ways = evidence.Papers(self.papers, self.coverage), self.histories.of(self.cited)
        found = evidence.parts(self.case, self.told, self.exhibits, papers, ways, words)
        if self.case.is_dispute:
            found[2:2] = differences.parts(self.case, self.told, self.exhibits, words)
        return found

    @cached_property
    def coverage(self) -> list[dict]:
        """What was sold and what of it invoices and contracts cover; no rows where there is neither."""
        return self.documents.covered.to_dicts() if self.documents.is_bought else []

    @cached_property
    def papers(self) -> list[dict]:
        """The rows of the copies, each with the tracking number of its package."""
        numbers = dict(self.case.packages.select("package_id", "tracking").iter_rows())
        return [row | {"tracking": numbers.get(row["package_id"])} for row in self.documents.rows]

    def write(self, folder: Path, printer: Callable[[Path, Path], None]) -> None:
        """Every file into ``folder``, where the copies lie already. ``printer`` makes a PDF of a page."""
        words = load(LANG)
        letter = self.plan(words)
        docx.write(folder / f"{LETTER}.docx", letter, words)
        (folder / f"{LETTER}.txt").write_text(text.text(letter, words), "utf-8")
        pages = {LETTER: page.page(letter, words), EVIDENCE: self.page(words)}
        for name, html in pages.items():
            (folder / f"{name}.html").write_text(html, "utf-8")
            if self.is_printed:
                printer(folder / f"{name}.html", folder / f"{name}.pdf")
                (folder / f"{name}.html").unlink()
        for file, head, rows in self.lists(words):
            lists.write(folder / file, Path(file).stem, head, rows)
        said = json.dumps(self.told, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / CASE).write_text(said + "\n", "utf-8")

    def page(self, words: Words) -> str:
        """The pages of evidence as one HTML text."""
        return evidence.page(self.told, self.parts(words), words, is_redacted=bool(self.documents.passed))

    def lists(self, words: Words) -> Iterable[tuple[str, list[str], Iterable[Row]]]:
        """Each list as its file, its head and its rows; the orders also as CSV."""
        head, names = orders.head(words), words.table("appeal.columns")
        files = {key: exhibit.file for key, exhibit in self.exhibits.items()}
        missed = self.orders.filter(pl.col("state").is_in(["defect", "unknown"]))
        for key, file in files.items():
            if key == "orders":
                rows = list(orders.told(self.orders, words))
                yield file, head, rows
                yield str(Path(file).with_suffix(".csv")), head, rows
            elif key.startswith("causes."):
                family = key.removeprefix("causes.")
                yield file, head, orders.told(missed.filter(pl.col("cause").fill_null("unknown") == family), words)
            elif key == "rates":
                yield file, [names[name] for name in rates.COLUMNS], rates.listed(self.told, words)
            elif key == "histories":
                yield file, histories.head(words), histories.told(self.histories.scans, words)
            elif key == "documents":
                yield file, *self._listed_papers(words)
            elif key == "coverage":
                yield file, *self._listed_items(words)
            elif key == "amazon":
                yield file, reconcile.head(words), reconcile.told(self.amazon, words)

    def _listed_papers(self, words: Words) -> tuple[list[str], list[Row]]:
        names, kinds = words.table("appeal.columns"), words.table("appeal.papers.kinds")
        columns = ("file", "kind", "pages", "order_id", "package_id", "tracking")
        rows = [tuple(kinds[row[name]] if name == "kind" else row[name] for name in columns) for row in self.papers]
        return [names["paper" if name == "kind" else name] for name in columns], rows

    def _listed_items(self, words: Words) -> tuple[list[str], list[Row]]:
        """What is sold and covered; papers by the names of their copies, and those held back by none."""
        names, states = words.table("appeal.columns"), words.table("appeal.papers.coverage")
        columns = ("asin", "sku", "sold", "invoiced", "gap", "state", "papers")
        rows = [
            (*row[:5], states[row[5]], " ".join(self.documents.proofs.get(path, "") for path in row[6]).strip())
            for row in self.documents.covered.select(columns).iter_rows()
        ]
        return [names["covered" if name == "state" else name] for name in columns], rows
