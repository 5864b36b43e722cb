"""Papers opened by a process with limits, one after another; it is started anew where a paper ended it."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from vtr_lib.appeal.papers import opener
from vtr_lib.appeal.papers.limits import limits


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it was opened: its text, the same as it lies there, and its picture where letters must be looked for.

    ``text`` and ``lines`` are None where there is no text to speak of.
    """

    text: str | None
    lines: str | None
    picture: Image.Image | None


class Unreadable(Exception):
    """A paper can't be read; the message is the code of its fault."""


class Opener:
    """Opens papers. A context manager: at its end the process is gone."""

    def __init__(self):
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "Opener":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def pages(self, raw: bytes, form: str) -> Iterator[Sheet]:
        """The pages of a PDF, PNG or JPEG, in their order.

        Raises ``Unreadable`` with ``broken``, ``encrypted``, ``pages``, ``pixels``, or ``limits`` where it took too
        long or too much memory or the process did not live through it.
        """
        ask = {"bytes": len(raw), "format": form, "limits": limits()}
        process = self._started()
        try:
            feeder = threading.Thread(target=_feed, args=(process, json.dumps(ask).encode() + b"\n" + raw), daemon=True)
            feeder.start()
            while True:
                head, picture = self._told(process)
                if "fault" in head:
                    break
                yield Sheet(head["text"], head["lines"], picture)
            feeder.join()
        except BaseException:  # also where the pages are not taken to their end
            self._end()
            raise
        if head["fault"]:
            raise Unreadable(head["fault"])

    def _told(self, process: subprocess.Popen) -> tuple[dict, Image.Image | None]:
        timer = threading.Timer(limits()["seconds"], process.kill)
        timer.start()
        try:
            head = json.loads(process.stdout.readline() or b"{}")
            size = head.get("picture")
            data = process.stdout.read(size[0] * size[1]) if size else b""
        except ValueError:
            raise Unreadable("limits") from None
        finally:
            timer.cancel()
        if not head or (size and len(data) < size[0] * size[1]):
            raise Unreadable("limits")
        return head, Image.frombytes("L", tuple(size), data) if size else None

    def _started(self) -> subprocess.Popen:
        if self._process is None or self._process.poll() is not None:
            self._end()
            command = [sys.executable, "-I", str(Path(opener.__file__)), str(limits()["memory"])]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()
        self._process = None


def _feed(process: subprocess.Popen, raw: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):
        process.stdin.write(raw)
        process.stdin.flush()
