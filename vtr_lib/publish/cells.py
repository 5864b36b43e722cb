"""The cells of one notebook as they run: which is under way, and what is said of the one that failed."""

from collections.abc import Mapping

from vtr_lib.errors import DataError, VtrError, error_from, printable
from vtr_lib.publish.kernel import MIME

INJECTED = "injected-parameters"
LINES, LONGEST = 2, 160  # of a failed cell's source


def is_run(cell) -> bool:
    """Whether it is a code cell with something in it."""
    return cell.cell_type == "code" and bool(cell.source.strip())


def is_injected(cell) -> bool:
    """Whether it is the cell papermill puts in, which gives the parameters their values."""
    return INJECTED in cell.metadata.get("tags", ())


class Cells:
    """The code cells of a notebook that were begun, in order. Of those of ``file``, as run with ``parameters``."""

    def __init__(self, file: str, parameters: Mapping[str, object]):
        self.file, self.parameters = file, parameters
        self.begun: list = []
        self._said = ""

    def begin(self, cell, cell_index: int) -> None:
        """The hook of nbclient for a cell that is to be run."""
        if is_run(cell):
            self.begun.append(cell)

    def fail(self, cell, cell_index: int, execute_reply: dict) -> None:
        """The hook of nbclient for a cell that ended in an error, whether or not it shows one."""
        self._said = _last_line(execute_reply["content"].get("ename"), execute_reply["content"].get("evalue"))

    def failure(self, reason: object) -> VtrError:
        """The error that names the cell that failed and the reason: the cell's own error where it shows one.

        An error of ours keeps its kind, and so its exit code; any other is that of the data.
        """
        cell = next((cell for cell in self.begun if error_in(cell)), self.begun[-1] if self.begun else None)
        own = cell is not None and error_in(cell)
        return self._told("CELL_FAILED", cell, reason=_reason(cell, own) if own else self._said or reason)

    def overtime(self, seconds: int) -> VtrError:
        """The error of a cell that was still at it after ``seconds``."""
        return self._told("CELL_TIMEOUT", self.begun[-1] if self.begun else None, seconds=seconds)

    def unrun(self, notebook) -> VtrError | None:
        """The error of a notebook that came to its end without one: a cell that shows one, or never was run."""
        shows = any(error_in(cell) for cell in notebook.cells)
        skipped = [cell for cell in notebook.cells if is_run(cell) and cell.get("execution_count") is None]
        if shows:
            return self.failure("")
        return self._told("CELL_UNRUN", skipped[0]) if skipped else None

    def _told(self, code: str, cell, **values: object) -> VtrError:
        reason = values.get("reason")
        kind = type(reason) if isinstance(reason, VtrError) else DataError
        given = [f"{name}={value}" for name, value in self.parameters.items()]
        return kind(code, file=self.file, **self._which(cell), parameters=given, **values)

    def _which(self, cell) -> dict[str, object]:
        """Number, as in ``[3]`` of a run from the top, id and first lines of a cell."""
        own = [each for each in self.begun if not is_injected(each)]
        number = next((number for number, each in enumerate(own, 1) if each is cell), "-")
        lines = [] if cell is None else [line for line in cell.source.splitlines() if line.strip()]
        source = " ⏎ ".join(lines[:LINES])
        return {
            "cell": number,
            "id": "-" if cell is None else cell.get("id", "-"),
            "source": printable(source, LONGEST),
        }


def error_in(cell):
    """The output of a cell that is an error, or None."""
    return next((output for output in cell.get("outputs", ()) if output.output_type == "error"), None)


def _reason(cell, error) -> VtrError | str:
    """The error of ours that the cell has beside it as data, else the first line of what Python says last."""
    documents = [output.data[MIME] for output in cell.outputs if MIME in output.get("data", ())]
    if documents:
        return error_from(documents[-1])
    return _last_line(error.ename, error.evalue)


def _last_line(name: str, value: str) -> str:
    """The line Python ends with, without what an exception adds below it."""
    return f"{name}: {value}".strip().splitlines()[0]
