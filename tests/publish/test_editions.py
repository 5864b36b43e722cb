"""A report comes whole or not at all: revisions side by side, one in force, and what leads to it."""

import json
import shutil
from pathlib import Path

import pytest
from ingest.dying import Killed
from publish.quick import be_quick, killed_at, small_store, steps_of, tree, whole

from vtr_lib.errors import Busy, DataError
from vtr_lib.ingest import ingest
from vtr_lib.publish import month
from vtr_lib.publish.editions import Edition, edition, editions
from vtr_lib.publish.month import publish


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    be_quick(monkeypatch)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> tuple[Path, list[Path]]:
    """The data folder of a small store, and files that come later."""
    data = tmp_path_factory.mktemp("store") / "data"
    return data, small_store(data)[1]


@pytest.fixture
def place(store, tmp_path) -> Path:
    """A data folder of one's own with that store."""
    shutil.copytree(store[0], tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def make(place):
    """``make(**options)`` publishes February of the store."""
    return lambda **options: publish("mine", "2025-02", data=place, **options)


def found(place: Path, lang: str = "en") -> Edition:
    return edition(place.parent / "reports", "mine", "2025-02", lang, "us", "us")


def test_the_first_report_is_in_force_and_led_to(make, place):
    done = make()
    reports = place.parent / "reports"
    assert (done.is_new, done.folder) == (True, reports / "mine" / "2025-02" / "en" / "r001")
    assert whole(found(place))
    assert done.page == reports / "mine" / "2025-02" / "report.html"
    assert 'url=en/r001/report.html"' in done.page.read_text("utf-8")
    assert 'href="mine/2025-02/en/r001/report.html"' in (reports / "index.html").read_text("utf-8")
    assert done.changes() is None


def test_where_nothing_changed_nothing_is_rewritten(make, place):
    make()
    before = tree(place.parent / "reports")
    done = make()
    assert not done.is_new
    assert tree(place.parent / "reports") == before


def test_other_inputs_make_a_revision_beside_the_old_one(make, place, store):
    first = make()
    before = tree(first.folder)
    ingest(store[1], "mine", place)
    second = make()
    assert (second.is_new, second.folder.name) == (True, "r002")
    assert tree(first.folder) == before, "the old one stays as it was"
    changes = second.changes()
    assert changes["before"] == "r001"
    assert changes["why"]["inputs"] == {"came": sorted(file.name for file in store[1]), "went": []}
    assert changes["moved"]
    page = second.page.read_text("utf-8")
    assert page.index("en/r002/report.html") < page.index("en/r001/report.html")
    assert not make().is_new


def test_a_damaged_report_is_made_again_beside_it(make, place):
    first = make()
    (first.folder / "verdicts.xlsx").write_bytes(b"saved by somebody")
    second = make()
    assert second.folder.name == "r002"
    assert second.changes()["why"]["damaged"] == ["verdicts.xlsx"]
    assert second.changes()["moved"] == []


def test_asked_for_again(make):
    make()
    again = make(is_again=True)
    assert (again.is_new, again.folder.name) == (True, "r002")


def test_languages_and_policies_stand_side_by_side(make, place, tmp_path):
    own = tmp_path / "mine.toml"
    own.write_text('[policy]\nid = "mine"\nabout = "my reading"\nextends = "us"\n', "utf-8")
    make()
    chinese, mine = make(lang="zh-CN"), make(policy=str(own))
    assert [each.name for each in editions(place.parent / "reports")] == ["en", "en.mine", "zh-CN"]
    assert chinese.page.name == "report.zh-CN.html"
    assert mine.page.name == "report.mine.html"
    assert not make().is_new
    assert not make(lang="zh-CN").is_new
    assert 'lang="zh-CN"' in (place.parent / "reports" / "index.zh-CN.html").read_text("utf-8")


@pytest.mark.parametrize("policy", ["../../x", "a" * 60, "=1+1", "Ü", "a.b", ""])
def test_no_policy_id_leads_out_of_the_folder(tmp_path, policy):
    made = edition(tmp_path, "mine", "2025-02", "en", policy, "us")
    assert made.folder.parent == tmp_path / "mine" / "2025-02"
    assert made.door.parent == made.folder.parent


def test_what_leads_there_is_made_anew_where_it_is_gone(make, place):
    done = make()
    for path in (done.page, place.parent / "reports" / "index.html", place.parent / "reports" / "status.json"):
        path.unlink()
    assert not make().is_new
    assert done.page.is_file()
    assert (place.parent / "reports" / "index.html").is_file()
    assert "mine" in json.loads((place.parent / "reports" / "status.json").read_text("utf-8"))["stores"]


@pytest.mark.parametrize("pointer", ["", "[]", "{}", '{"revision": "../x"}', '{"revision": "r009"}', '{"revision": 1}'])
def test_a_pointer_to_nowhere_is_no_report(make, place, pointer):
    make()
    (found(place).folder / "current.json").write_text(pointer, "utf-8")
    assert found(place).in_force is None
    assert make().folder.name == "r001"
    assert whole(found(place))


def test_a_notebook_that_fails_leaves_the_old_report(make, place, store, monkeypatch):
    make()
    before = tree(place.parent / "reports")
    ingest(store[1], "mine", place)

    def fails(*_: object):
        raise DataError("MONEY_FORMAT", value="made up")

    monkeypatch.setattr(month, "_notebooks", fails)
    with pytest.raises(DataError):
        make()
    assert tree(place.parent / "reports") == before


def test_a_store_that_changes_meanwhile_is_no_report(make, place, store, monkeypatch):
    quick = month._notebooks

    def meanwhile(*given: object):
        ingest(store[1], "mine", place)
        return quick(*given)

    monkeypatch.setattr(month, "_notebooks", meanwhile)
    with pytest.raises(Busy, match="STORE_CHANGED"):
        make()
    assert found(place).in_force is None


def test_files_of_a_rate_that_differs_are_no_report(make, place, monkeypatch):
    def other(folder: Path, *_: object) -> None:
        (folder / "report.html").write_text("a page that says nothing", "utf-8")

    monkeypatch.setattr(month, "_page", other)
    with pytest.raises(AssertionError, match=r"report\.html"):
        make()
    assert found(place).in_force is None


def test_killed_at_any_step_the_report_is_the_old_or_the_new_one(make, place, store):
    """The steps that move something, and some of the others; ``benchmarks/report_kills.py`` takes every one."""
    make()
    ingest(store[1], "mine", place)
    shutil.copytree(place.parent / "reports", place.parent / "kept")
    steps = steps_of(make)
    assert {"replace", "text", "fsync", "mkdir", "parquet"} <= set(steps)
    names = held(place)
    for step in (at for at, name in enumerate(steps, 1) if name == "replace" or at % 10 == 1 or at == len(steps)):
        killed_at(step, place.parent / "kept", make, found(place))
        make()
        assert held(place) == names, step


def held(place: Path) -> dict[str, bytes]:
    return {name: text for name, (_, text) in tree(place.parent / "reports").items()}


def test_a_revision_that_a_killed_run_finished_is_taken_as_it_is(make, place, monkeypatch):
    def dies(self: Edition, revision: Path) -> None:
        raise Killed("before the pointer")

    with monkeypatch.context() as killed:
        killed.setattr(Edition, "put_in_force", dies)
        with pytest.raises(Killed):
            make()
    assert found(place).in_force is None
    before = tree(found(place).folder / "r001")
    monkeypatch.setattr(month, "_build", lambda *_: pytest.fail("built again"))
    assert make().folder.name == "r001"
    assert tree(found(place).folder / "r001") == before
