"""Notebooks run by papermill in kernels of this very interpreter, their outputs made the same for every run."""

import hashlib
import logging
import queue
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from vtr_lib.errors import ConfigError
from vtr_lib.publish.cells import Cells, is_injected, is_run
from vtr_lib.publish.ending import terminable
from vtr_lib.publish.kernels import Kernels
from vtr_lib.publish.parameters import checked
from vtr_lib.publish.progress import Course, Progress
from vtr_lib.publish.prose import localised
from vtr_lib.store.staging import replace_text
from vtr_lib.words import load

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
STARTS = 3
LONGEST = 900  # seconds a cell may take
# Starting OpenBLAS's threads takes longer than anything a notebook asks of it.
SURROUNDINGS = {"PLOTLY_RENDERER": "plotly_mimetype", "TZ": "UTC", "OPENBLAS_NUM_THREADS": "1"}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Job:
    """A notebook to be run with parameters; ``file`` is what it is called then, its own name where empty."""

    name: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    file: str = ""


def run(
    name: str,
    parameters: Mapping[str, object],
    output: Path | None,
    data: Path,
    own_policy: str = "",
    *,
    watch: Callable[[Progress], None] | None = None,
    reports: Path | None = None,
):
    """Run ``notebooks/<name>.ipynb`` with ``parameters`` and write the executed notebook to ``output``; returns it.

    ``data``, ``reports`` (the usual folder where None) and the path of one's own policy reach the notebook through the
    environment, so that no path of this machine is written into it. Where no ``output`` is given nothing is written.
    ``watch`` is told of every cell.
    Raises ``UsageError`` for a parameter the notebook does not have or a value it does not take, ``CELL_FAILED`` naming
    the cell that failed, of the kind of the error in it where that is one of ours, else ``DataError``.
    """
    (notebook,) = _executed([Job(name, parameters)], data, own_policy, watch, 1, reports)
    if output is not None:
        _write(notebook, output)
    return notebook


def run_all(
    jobs: Sequence[Job],
    folder: Path,
    data: Path,
    own_policy: str = "",
    *,
    watch: Callable[[Progress], None] | None = None,
    at_once: int = 2,
) -> list:
    """``run`` for several jobs, ``at_once`` at a time, into ``folder``; the executed notebooks in the jobs' order.

    All parameters are checked before the first is begun. The first failure is raised, once the others have been ended;
    nothing is written then.
    """
    notebooks = _executed(jobs, data, own_policy, watch, at_once)
    for job, notebook in zip(jobs, notebooks, strict=True):
        _write(notebook, folder / (job.file or f"{job.name}.ipynb"))
    return notebooks


@dataclass(frozen=True)
class _Ready:
    """A job whose notebook was read and whose parameters were checked."""

    name: str
    notebook: object
    parameters: dict[str, str | int | bool]


def own_policy(policy: str) -> str:
    """The path of the policy's file, for the kernels to find it; empty where it is one of the package's own."""
    return str(Path(policy).resolve()) if ".toml" in policy else ""


def read(name: str):
    """The project's notebook ``name`` as a node of one's own; ``ConfigError`` where it is not there."""
    import nbformat

    source = NOTEBOOKS / f"{name}.ipynb"
    if not source.is_file():
        raise ConfigError("NO_NOTEBOOK", file=source)
    notebook = nbformat.read(source, 4)
    notebook.metadata.update(kernelspec=KERNEL, language_info={"name": "python"})
    return notebook


def _ready(job: Job) -> _Ready:
    notebook = read(job.name)
    parameters = checked(job.parameters, notebook, job.name)
    return _Ready(job.name, localised(notebook, job.name, load(parameters.get("lang", "en"))), parameters)


def _executed(
    jobs: Sequence[Job],
    data: Path,
    own_policy: str,
    watch: Callable[[Progress], None] | None,
    at_once: int,
    reports: Path | None = None,
) -> list:
    logging.getLogger("papermill").addHandler(logging.NullHandler())
    ready = [_ready(job) for job in jobs]
    course = Course([sum(map(is_run, each.notebook.cells)) for each in ready])
    values = {"VTR_DATA": str(Path(data).resolve()), "VTR_POLICY": own_policy}
    values |= {"VTR_REPORTS": str(Path(reports).resolve())} if reports else {}
    told: queue.SimpleQueue = queue.SimpleQueue()
    with terminable(), Kernels(SURROUNDINGS | values) as kernels:
        pool = ThreadPoolExecutor(at_once)
        try:
            futures = [
                pool.submit(_execute, each, kernels, lambda at=at: told.put(at)) for at, each in enumerate(ready)
            ]
            for future in futures:
                future.add_done_callback(told.put)
            _follow(told, len(futures), ready, course, watch or (lambda progress: None))
            return [future.result() for future in futures]
        finally:
            kernels.end()
            pool.shutdown(cancel_futures=True)


def _follow(
    told: queue.SimpleQueue, jobs: int, ready: list[_Ready], course: Course, watch: Callable[[Progress], None]
) -> None:
    """Take in what the threads tell until all jobs are done; the first failure of theirs is raised."""
    if ready:
        watch(course.progress(ready[0].name))
    while jobs:
        try:
            event = told.get(timeout=1)  # not for ever: on Windows nothing else would interrupt it
        except queue.Empty:
            continue
        if isinstance(event, Future):
            event.result()
            jobs -= 1
        else:
            watch(course.pass_cell(event, ready[event].name))


def _execute(job: _Ready, kernels: Kernels, cell_is_done: Callable[[], None]):
    """The executed notebook. A kernel that dies at its start, for another process took its port, is started anew."""
    import papermill
    from nbclient.exceptions import CellTimeoutError

    def executed(cell, cell_index: int, execute_reply: dict) -> None:
        if not is_injected(cell):
            cell_is_done()

    for attempt in range(1, STARTS + 1):
        cells = Cells(f"{job.name}.ipynb", job.parameters)
        try:
            notebook = papermill.execute_notebook(
                job.notebook, None, job.parameters, kernel_name=KERNEL["name"], kernel_manager_class=kernels.manager(),
                progress_bar=False, record_timing=False, execution_timeout=LONGEST, force_raise_errors=True,
                shutdown_kernel="immediate", on_cell_start=cells.begin, on_cell_executed=executed,
                on_cell_error=cells.fail,
            )  # fmt: skip
        except CellTimeoutError as error:
            raise cells.overtime(LONGEST) from error
        except papermill.PapermillExecutionError as error:
            raise cells.failure(error) from error
        except RuntimeError as error:  # a kernel that died, or never was there
            if cells.begun:
                raise cells.failure(error) from error
            if attempt == STARTS or "before replying" not in str(error):
                raise ConfigError("NO_KERNEL", file=cells.file, reason=error) from error
        else:
            failure = cells.unrun(notebook)
            if failure:
                raise failure
            return normalise(notebook)


def _write(notebook, output: Path) -> None:
    import nbformat

    replace_text(output, nbformat.writes(notebook) + "\n")


def normalise(notebook):
    """Take out what differs from run to run: times, paths, random cell ids; counts go 1 to n. Returns it."""
    kept = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata = type(notebook.metadata)(kept)
    count = 0
    for number, cell in enumerate(notebook.cells):
        injected = is_injected(cell)
        cell.metadata = type(cell.metadata)({"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {})
        if injected:
            cell["id"] = hashlib.sha256(f"{number}".encode()).hexdigest()[:8]
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count
                output.pop("transient", None)
    return notebook
