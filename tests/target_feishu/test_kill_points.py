"""All kinds of routes in one run that dies anywhere: the next leaves what a whole run leaves."""

from __future__ import annotations

import typing as t

import pytest

from feishu_sandbox import Sandbox
from tests.target_feishu.deaths import Course, Scene, writes
from tests.target_feishu.everything import Company
from tests.target_feishu.picture import picture

if t.TYPE_CHECKING:
    from collections.abc import Iterator

#: Points of death that are tried, spread evenly over those that a run passes.
TRIED = 104


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Nothing of the input is there yet."""
    folder = tmp_path_factory.mktemp("everything")
    with Sandbox(limits=False) as sandbox:
        yield Scene(Company(sandbox, folder), folder)


@pytest.fixture(scope="module")
def course(scene: Scene) -> Course:
    """What a run leaves that nothing breaks."""
    scene.bring_back()
    return Course(scene.run(scene.company.whole()))


@pytest.fixture(autouse=True)
def _at_the_beginning(scene: Scene, course: Course) -> None:  # noqa: ARG001  it runs before
    scene.bring_back()


def test_a_run_that_nothing_breaks_brings_everything(course: Course):
    kinds = {name.partition(" ")[0] for name in course.end}
    rows = {"table", "orders", "customers"}
    assert kinds == rows | {"text", "interactive", "approval", "task", "event", "person"} | {
        "document"
    }
    assert all(len(there) == 1 for name, there in course.end.items() if name != "text a1")
    assert course.end["text a1"] == ["a1: old", "a1: new"]
    assert course.points >= 2 * TRIED


def test_the_same_input_again_leaves_the_same(scene: Scene, course: Course):
    for _ in range(3):
        run = scene.run(scene.company.whole())
        assert picture(scene.company) == course.end
        assert course.early(run) == []


def test_what_is_as_its_records_say_is_only_read(scene: Scene, course: Course):
    scene.run(scene.company.whole())
    for _ in range(2):
        scene.company.sandbox.calls.clear()
        scene.run(scene.company.settled())
        assert writes(scene.company.sandbox) == []
        assert picture(scene.company) == course.end


@pytest.mark.parametrize("nth", range(TRIED))
def test_a_run_that_dies_is_made_good_by_the_next(scene: Scene, course: Course, nth: int):
    # Odd ones: after one act is the same as before the next.
    deadly = 1 + nth * (course.points - 1) // (TRIED - 1) // 2 * 2
    dead = scene.run(scene.company.whole(), deadly)
    assert dead.points == deadly
    again = scene.run(scene.company.whole())
    assert picture(scene.company) == course.end
    assert [course.early(run) for run in (dead, again)] == [[], []]
    scene.company.sandbox.calls.clear()
    scene.run(scene.company.settled())
    assert writes(scene.company.sandbox) == []
