"""The kernel process of a notebook run: IPython's own, started without what comes from elsewhere.

``kernels`` starts this file as a script with ``-P``: nothing is imported from the folder one happens to be in.
"""

import contextlib
import gc
import os
import sys
from pathlib import Path

ROOT = str(Path(__file__).parents[2])
MIME = "application/vnd.vtr.error+json"
DIES_WITH_PARENT, KILLED = 1, 9  # PR_SET_PDEATHSIG and SIGKILL


def main() -> None:
    """Serve as a kernel until it is ended or its parent is gone."""
    _leave_with_parent()
    if ROOT not in sys.path:
        sys.path.insert(0, ROOT)
    from ipykernel.kernelapp import IPKernelApp

    from vtr_lib.errors import VtrError

    gc.set_threshold(100_000, 50, 50)  # a kernel lives for seconds: looking for garbage all the time costs more
    app = IPKernelApp.instance()
    app.initialize()
    app.shell.set_custom_exc((VtrError,), show)
    app.start()


def show(shell, kind: type, error, traceback, tb_offset: int | None = None) -> None:
    """Show an error of ours as any other, and beside it as data, for the process outside to raise it again."""
    shell.display_pub.publish({MIME: error.document()})
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)


def _leave_with_parent() -> None:
    """On Linux the system itself ends the kernel with its parent; elsewhere, and after its start, ipykernel looks."""
    with contextlib.suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, KILLED)
    if os.name == "posix" and os.environ.get("JPY_PARENT_PID") not in (None, str(os.getppid())):
        sys.exit(1)  # it was gone before


if __name__ == "__main__":
    main()
