"""Notebooks run by papermill in a kernel of this very interpreter, their outputs made the same for every run."""

import hashlib
import os
import sys
from pathlib import Path

from vtr_lib.errors import ConfigError, DataError, UsageError
from vtr_lib.publish import kernel  # noqa: F401 - first: what it blocks, papermill would import

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
STARTS = 3
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def own_kernel():
    """A kernel manager bound to the running interpreter, whatever kernel specifications lie around on the machine."""
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec

    class OwnKernel(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            command = [sys.executable, "-m", "vtr_lib.publish.kernel", "--log-level=40", "-f", "{connection_file}"]
            return KernelSpec(argv=command, language="python", display_name=KERNEL["display_name"])

    return OwnKernel


def run(name: str, parameters: dict[str, str], output: Path, data: Path, own_policy: str = ""):
    """Run ``notebooks/<name>.ipynb`` with ``parameters`` and write the executed notebook to ``output``; returns it.

    ``data`` and the path of one's own policy reach the notebook through the environment, so that no path of this
    machine is written into it. Raises ``UsageError`` for a parameter the notebook does not have, ``DataError`` naming
    the cell that failed.
    """
    import nbformat
    import papermill

    source = NOTEBOOKS / f"{name}.ipynb"
    if not source.is_file():
        raise ConfigError("NO_NOTEBOOK", file=source)
    known = papermill.inspect_notebook(str(source))
    for parameter in parameters:
        if parameter not in known:
            raise UsageError("PARAMETER", column=parameter, notebook=name, known=", ".join(known))
    places = {"VTR_DATA": str(Path(data).resolve()), "VTR_POLICY": own_policy}
    with _environment(places | {"PLOTLY_RENDERER": "plotly_mimetype", "TZ": "UTC"}):
        try:
            notebook = _execute(source, parameters)
        except papermill.PapermillExecutionError as error:
            raise DataError("CELL_FAILED", file=source.name, cell=error.cell_index, reason=_last_line(error)) from error
        except RuntimeError as error:  # a kernel that died
            raise DataError("CELL_FAILED", file=source.name, cell="-", reason=error) from error
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.get("execution_count") is None:
            raise DataError("CELL_FAILED", file=source.name, cell=cell.get("id", "-"), reason="not run")
    normalise(notebook)
    nbformat.write(notebook, output)
    return notebook


def _execute(source: Path, parameters: dict[str, str]):
    """The executed notebook. A kernel that dies at its start, for another process took its port, is started anew."""
    import papermill

    for attempt in range(1, STARTS + 1):
        try:
            return papermill.execute_notebook(
                str(source), None, parameters, kernel_name="python3", kernel_manager_class=own_kernel(),
                progress_bar=False, record_timing=False,
            )  # fmt: skip
        except RuntimeError as error:
            if attempt == STARTS or "before replying" not in str(error):
                raise


def _last_line(error) -> str:
    return f"{error.ename}: {error.evalue}".strip().splitlines()[0]


class _environment:
    """Environment variables set for the block, for the kernel process to inherit."""

    def __init__(self, values: dict[str, str]):
        self.values = values

    def __enter__(self) -> None:
        self.before = {name: os.environ.get(name) for name in self.values}
        os.environ.update(self.values)

    def __exit__(self, *error: object) -> None:
        for name, value in self.before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


def normalise(notebook) -> None:
    """Take out what differs from run to run: times, paths, random cell ids; counts go 1 to n."""
    kept = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata = type(notebook.metadata)(kept)
    count = 0
    for number, cell in enumerate(notebook.cells):
        cell.metadata = type(cell.metadata)({"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {})
        if cell.metadata.get("tags") == ["injected-parameters"]:
            cell["id"] = hashlib.sha256(f"{number}".encode()).hexdigest()[:8]
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count
                output.pop("transient", None)
