from __future__ import annotations

import pytest

from feishu_connect.store import UnreadableError, snapshots
from feishu_connect.store.tables import SNAPSHOTS

IDS = {f"rec{number:05}" for number in range(3000)}


def test_a_set_comes_back_as_it_was_under_its_generation(store):
    first = store.save_snapshot("table", IDS)
    second = store.save_snapshot("table", {"rec1"})
    empty = store.save_snapshot("table", [])
    assert len({first, second, empty}) == 3
    assert store.snapshot("table", first) == IDS
    assert store.snapshot("table", second) == {"rec1"}
    assert store.snapshot("table", empty) == frozenset()


def test_what_is_not_kept_is_told_from_what_is_empty(store):
    generation = store.save_snapshot("table", IDS)
    assert store.snapshot("table", "other") is None
    assert store.snapshot("other", generation) is None
    assert store.snapshot_union("other") == frozenset()


def test_the_union_is_of_all_generations_of_the_name(store):
    store.save_snapshot("table", ["a", "b"])
    store.save_snapshot("table", ["b", "多"])
    store.save_snapshot("other", ["c"])
    assert store.snapshot_union("table") == {"a", "b", "多"}


def test_the_newest_generations_stay(store):
    saved = [store.save_snapshot("table", [str(n)]) for n in range(snapshots.KEPT + 3)]
    other = store.save_snapshot("other", ["x"])
    kept = [generation for generation in saved if store.snapshot("table", generation)]
    assert kept == saved[3:]
    assert store.snapshot("other", other) == {"x"}


def test_the_generation_that_a_state_names_is_not_pushed_out_by_runs_that_are_killed(store):
    named = store.save_snapshot("table", ["deleted"])
    for _ in range(snapshots.KEPT + 3):
        store.save_snapshot("table", [], keep=named)
    assert store.snapshot("table", named) == {"deleted"}
    store.save_snapshot("table", [])
    assert store.snapshot("table", named) is None


def test_what_is_added_to_a_generation_is_told_apart_and_goes_with_it(store):
    first = store.save_snapshot("table", ["a"])
    store.add_to_snapshot("table", first, ["b"])
    store.add_to_snapshot("table", first, ["b", "c"])
    assert store.snapshot("table", first) == {"a"}
    assert store.snapshot_additions("table", first) == {"b", "c"}
    assert store.snapshot_union("table") == {"a", "b", "c"}
    saved = [store.save_snapshot("table", []) for _ in range(snapshots.KEPT)]
    assert store.snapshot_additions("table", first) == frozenset()
    assert store.snapshot_additions("table", saved[0]) == frozenset()
    assert store.snapshot_union("table") == frozenset()


def test_additions_push_no_generation_out(store):
    first = store.save_snapshot("table", ["a"])
    second = store.save_snapshot("table", ["b"])
    for number in range(2 * snapshots.KEPT):
        store.add_to_snapshot("table", second, [str(number)])
    third = store.save_snapshot("table", ["c"])
    assert [store.snapshot("table", one) for one in (first, second, third)] == [{"a"}, {"b"}, {"c"}]


def test_apps_that_share_a_store_do_not_see_each_others_snapshots(open_store, url):
    one, other = open_store(url, app_id="cli_a1"), open_store(url, app_id="cli_a2")
    generation = one.save_snapshot("table", IDS)
    assert other.snapshot("table", generation) is None
    assert other.snapshot_union("table") == frozenset()


def test_a_snapshot_survives_the_process(open_store, url):
    generation = open_store(url).save_snapshot("table", IDS)
    assert open_store(url).snapshot("table", generation) == IDS


def test_ids_are_not_readable_in_the_database_and_take_little_room(store):
    store.save_snapshot("table", IDS)
    with store._data.database.read() as connection:
        sealed = connection.execute(SNAPSHOTS.select()).one().sealed
    assert b"rec00001" not in sealed
    assert len(sealed) < 8 * len(IDS)


def test_a_snapshot_cannot_be_put_under_another_name(store):
    store.save_snapshot("table", IDS)
    with store._data.database.write() as connection:
        connection.execute(SNAPSHOTS.update().values(name="other"))
    with pytest.raises(UnreadableError):
        store.snapshot_union("other")
