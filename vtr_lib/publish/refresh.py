"""``python -m vtr_lib.publish.refresh`` puts the words into the project's notebooks and runs them again, in place."""

import os
import sys

from vtr_lib.publish.runner import NOTEBOOKS, run
from vtr_lib.store.store import find_data


def refresh(names: list[str]) -> None:
    """Run each notebook with its own parameters, in its own folder as JupyterLab does, and write it back in English."""
    import nbformat

    os.chdir(NOTEBOOKS)
    for name in names:
        print(name)
        nbformat.write(run(name, {}, None, find_data()), NOTEBOOKS / f"{name}.ipynb")  # in place: anybody may read it


if __name__ == "__main__":
    refresh(sys.argv[1:] or sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")))
