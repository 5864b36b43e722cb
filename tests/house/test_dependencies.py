"""Every dependency has its line in ``docs/dependencies.md``, and none has a licence that reaches into our code."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

import pytest

SECTIONS = {
    "Run time": "dependencies",
    "Lab": "lab",
    "Spark": "spark",
    "Test": "test",
}  # heading → where pyproject.toml names them
REACHING = re.compile(r"(?<![A-Z])A?GPL|Affero|(?<!Lesser )General Public", re.IGNORECASE)
LICENCE_EXCEPTIONS: dict[str, str] = {}  # distribution → why it may stay


def name_of(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower()


def named_in_project(pyproject: str) -> dict[str, list[str]]:
    """Heading → the names of that kind of dependency, sorted; an extra we have no heading for keeps its own name."""
    project = tomllib.loads(pyproject)["project"]
    groups = {"dependencies": project["dependencies"], **project.get("optional-dependencies", {})}
    headings = {group: heading for heading, group in SECTIONS.items()}
    return {headings.get(group, group): sorted(map(name_of, lines)) for group, lines in groups.items()}


def named_in_docs(page: str) -> dict[str, list[str]]:
    """Heading → the names in the first column of its table, sorted."""
    sections = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)[1:]
    tables = {
        heading: sorted(re.findall(r"^\| `([^`]+)` \|", body, re.MULTILINE))
        for heading, body in zip(sections[::2], sections[1::2], strict=True)
    }
    return {heading: names for heading, names in tables.items() if names}


def reaches(licence: str) -> bool:
    """Whether a licence expression leaves no choice but the GPL or AGPL. The LGPL does not reach into its users."""
    return all(REACHING.search(choice) for choice in re.split(r"\s+OR\s+", licence))


def licence_of(distribution: str) -> str | None:
    """What a distribution states, by expression, else classifiers, else text; None where it is not installed."""
    try:
        stated = metadata(distribution)
    except PackageNotFoundError:
        return None
    classifiers = [line for line in stated.get_all("Classifier") or () if line.startswith("License :: ")]
    return stated["License-Expression"] or " OR ".join(classifiers) or (stated["License"] or "").partition("\n")[0]


def test_the_page_names_every_dependency_and_no_other(texts):
    assert named_in_docs(texts["docs/dependencies.md"]) == named_in_project(texts["pyproject.toml"])


@pytest.mark.parametrize(
    ("old", "new"), [("| `polars` |", "| polars |"), ("| `polars` |", "| `polar` |"), ("## Lab", "## Test")]
)
def test_a_missing_or_surplus_line_is_found(texts, old, new):
    assert old in texts["docs/dependencies.md"]
    changed = texts["docs/dependencies.md"].replace(old, new)
    assert named_in_docs(changed) != named_in_project(texts["pyproject.toml"])


def test_no_licence_reaches_into_our_code(texts):
    """Also for what the dependencies pull in: the whole lock, as far as it is installed here."""
    locked = [name_of(line) for line in texts["requirements.lock"].splitlines()]
    licences = {name: licence for name in locked if (licence := licence_of(name)) is not None}
    assert "polars" in licences
    assert {name: licence for name, licence in licences.items() if reaches(licence)}.keys() == LICENCE_EXCEPTIONS.keys()


@pytest.mark.parametrize(
    ("licence", "is_reaching"),
    [
        ("MIT", False),
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("LGPL-3.0-only", False),
        ("MIT OR GPL-2.0-only", False),
        ("MIT AND GPL-2.0-only", True),
        ("License :: OSI Approved :: GNU Affero General Public License v3", True),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
    ],
)
def test_which_licences_reach(licence, is_reaching):
    assert reaches(licence) is is_reaching
