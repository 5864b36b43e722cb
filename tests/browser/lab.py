"""JupyterLab as a user has it: started, a notebook opened, all cells run, and what they show."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
FIGURE = "application/vnd.plotly.v1+json"
WHOLE = {"@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"}}
QUIET = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False}
}
STARTS_WITHIN = 90  # seconds
PATIENCE = 240_000  # milliseconds: a busy machine is slow, and nothing here asks how fast it is
BEGINS, TRIES = 20_000, 3  # milliseconds in which a run begins, else it is asked for again
NOT_RUN = "[ ]:"
IDLE, RUN = (
    re.compile(r"\| (Idle|空闲|閒置)"),
    3,
)  # with a language pack the interface is in Chinese; File Edit View Run


@contextmanager
def served(folder: Path, command: list[str]):
    """JupyterLab started by ``command`` in ``folder``, its settings and its home there; gives its address."""
    settings, config = folder / "settings", folder / "config"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = {"open_browser": False, "allow_root": True, "port": port, "port_retries": 0}
    written = {settings / name: value for name, value in (WHOLE | QUIET).items()}
    written[config / "jupyter_server_config.json"] = {"ServerApp": server, "IdentityProvider": {"token": ""}}
    for path, value in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), "utf-8")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PLOTLY", "VTR"))
    }
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(settings), "JUPYTER_CONFIG_DIR": str(config), "HOME": str(folder)}
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=folder, env=environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            _wait(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(STARTS_WITHIN)


def _wait(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.3)
    raise AssertionError("the server did not start")


def is_idle(page, address: str, name: str) -> bool:
    """Whether the kernel of this very notebook waits, as the server says: the page's own bar may be of a moment ago."""
    sessions = page.request.get(f"{address}/api/sessions").json()
    kernels = [each["kernel"] for each in sessions if each["path"].endswith(f"{name}.ipynb")]
    return [(kernel["execution_state"], kernel["connections"] > 0) for kernel in kernels] == [("idle", True)]


def wait_idle(page, address: str, name: str) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not is_idle(page, address, name):
        assert time.monotonic() < deadline, "the kernel does not come to rest"
        page.wait_for_timeout(100)


def run_all(page, address: str, name: str, cells: int) -> None:
    """Every code cell run once and in its order, from a kernel that has run nothing.

    "Idle" alone says nothing: it is there before the run is asked for, and still there after, until the kernel takes
    the first cell. So a run has begun when a cell is numbered or waits for its number, and has ended when all have one.
    """
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt")
    expect(page.locator("#jp-main-statusbar")).to_contain_text(IDLE, timeout=PATIENCE)
    wait_idle(page, address, name)
    expect(prompts).to_have_text([NOT_RUN] * cells)
    for _ in range(TRIES):
        page.locator(".lm-MenuBar-item").nth(RUN).click()
        page.locator("[data-command='runmenu:run-all']").click()
        try:
            expect(prompts.first).not_to_have_text(NOT_RUN, timeout=BEGINS)
            break
        except AssertionError:
            assert is_idle(page, address, name), "asked to run, and no cell begins"
    expect(prompts).to_have_text([f"[{number}]:" for number in range(1, cells + 1)], timeout=PATIENCE)
    wait_idle(page, address, name)


def shown(notebook) -> list[list]:
    """What the cells show; JupyterLab itself adds a picture of each figure it has drawn."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [[_without_picture(output.get("data", {})) for output in cell.outputs] for cell in cells]


def _without_picture(data: dict) -> dict:
    return {mime: value for mime, value in data.items() if mime != "image/png"}


def figures(notebook) -> int:
    return sum(FIGURE in data for cell in shown(notebook) for data in cell)


def opened_and_run(page, address: str, path: Path, folder: str, wanted: int):
    """The notebook at ``path`` after Run All and Save, once ``wanted`` figures are drawn."""
    cells = sum(cell.cell_type == "code" for cell in nbformat.read(path, 4).cells)
    page.goto(f"{address}/lab/tree/{folder}{path.name}")
    run_all(page, address, path.stem, cells)
    drawn = page.locator(".jp-OutputArea .js-plotly-plot .main-svg:first-child")
    expect(drawn).to_have_count(wanted, timeout=PATIENCE)
    assert page.locator("[data-title*='Share' i], [data-title*='cloud' i]").count() == 0
    with page.expect_response(lambda answer: answer.request.method == "PUT" and path.name in answer.url):
        page.keyboard.press("Control+s")
    return nbformat.read(path, 4)
