"""Notebooks run in this interpreter, whatever lies around on the machine."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill
import pytest

from vtr_lib.errors import ConfigError, DataError, UsageError, VtrError
from vtr_lib.publish import kernels, runner
from vtr_lib.publish.runner import Job
from vtr_lib.words import languages, load

ROOT = Path(__file__).parents[2]


@pytest.fixture
def books(tmp_path, monkeypatch):
    """A folder of notebooks made of cells given as text."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(runner, "NOTEBOOKS", folder)

    def write(name: str, *cells: str, tags: dict[int, str] | None = None) -> None:
        made = [nbformat.v4.new_code_cell(text, id=f"cell-{number}") for number, text in enumerate(cells, 1)]
        for number, tag in (tags or {}).items():
            made[number - 1].metadata["tags"] = [tag]
        book = nbformat.v4.new_notebook(cells=made)
        book.metadata = {"kernelspec": {"name": "conda-env-sellers-py", "display_name": "x"}}
        nbformat.write(book, folder / f"{name}.ipynb")

    return write


def test_a_stray_kernel_specification_is_not_used(books, tmp_path, monkeypatch):
    stray = tmp_path / "jupyter" / "kernels" / "python3"
    stray.mkdir(parents=True)
    (stray / "kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "stray", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    books("who", "import sys", "sys.executable")
    found = runner.run("who", {}, tmp_path / "out.ipynb", tmp_path)
    assert found.cells[1].outputs[0].data["text/plain"] == repr(sys.executable)


@pytest.mark.parametrize(("cell", "reason"), [
    ("1 / 0", "ZeroDivisionError: division by zero"),
    ("import sys; sys.exit(0)", "SystemExit: 0"),
    ("import sys; sys.exit(1)", "SystemExit: 1"),
    ("import os; os._exit(3)", "Kernel died"),
    ("%nothing_like_it", "UsageError"),
    ("class Odd:\n  def _repr_html_(self): raise ValueError('shown')\nOdd()", "ValueError: shown"),
])  # fmt: skip
@pytest.mark.parametrize("tag", ["plain", "raises-exception"])
def test_a_notebook_that_does_not_run_to_its_end_is_an_error(books, tmp_path, cell, reason, tag):
    books("broken", "1", cell, "2", tags={2: tag})
    source = re.escape(" ⏎ ".join(cell.splitlines()[:2]))
    told = rf"broken\.ipynb: CELL_FAILED: cell 2 \(cell-2: {source}\), run with its own parameters, ended with {reason}"
    with pytest.raises(DataError, match=told):
        runner.run("broken", {}, tmp_path / "out.ipynb", tmp_path)
    assert not (tmp_path / "out.ipynb").exists()


def test_two_runs_are_the_same_to_the_byte(books, tmp_path):
    books("same", "1", "print('x')\n2")
    for name in ("one", "two"):
        runner.run("same", {}, tmp_path / name, tmp_path)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_environment_reaches_the_kernel_and_stays_as_it_was(books, tmp_path, monkeypatch):
    monkeypatch.setenv("PLOTLY_RENDERER", "browser")
    monkeypatch.delenv("VTR_DATA", raising=False)
    before = dict(os.environ)
    books("where", "import os; print(os.environ['VTR_DATA'], os.environ['PLOTLY_RENDERER'], end='')")
    found = runner.run("where", {}, tmp_path / "out.ipynb", tmp_path / "data")
    assert found.cells[0].outputs[0].text == f"{tmp_path / 'data'} plotly_mimetype"
    assert dict(os.environ) == before


@pytest.mark.parametrize(("deaths", "is_run"), [(2, True), (3, False)])
def test_a_kernel_whose_port_was_taken_is_started_anew(books, tmp_path, monkeypatch, deaths, is_run):
    books("port", "1 + 1")
    starts, execute = [], papermill.execute_notebook

    def unlucky(*arguments, **options):
        starts.append(1)
        if len(starts) <= deaths:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return execute(*arguments, **options)

    monkeypatch.setattr(papermill, "execute_notebook", unlucky)
    if is_run:
        runner.run("port", {}, tmp_path / "out.ipynb", tmp_path)
    else:
        with pytest.raises(ConfigError, match=r"port\.ipynb: NO_KERNEL.*before replying"):
            runner.run("port", {}, tmp_path / "out.ipynb", tmp_path)
    assert len(starts) == 3


@pytest.mark.parametrize(("raised", "exit_code"), [
    ("MissingInput('NO_STORE', store='mine', folder='x')", 66),
    ("ConfigError('POLICY_MISSING', file='mine.toml', line=3, column='target')", 78),
    ("UsageError('NO_LANGUAGE', value='x', known='en')", 64),
    ("DataError('BAD_VALUE', file='a.csv', line=3, column='c', value='x', kind='int', count=1, hint='int')", 65),
])  # fmt: skip
def test_an_error_of_ours_keeps_its_line_its_language_and_its_exit_code(books, tmp_path, raised, exit_code):
    kind = raised.partition("(")[0]
    books("ours", f"from vtr_lib.errors import {kind}\n1", f"raise {raised}")
    with pytest.raises(VtrError, match="CELL_FAILED: cell 2") as caught:
        runner.run("ours", {}, tmp_path / "out.ipynb", tmp_path)
    own = eval(raised, vars(__import__("vtr_lib.errors", fromlist=[kind])))
    assert type(caught.value) is type(own)
    assert caught.value.exit_code == exit_code
    for lang in languages():
        assert own.tell(load(lang)) in caught.value.tell(load(lang))


def test_an_error_is_one_short_line_whatever_it_says(books, tmp_path):
    books("long", "raise ValueError('é\\u202e' * 5000 + '\\nsecond line')")
    with pytest.raises(DataError) as caught:
        runner.run("long", {}, tmp_path / "out.ipynb", tmp_path)
    told = str(caught.value)
    assert "\n" not in told
    assert "\u202e" not in told
    assert "second line" not in told.partition("ended with")[2]
    assert len(told) < 900


def test_an_error_names_the_parameters_of_the_run(books, tmp_path):
    books("given", 'store: str = "sample"', "raise KeyError(store)", tags={1: "parameters"})
    with pytest.raises(DataError, match=r"cell 2 \(cell-2: .*\), run with store=0306, ended with KeyError: '0306'"):
        runner.run("given", {"store": "0306"}, tmp_path / "out.ipynb", tmp_path)


def test_a_cell_that_takes_too_long_is_ended(books, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "LONGEST", 1)
    books("slow", "1", "import time; time.sleep(60)")
    with pytest.raises(DataError, match=r"slow\.ipynb: CELL_TIMEOUT: cell 2 \(cell-2: .* 1 seconds"):
        runner.run("slow", {}, tmp_path / "out.ipynb", tmp_path)
    assert not (tmp_path / "out.ipynb").exists()


def test_a_cell_that_is_passed_over_is_an_error(books, tmp_path):
    books("skips", "1", "2", tags={2: "skip-execution"})
    with pytest.raises(DataError, match=r"CELL_UNRUN: .*cell-2"):
        runner.run("skips", {}, tmp_path / "out.ipynb", tmp_path)


def test_jobs_run_at_once_give_their_notebooks_in_order_and_tell_of_every_cell(books, tmp_path, monkeypatch):
    cwd, told = os.getcwd(), []
    meet = "import pathlib, time; here = pathlib.Path(r'{0}'); (here / '{1}').touch()\n"
    meet += "while not (here / '{2}').exists(): time.sleep(0.01)"
    books("first", meet.format(tmp_path, "a", "b"), "import time; time.sleep(0.3); print('first')")
    books("second", meet.format(tmp_path, "b", "a"), "print('second')")
    books("third", "", "print('third')")
    jobs = [Job("first"), Job("second", file="other.ipynb"), Job("third")]
    found = runner.run_all(jobs, tmp_path, tmp_path, watch=told.append)
    assert [book.cells[1].outputs[0].text for book in found] == ["first\n", "second\n", "third\n"]
    assert {path.name for path in tmp_path.glob("*.ipynb")} == {"first.ipynb", "other.ipynb", "third.ipynb"}
    assert [at.done for at in told] == [0, 1, 2, 3, 4, 5]
    assert {at.total for at in told} == {5}
    assert os.getcwd() == cwd


def alive(mark: str) -> set[str]:
    """Processes of kernels that inherited ``mark`` in their environment."""
    found = set()
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and mark.encode() in (process / "environ").read_bytes():
                found |= {process.name} if b"kernel.py" in (process / "cmdline").read_bytes() else set()
        except OSError:
            continue
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks into /proc")


@needs_proc
def test_the_first_failure_ends_the_other_and_begins_no_more(books, tmp_path, monkeypatch):
    monkeypatch.setenv("VTR_MARK", str(tmp_path))
    books("long", f"open(r'{tmp_path / 'begun'}', 'w').close(); import time; time.sleep(600)")
    books("fails", f"import os, time\nwhile not os.path.exists(r'{tmp_path / 'begun'}'): time.sleep(0.01)", "1 / 0")
    books("never", f"open(r'{tmp_path / 'never'}', 'w').close()")
    with pytest.raises(DataError, match=r"fails\.ipynb: CELL_FAILED: cell 2"):
        runner.run_all([Job("long"), Job("fails"), Job("never")], tmp_path, tmp_path)
    assert not alive(str(tmp_path))
    assert not (tmp_path / "never").exists()
    assert not list(tmp_path.glob("*.ipynb"))


def test_no_notebook_is_begun_where_a_parameter_is_off(books, tmp_path):
    books("good", f"open(r'{tmp_path / 'begun'}', 'w').close()")
    with pytest.raises(UsageError, match="PARAMETER"):
        runner.run_all([Job("good"), Job("good", {"day": "x"})], tmp_path, tmp_path)
    assert not (tmp_path / "begun").exists()


ASLEEP = """
from pathlib import Path
from vtr_lib.publish import runner
runner.NOTEBOOKS = Path({0!r})
runner.run_all([runner.Job("asleep"), runner.Job("asleep")], Path({0!r}), Path({0!r}))
"""


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_kernel_outlives_its_run(books, tmp_path, number):
    (tmp_path / "up").mkdir()
    books("asleep", f"import os, time; open(rf'{tmp_path / 'up'}/{{os.getpid()}}', 'w').close(); time.sleep(600)")
    command = [sys.executable, "-c", ASLEEP.format(str(tmp_path / "notebooks"))]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"VTR_MARK": str(tmp_path)}, stderr=subprocess.PIPE
    ) as process:
        while len(list((tmp_path / "up").iterdir())) < 2:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(60) in (-number, 128 + number)
    for _ in range(100):  # killed, the parent could end nobody: they go by themselves
        if not alive(str(tmp_path)) or number != signal.SIGKILL:
            break
        time.sleep(0.1)
    assert not alive(str(tmp_path))
    assert list((tmp_path / "notebooks").iterdir()) == [tmp_path / "notebooks" / "asleep.ipynb"]


