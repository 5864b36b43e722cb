"""The kernel processes of one run: each of this very interpreter, in surroundings of its own, none left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping

from vtr_lib.publish import kernel
from vtr_lib.store.rooms import room

OPTIONS = (
    "--log-level=50",
    "--InteractiveShellApp.ignore_cwd=True",
    "--InteractiveShellApp.exec_PYTHONSTARTUP=False",
    "--HistoryManager.enabled=False",
    "--InteractiveShell.automagic=False",  # else a line ``store: str = …`` is taken for the magic ``%store``
)
SOCKET_PATH = 80  # characters; a socket's whole path may have some hundred


class Kernels:
    """A block within which kernels may be started; when it ends, so have they.

    They inherit this process's environment with ``values`` put in, which does not change for it. Connection files and
    IPython's own folder lie in a private folder that goes with the block: nothing of the user's profile takes part.
    """

    def __init__(self, values: Mapping[str, str]):
        self.environment = {**os.environ, **values}
        self._lock, self._processes, self.is_over = threading.Lock(), [], False
        self._room = room("kernels")

    def __enter__(self) -> "Kernels":
        self.folder = str(self._room.__enter__())
        return self

    def __exit__(self, *error: object) -> None:
        self.end()
        self._room.__exit__(*error)

    def end(self) -> None:
        """End every kernel at once, and each that is just being started as soon as it is there."""
        with self._lock:
            self.is_over = True
            for process in self._processes:
                _kill(process)

    def begun(self, process: subprocess.Popen) -> None:
        """Take in a process that was started."""
        with self._lock:
            self._processes.append(process)
            if self.is_over:
                _kill(process)

    def manager(self) -> type:
        """A kernel manager bound to the running interpreter, whatever kernel specifications lie around."""
        from jupyter_client import AsyncKernelManager
        from jupyter_client.kernelspec import KernelSpec

        kernels = self

        class OwnKernel(AsyncKernelManager):
            def __init__(self, **options: object):
                super().__init__(**options)
                self.folder = tempfile.mkdtemp(dir=kernels.folder)
                self.connection_file = os.path.join(self.folder, "connection.json")
                if os.name == "posix" and len(self.folder) < SOCKET_PATH:  # no port that others could take, or reach
                    self.transport, self.ip = "ipc", os.path.join(self.folder, "socket")

            @property
            def kernel_spec(self) -> KernelSpec:
                command = [sys.executable, "-P", kernel.__file__, *OPTIONS, "-f", "{connection_file}"]
                return KernelSpec(argv=command, language="python", display_name="Python 3 (ipykernel)")

            async def start_kernel(self, **options: object) -> None:
                if kernels.is_over:
                    raise RuntimeError("the run has ended")
                await super().start_kernel(env={**kernels.environment, "IPYTHONDIR": self.folder}, **options)
                kernels.begun(self.provisioner.process)

        return OwnKernel


def _kill(process: subprocess.Popen) -> None:
    """End a kernel and what it has started; each is a process group of its own."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
