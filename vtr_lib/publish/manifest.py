"""What a report was made from and of, so that anybody can check it later."""

import hashlib
import importlib.metadata
import json
import platform
from pathlib import Path

from vtr_lib import __version__
from vtr_lib.publish.runner import NOTEBOOKS
from vtr_lib.sources.reading import BUCKETS

PACKAGE = Path(__file__).parents[1]
CODE = ("*.py", "*.toml", "*.csv", "*.html", "*.css", "*.js")
INPUT = ("file", "format", "version", "encoding", "bytes", "sha256", "unit", "total", "heading", *BUCKETS)
LIBRARIES = ("narwhals", "nbclient", "pandas", "papermill", "plotly", "polars", "pyarrow", "xlsxwriter")


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def code_sha256() -> str:
    """One hash of the package's code and data and of the notebooks: another code, another report."""
    paths = sorted({path for pattern in CODE for path in PACKAGE.rglob(pattern)}) + sorted(NOTEBOOKS.glob("*.ipynb"))
    told = "".join(f"{path.name} {sha256(path)}\n" for path in paths)
    return hashlib.sha256(told.encode()).hexdigest()


def digest(value: object) -> str:
    """The SHA-256 of a JSON value, the same for the same value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def run_key(basis: dict) -> str:
    """The hash of all that decides what a report says: inputs, day, policy, language, code."""
    return digest(basis)


def build(folder: Path, made_from: dict, files: list[dict], summary: dict) -> dict:
    """The manifest of the report in ``folder``: inputs with hashes and line counts, policy, versions, outputs."""
    outputs = sorted(path for path in folder.iterdir() if path.name != "manifest.json")
    return {
        "schema": 1,
        "run_key": run_key(made_from),
        "made_from": made_from,
        "inputs": [{key: entry[key] for key in INPUT} for entry in files],
        "identity": {"packages": summary["identity"]["packages"], "states": summary["identity"]["states"]},
        "quarantined": summary["quarantined"]["count"],
        "policy": summary["policy"],
        "versions": {
            "vtr_lib": __version__,
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in LIBRARIES},
        },
        "outputs": {path.name: {"sha256": sha256(path), "bytes": path.stat().st_size} for path in outputs},
    }


def write(path: Path, document: dict) -> None:
    """Canonical JSON: sorted keys, one line end, UTF-8."""
    path.write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def is_whole(folder: Path, key: str) -> bool:
    """Whether the report in ``folder`` was made under ``key`` and every file is still as it was written."""
    try:
        found = json.loads((folder / "manifest.json").read_text("utf-8"))["run_key"]
    except (OSError, ValueError, KeyError):
        return False
    return found == key and not damaged(folder)


def damaged(folder: Path) -> list[str]:
    """The files of the report in ``folder`` that are gone or not as they were written, by name."""
    try:
        outputs = json.loads((folder / "manifest.json").read_text("utf-8"))["outputs"]
    except (OSError, ValueError, KeyError):
        return ["manifest.json"]
    return sorted(name for name, entry in outputs.items() if not _is(folder / name, entry["sha256"]))


def _is(path: Path, wanted: str) -> bool:
    try:
        return sha256(path) == wanted
    except OSError:
        return False
