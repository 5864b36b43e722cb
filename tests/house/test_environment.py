"""``environment.yml`` asks conda for what ``pyproject.toml`` asks pip for: the same names, the same versions."""

import re
import tomllib

import pytest
import yaml

CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "jupyter-client": "jupyter_client",
    "playwright": "playwright-python",
    "tzdata": "python-tzdata",
}


def split(requirement: str) -> tuple[str, str]:
    """``("polars", ">=2.1")`` of ``polars>=2.1``, with ``[extras]`` and markers left off."""
    name, specifier = re.match(r"([\w.-]+)(?:\[.*?\])?\s*([^;]*)", requirement).groups()
    return name.lower(), specifier.replace(" ", "")


def wanted_by_pip(pyproject: str) -> set[tuple[str, str]]:
    """What ``pyproject.toml`` names, every extra included, under conda's names."""
    project = tomllib.loads(pyproject)["project"]
    extras = project.get("optional-dependencies", {}).values()
    pairs = map(split, [*project["dependencies"], *(line for extra in extras for line in extra)])
    pip = {(CONDA_NAMES.get(name, name), version) for name, version in pairs}
    return {("python", project["requires-python"])} | pip


def wanted_by_conda(environment: str) -> set[tuple[str, str]]:
    """What ``environment.yml`` names, but for pip and what pip installs there."""
    lines = (entry for entry in yaml.safe_load(environment)["dependencies"] if isinstance(entry, str))
    return {pair for pair in map(split, lines) if pair[0] != "pip"}


def test_conda_and_pip_want_the_same(texts):
    assert wanted_by_conda(texts["environment.yml"]) == wanted_by_pip(texts["pyproject.toml"])


PYPROJECT = """
[project]
requires-python = ">=3.11"
dependencies = ["polars>=2.1", "tzdata>=2025.2"]
optional-dependencies.test = ["pytest>=9"]
"""


@pytest.mark.parametrize(
    ("environment", "is_same"),
    [
        ("[python>=3.11, pip, polars>=2.1, python-tzdata>=2025.2, pytest>=9, pip: [-e .]]", True),
        ("[pytest>=9, python>=3.11, python-tzdata >=2025.2, polars >= 2.1]", True),
        ("[python>=3.11, polars>=2.0, python-tzdata>=2025.2, pytest>=9]", False),
        ("[python>=3.10, polars>=2.1, python-tzdata>=2025.2, pytest>=9]", False),
        ("[python>=3.11, polars>=2.1, python-tzdata>=2025.2]", False),
        ("[python>=3.11, polars>=2.1, python-tzdata>=2025.2, pytest>=9, surprise]", False),
        ("[python>=3.11, polars>=2.1, tzdata>=2025.2, pytest>=9]", False),
    ],
)
def test_any_difference_is_found(environment, is_same):
    assert (wanted_by_conda(f"dependencies: {environment}") == wanted_by_pip(PYPROJECT)) is is_same


def test_conda_installs_the_project_itself(texts):
    assert {"pip": ["-e ."]} in yaml.safe_load(texts["environment.yml"])["dependencies"]
