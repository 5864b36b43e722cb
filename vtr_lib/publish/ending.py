"""How a run ends that is told to: everything it began is cleared away first."""

import contextlib
import signal
import threading
from collections.abc import Iterator

TOLD = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Within the block, to be terminated is to end as by ``sys.exit``, with 128 and the signal's number.

    A signal that is ignored, as under ``nohup``, or that somebody else handles, is left to them.
    """

    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    is_main = threading.current_thread() is threading.main_thread()
    ours = [each for each in TOLD if is_main and signal.getsignal(each) is signal.SIG_DFL]
    for each in ours:
        signal.signal(each, leave)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)
