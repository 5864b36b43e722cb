"""A browser of this machine, asked for one page without anybody looking.

``choreographer`` finds it and knows how it is started; here it is started, spoken to over its pipe (the Chrome DevTools
Protocol) and ended. choreographer's own browsers are not used: the one that waits does not end its browser, and the
other reads on for ever when a browser dies in the middle of an answer. Whatever happens, no process and no folder is
left, and no question is waited for longer than the time there is in all.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from vtr_lib.errors import ConfigError
from vtr_lib.store.rooms import room

given, sys.argv = sys.argv, sys.argv[:1]  # what choreographer imports takes the words of a command for its own
try:
    from choreographer.browsers import Chromium
    from choreographer.channels import Pipe
finally:
    sys.argv = given

UNWANTED = {  # switches that would let a page read other files, or that cost time
    "--allow-file-access-from-files",
    "--disable-web-security",
    "--enable-unsafe-swiftshader",
    "--no-process-per-site",
}
SWITCHES = (
    "--disable-background-networking",
    "--disable-component-extensions-with-background-pages",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-software-rasterizer",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--in-process-gpu",
    "--js-flags=--single-threaded",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--hide-scrollbars",
    "--lang=en-US",
    "--mute-audio",
    "--no-pings",
)
FIXED = {"TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}  # the same page on every machine
LONGEST_ROOM = 36  # letters of the folder's path
HAND_OVER = 'exec 3<&0 4>&1 </dev/null >/dev/null; exec "$@"'  # the browser wants its pipe at 3 and 4


def find_browser() -> Path | None:
    """A Chrome, Edge or Chromium of this machine: the one ``BROWSER_PATH`` names, else where they are usually found."""
    found = os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False)
    return Path(found) if found and os.path.isfile(found) and os.access(found, os.X_OK) else None


class _Ends(Pipe):
    """A pipe each way whose ends on this side are known, so that reading ends when the browser does."""

    def __init__(self):
        self.answers, self.from_external_to_choreo = os.pipe()
        self.from_choreo_to_external, self.questions = os.pipe()

    def hand_over(self) -> None:
        """The browser holds its ends; here they are closed."""
        os.close(self.from_external_to_choreo)
        os.close(self.from_choreo_to_external)


class _Chromium(Chromium):
    """How the browser is started: quietly, in a folder that goes, without a network, in one language and zone."""

    def get_cli(self) -> list[str]:
        command = [part for part in super().get_cli() if part not in UNWANTED]
        if os.name == "posix":
            command = ["/bin/sh", "-c", HAND_OVER, "sh", *command[command.index(str(self.path)) :]]
        return [*command, *SWITCHES]

    def get_env(self) -> dict[str, str]:
        return super().get_env() | FIXED | {"TMPDIR": str(self.tmp_dir.path.parent)}


class Page:
    """The browser's page, asked by ``page(method, **values)``; ``events`` is what it told unasked.

    All questions together are given ``seconds``. Raises ``ConfigError``: ``BROWSER_TIMEOUT`` where they are over,
    ``BROWSER_FAILED`` where the browser ends or refuses.
    """

    def __init__(self, process: subprocess.Popen, ends: _Ends, said: Path, seconds: float):
        self.events: list[dict] = []
        self._process, self._questions, self._said = process, ends.questions, said
        self._seconds, self._until = seconds, time.monotonic() + seconds
        self._session: dict[str, str] = {}
        self._count, self._heard = 0, queue.SimpleQueue()
        threading.Thread(target=_listen, args=(ends.answers, self._heard), daemon=True).start()
        while not (pages := [at for at in self("Target.getTargets")["targetInfos"] if at["type"] == "page"]):
            time.sleep(0.02)
        self._session = {
            "sessionId": self("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)["sessionId"]
        }

    def __call__(self, method: str, **values: object) -> dict:
        """The answer to one question."""
        self._count += 1
        asked = {"id": self._count, "method": method, "params": values} | self._session
        try:
            os.write(self._questions, json.dumps(asked).encode() + b"\0")
        except OSError:
            raise self._failed() from None
        while (told := self._next()).get("id") != self._count:
            self.events.append(told)
        if "error" in told:
            raise self._failed(f"{method}: {told['error'].get('message')}")
        return told["result"]

    def wait_for(self, event: str, **values: object) -> None:
        """Until the page has told ``event`` with these values."""
        while not any(told["method"] == event and values.items() <= told["params"].items() for told in self.events):
            self.events.append(self._next())

    def _next(self) -> dict:
        try:
            told = self._heard.get(timeout=max(0.0, self._until - time.monotonic()))
        except queue.Empty:
            raise ConfigError("BROWSER_TIMEOUT", seconds=self._seconds) from None
        if told is None:
            raise self._failed()
        return told

    def _failed(self, reason: str = "") -> ConfigError:
        """What is to be told of a browser that refuses or has ended: ``reason``, else what it said last."""
        lines = self._said.read_text("utf-8", "replace").split("\n")
        telling = (line for line in reversed(lines) if line.strip() and "crashpad" not in line)
        last = next(telling, f"exit code {self._process.poll()}")
        return ConfigError("BROWSER_FAILED", reason=reason or last)


def _listen(answers: int, heard: queue.SimpleQueue) -> None:
    """Hands on what the browser tells, message by message, and None when it has ended."""
    with open(answers, "rb", buffering=0) as end:
        begun = bytearray()
        while part := end.read(1 << 20):
            *whole, rest = part.split(b"\0")
            for message in whole:
                heard.put(json.loads(begun + message))
                begun = bytearray()
            begun += rest
    heard.put(None)


@contextmanager
def opened(path: Path, seconds: float) -> Iterator[Page]:
    """The browser at ``path`` with an empty page, for as long as the block lasts and no longer."""
    with ExitStack() as left:
        folder = left.enter_context(room("web", _place(path)))
        ends, said = _Ends(), folder / "said"
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        chromium = _Chromium(ends, path, tmp_dir=str(folder), enable_sandbox=not is_root)
        chromium.pre_open()
        left.callback(os.close, ends.questions)
        try:
            with said.open("wb") as errors:
                process = subprocess.Popen(
                    chromium.get_cli(), env=chromium.get_env(), stderr=errors, **chromium.get_popen_args()
                )
        except OSError as error:
            os.close(ends.answers)
            raise ConfigError("BROWSER_FAILED", reason=error.strerror or error) from error
        finally:
            os.close(ends.from_external_to_choreo)
            os.close(ends.from_choreo_to_external)
        left.callback(_end, process)
        yield Page(process, ends, said, seconds)


def _place(path: Path) -> str | None:
    """Where the browser's folder is made: None for the usual place.

    A snap sees no folder for temporary files but its own, and the path of a socket, which the browser makes there, has
    at most a hundred letters.
    """
    if "snap" in str(path):
        return str(Path.home())
    return "/tmp" if os.name == "posix" and len(tempfile.gettempdir()) > LONGEST_ROOM else None


def _end(process: subprocess.Popen) -> None:
    """Ends the browser and all it has started."""
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
