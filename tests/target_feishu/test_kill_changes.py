"""A run dies while it changes and deletes, and the source takes all that back before the next."""

from __future__ import annotations

import typing as t

import pytest

from feishu_sandbox import Sandbox
from tests.target_feishu.deaths import Course, Scene
from tests.target_feishu.everything import Company, told
from tests.target_feishu.picture import Picture, picture

if t.TYPE_CHECKING:
    from collections.abc import Iterator

#: Tests that share the points of death.
SHARES = 10
#: What has been said or decided stays so.
FOR_EVER = ("text ", "approval ")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Everything is there as the first records say."""
    folder = tmp_path_factory.mktemp("changes")
    with Sandbox(limits=False) as sandbox:
        scene = Scene(Company(sandbox, folder), folder)
        scene.run(told(scene.company.first()))
        scene.keep()
        yield scene


@pytest.fixture(scope="module")
def points(scene: Scene) -> int:
    """How many points there are to die at."""
    scene.bring_back()
    company = scene.company
    return Course(scene.run(told([*company.second(), *company.last()]))).points


def revocable(scene: Scene) -> Picture:
    there = picture(scene.company)
    return {name: each for name, each in there.items() if not name.startswith(FOR_EVER)}


@pytest.mark.parametrize("share", range(SHARES))
def test_a_change_that_broke_off_and_is_taken_back_leaves_nothing(
    scene: Scene, points: int, share: int
):
    company = scene.company
    changes = told([*company.second(), *company.last()])
    # Every other point: after one act is the same as before the next.
    for deadly in range(1 + 2 * share, points + 1, 2 * SHARES):
        scene.bring_back()
        before = revocable(scene)
        scene.run(changes, deadly)
        scene.run(told(company.first()))
        assert revocable(scene) == before, f"killed at point {deadly} of {points}"
