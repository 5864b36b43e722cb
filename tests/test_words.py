"""The words files: every language has the same keys, and every code a reader may meet has a name."""

import string
from pathlib import Path

import pytest

from vtr_lib import policy
from vtr_lib.ingest import ingest
from vtr_lib.schema import BASES, CAUSES, STATES
from vtr_lib.verdict import exemptions, numbers, scans
from vtr_lib.words import Words, languages, load

RAW = Path(__file__).parents[1] / "data" / "sample"


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
