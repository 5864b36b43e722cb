"""How far a run is and how long it still takes: never below nothing, never wild, right where cells are as expected."""

import itertools

import pytest

from vtr_lib.publish.progress import FIRST, OTHER, SECOND, Course, Progress


def walk(cells: list[int], order: list[int], seconds: list[float]) -> list[Progress]:
    """What is told after each cell, of the notebooks in ``order``, each ``seconds`` after the one before."""
    times = itertools.accumulate([0.0, *seconds])
    course = Course(cells, stopwatch=lambda: next(times))
    return [course.progress("a"), *(course.pass_cell(at, "ab"[at]) for at in order)]


ORDER = [0, 1, 0, 1, *[0, 1] * 20]
STEADY = [FIRST / 2, FIRST / 2, SECOND / 2, SECOND / 2, *[OTHER / 2] * 40]


def test_it_counts_the_cells_of_all_notebooks():
    told = walk([22, 22], ORDER, STEADY)
    assert [(at.done, at.total) for at in told] == [(done, 44) for done in range(45)]
    assert [at.label for at in told[1:4]] == ["a", "b", "a"]


def test_where_cells_cost_what_is_expected_the_time_left_is_right():
    told = walk([22, 22], ORDER, STEADY)
    behind = list(itertools.accumulate([0.0, *STEADY]))
    assert [at.seconds_left for at in told[:3]] == [None, None, None], "nobody can tell before a store was opened"
    for at, spent in list(zip(told, behind, strict=True))[4:]:
        assert at.seconds_left == pytest.approx(behind[-1] - spent, abs=1)
    assert told[-1].seconds_left == 0


@pytest.mark.parametrize("seconds", [
    [1.0] * 44,
    [*[0.01] * 20, 120.0, *[0.01] * 23],
    [*[60.0] * 4, *[0.0] * 40],
    [0.0] * 44,
    [*[0.1] * 43, 500.0],
])  # fmt: skip
def test_a_cell_that_is_quite_different_moves_it_by_a_part_only(seconds):
    told = walk([22, 22], ORDER, seconds)
    behind, whole = list(itertools.accumulate([0.0, *seconds])), 2 * (FIRST + SECOND + 20 * OTHER)
    lefts = [at.seconds_left for at in told]
    assert all(left is None or left >= 0 for left in lefts)
    assert lefts[-1] == 0
    for number in range(5, 44):
        before = max(0.0, lefts[number - 1] - seconds[number - 1])
        passed = sum((FIRST, FIRST, SECOND, SECOND)) + (number - 4) * OTHER
        fresh = behind[number] * (whole - passed) / passed
        assert abs(lefts[number] - before) <= abs(fresh - before) / 3 + 1


@pytest.mark.parametrize("cells", [[1], [2], [0, 1]])
def test_a_short_notebook_ends_too(cells):
    order = [at for at, count in enumerate(cells) for _ in range(count)]
    told = walk(cells, order, [1.0] * len(order))
    assert told[-1].seconds_left == 0
    assert told[-1].done == told[-1].total
