"""JupyterLab on the start notebook, with the kernel of this environment and of no other."""

import json
import os
import subprocess
import sys
from pathlib import Path

from vtr_lib.errors import MissingInput
from vtr_lib.publish.copies import renew
from vtr_lib.publish.runner import NOTEBOOKS
from vtr_lib.store.staging import private, replace_text
from vtr_lib.store.store import find_data
from vtr_lib.words import Words

START = "00_start_here.ipynb"
INTERFACE = ".interface"  # the configuration that asks JupyterLab for menus in the language of the notebooks


def copies(data: str | Path | None, words: Words) -> tuple[Path, list[tuple[str, str]]]:
    """The folder of the notebooks in the language of ``words``, brought up to date, and what ``renew`` says of it.

    In English it is the project's own; in any other language ``lab/<lang>`` of the data folder.
    """
    if words.lang == "en":
        return NOTEBOOKS, []
    folder = find_data(data) / "lab" / words.lang
    return folder, renew(folder, words)


def lab(folder: Path, data: str | Path | None, words: Words) -> int:
    """Start JupyterLab in ``folder`` and wait for it; its exit code. ``MissingInput`` where it is not installed."""
    if not is_installed("jupyterlab"):
        raise MissingInput("NO_LAB")
    environment = {name: value for name, value in os.environ.items() if name not in ("JUPYTER_PATH", "PLOTLY_RENDERER")}
    environment |= {"JUPYTER_PREFER_ENV_PATH": "1"}
    if data or words.lang != "en":
        environment["VTR_DATA"] = str(find_data(data).resolve())
    if has_interface(words.lang):
        paths = [str(_interface(folder.resolve(), words.lang)), environment.get("JUPYTER_CONFIG_PATH")]
        environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    start = [sys.executable, "-m", "jupyter", "lab", str(folder.resolve() / START)]
    return subprocess.call(start, cwd=folder, env=environment)


def is_installed(package: str) -> bool:
    """Whether ``package`` can be imported here; it is not imported for that."""
    import importlib.util

    return importlib.util.find_spec(package) is not None


def has_interface(lang: str) -> bool:
    """Whether the pack that translates JupyterLab's own menus is installed."""
    from importlib.metadata import entry_points

    return bool(entry_points(group="jupyterlab.languagepack", name=lang.replace("-", "_")))


def _interface(folder: Path, lang: str) -> Path:
    """A folder of JupyterLab's configuration; what the user set in JupyterLab itself outweighs it."""
    config = folder / INTERFACE
    chosen = {"@jupyterlab/translation-extension:plugin": {"locale": lang.replace("-", "_")}}
    replace_text(private(config / "labconfig") / "default_setting_overrides.json", json.dumps(chosen))
    return config
