"""JupyterLab on the start notebook, with the kernel of this environment and of no other."""

import os
import subprocess
import sys
from pathlib import Path

from vtr_lib.errors import MissingInput
from vtr_lib.publish.runner import NOTEBOOKS


def lab(data: str | Path | None = None) -> int:
    """Start JupyterLab and wait for it; its exit code. Raises ``MissingInput`` where it is not installed."""
    import importlib.util

    if importlib.util.find_spec("jupyterlab") is None:
        raise MissingInput("NO_LAB")
    environment = {name: value for name, value in os.environ.items() if name not in ("JUPYTER_PATH", "PLOTLY_RENDERER")}
    environment |= {"JUPYTER_PREFER_ENV_PATH": "1"} | ({"VTR_DATA": str(Path(data).resolve())} if data else {})
    start = NOTEBOOKS / "00_start_here.ipynb"
    return subprocess.call([sys.executable, "-m", "jupyter", "lab", str(start)], cwd=NOTEBOOKS, env=environment)
