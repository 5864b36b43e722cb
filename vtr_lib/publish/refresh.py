"""``python -m vtr_lib.publish.refresh`` puts the words into the project's notebooks and runs them again, in place."""

import os
import sys

from vtr_lib.publish.prose import localised
from vtr_lib.publish.runner import NOTEBOOKS, run
from vtr_lib.store.store import find_data
from vtr_lib.words import load


def refresh(names: list[str]) -> None:
    """Run each notebook with its own parameters, in its own folder as JupyterLab does, and write it back in English."""
    import nbformat

    os.chdir(NOTEBOOKS)
    for name in names:
        print(name)
        path = NOTEBOOKS / f"{name}.ipynb"
        nbformat.write(localised(nbformat.read(path, 4), name, load("en")), path)
        run(name, {}, path, find_data())


if __name__ == "__main__":
    refresh(sys.argv[1:] or sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")))
