"""JupyterLab as a user has it: open the monthly report, run all cells, see what the committed notebook shows."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
FIGURE = "application/vnd.plotly.v1+json"
WHOLE = {"@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"}}
QUIET = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False}
}
STARTS_WITHIN = 90  # seconds
PATIENCE = 240_000  # milliseconds: a busy machine is slow, and nothing here asks how fast it is


@pytest.fixture
def lab(tmp_path):
    """A server on a copy of the notebooks and the sample's raw files; gives its address."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data" / "sample")
    settings = tmp_path / "settings"
    for name, value in (WHOLE | QUIET).items():
        (settings / name).parent.mkdir(parents=True, exist_ok=True)
        (settings / name).write_text(json.dumps(value), "utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PLOTLY", "VTR"))
    }
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(settings), "JUPYTER_PREFER_ENV_PATH": "1", "HOME": str(tmp_path)}
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
    ]
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", *options], cwd=tmp_path, env=environment, stdout=log, stderr=log
        )
        try:
            _wait(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _wait(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.3)
    raise AssertionError("the server did not start")


def shown(notebook) -> list[list]:
    """What the cells show; JupyterLab itself adds a picture of each figure it has drawn."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [[_without_picture(output.get("data", {})) for output in cell.outputs] for cell in cells]


def _without_picture(data: dict) -> dict:
    return {mime: value for mime, value in data.items() if mime != "image/png"}


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")))
def test_run_all_gives_what_is_committed(chromium, lab, tmp_path, name):
    committed = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4)
    figures = sum(FIGURE in data for cell in shown(committed) for data in cell)
    path = tmp_path / "notebooks" / f"{name}.ipynb"
    cleared = nbformat.read(path, 4)
    for cell in cleared.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(cleared, path)
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.goto(f"{lab}/lab/tree/notebooks/{name}.ipynb")
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=PATIENCE)
    page.locator(".lm-MenuBar-item", has_text="Run").first.click()
    page.locator("[data-command='runmenu:run-all']").click()
    last = page.locator(".jp-CodeCell .jp-InputPrompt").last
    expect(last).to_have_text(f"[{len(shown(committed))}]:", timeout=PATIENCE)
    drawn = page.locator(".jp-OutputArea .js-plotly-plot .main-svg:first-child")
    expect(drawn).to_have_count(figures, timeout=PATIENCE)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=PATIENCE)
    assert page.locator("[data-title*='Share' i], [data-title*='cloud' i]").count() == 0
    page.keyboard.press("Control+s")
    page.wait_for_timeout(3000)
    context.close()
    assert shown(nbformat.read(path, 4)) == shown(committed)