def test_a_kernel_started_after_the_end_is_ended_at_once():
    with kernels.Kernels({}) as held:
        held.end()
        process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
        held.begun(process)
        assert process.wait(60) != 0
    assert not Path(held.folder).exists()


def test_nothing_of_the_user_or_of_the_folder_one_is_in_reaches_a_kernel(books, tmp_path, monkeypatch):
    home, here = tmp_path / "home", tmp_path / "here"
    startup = home / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    here.mkdir()
    planted = "import builtins; builtins.planted = True"
    for path in (startup / "00.py", here / "json.py", here / "polars.py", home / "rc.py"):
        path.write_text(planted, "utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PYTHONSTARTUP", str(home / "rc.py"))
    monkeypatch.delenv("IPYTHONDIR", raising=False)
    monkeypatch.chdir(here)
    books("clean", "import json, polars, builtins, vtr_lib; print(hasattr(builtins, 'planted'), vtr_lib.__file__)")
    found = runner.run("clean", {}, tmp_path / "out.ipynb", tmp_path)
    assert found.cells[0].outputs[0].text == f"False {ROOT / 'vtr_lib' / '__init__.py'}\n"


HEAVY = ("rfc3987_syntax", "pandas", "matplotlib", "plotly.express", "jedi")


def test_a_kernel_and_its_parent_leave_out_what_costs_time(books, tmp_path):
    """The report's own cells, figures too, and yet none of this is imported."""
    report = nbformat.read(ROOT / "notebooks" / "01_monthly_report.ipynb", 4)
    cells = [cell.source for cell in report.cells if cell.cell_type == "code"]
    books("report", *cells[:3], f"import sys; print([name for name in {HEAVY} if sys.modules.get(name)])")
    found = runner.run("report", {}, tmp_path / "out.ipynb", ROOT / "data")
    assert "application/vnd.plotly.v1+json" in found.cells[2].outputs[0].data
    assert found.cells[3].outputs[0].text == "[]\n"
    asks = "from vtr_lib.publish import runner; import papermill, sys; print(sys.modules.get('rfc3987_syntax'))"
    done = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "None\n"


def test_a_written_notebook_replaces_the_one_before_or_leaves_it(books, tmp_path, monkeypatch):
    out = tmp_path / "out.ipynb"
    out.write_text("before", "utf-8")
    books("good", "1")
    monkeypatch.setattr("vtr_lib.store.staging.os.replace", lambda *paths: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        runner.run("good", {}, out, tmp_path)
    assert out.read_text("utf-8") == "before"
    monkeypatch.undo()
    monkeypatch.setattr(runner, "NOTEBOOKS", tmp_path / "notebooks")
    runner.run("good", {}, out, tmp_path)
    assert nbformat.read(out, 4).cells[0].outputs[0].data["text/plain"] == "1"
    assert out.stat().st_mode & 0o777 == 0o600
