from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from feishu_connect.store import StoredEvent, UnreadableError
from feishu_connect.store.tables import EVENTS
from tests.support import START


def event(number: int) -> StoredEvent:
    return StoredEvent(
        event_id=f"e-{number}",
        event_type="im.message.receive_v1",
        tenant_key="tenant-1",
        created_at=START - dt.timedelta(microseconds=number),
        schema="2.0",
        payload={"text": "多维表格 \x00 \ud83d", "n": [number, None, 1.5]},
    )


def ids(store, **options) -> list[str]:
    return [found.event_id for _, found in store.events(**options)]


def test_an_event_comes_back_as_it_was(store):
    assert store.add_event(event(1)) is True
    assert [found for _, found in store.events()] == [event(1)]


def test_a_known_event_is_not_taken_again(store):
    assert [store.add_event(event(n)) for n in (1, 2, 1)] == [True, True, False]
    assert store.add_event(replace(event(2), event_type="other")) is False
    assert ids(store) == ["e-1", "e-2"]


def test_many_events_share_a_commit_and_each_is_told_whether_it_is_new(store):
    store.add_event(event(1))
    assert store.add_events([event(n) for n in (2, 1, 3, 2)]) == [True, False, True, False]
    assert ids(store) == ["e-1", "e-2", "e-3"]
    assert store.add_events([]) == []


def test_events_that_share_a_commit_are_kept_all_or_none(store):
    broken = replace(event(2), payload={"text": object()})
    with pytest.raises(TypeError):
        store.add_events([event(1), broken])
    assert ids(store) == []


def test_events_are_read_in_the_order_of_arrival_from_any_position(store):
    for number in (3, 1, 2):
        store.add_event(event(number))
    positions = [position for position, _ in store.events()]
    assert positions == sorted(set(positions))
    assert ids(store) == ["e-3", "e-1", "e-2"]
    assert ids(store, limit=2) == ["e-3", "e-1"]
    assert ids(store, after=positions[0]) == ["e-1", "e-2"]
    assert ids(store, after=positions[2]) == []


def test_events_are_forgotten_by_their_arrival(store, clock):
    store.add_event(event(1))
    clock.sleep(60)
    store.add_event(event(2))
    assert store.forget_events(clock.now()) == 1
    assert ids(store) == ["e-2"]
    assert store.add_event(event(1)) is True


def test_a_position_is_never_used_again(store, clock):
    store.add_event(event(1))
    [(last, _)] = store.events()
    clock.sleep(1)
    assert store.forget_events(clock.now()) == 1
    store.add_event(event(2))
    assert ids(store, after=last) == ["e-2"]


def test_an_event_cannot_be_put_under_another_id(store):
    store.add_event(event(1))
    with store._data.database.write() as connection:
        connection.execute(EVENTS.update().values(event_id="e-2"))
    with pytest.raises(UnreadableError):
        store.events()


def test_of_threads_that_bring_one_event_exactly_one_is_told_that_it_is_new(store):
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(lambda n: store.add_event(event(n % 10)), range(80)))
    assert sum(new) == len(store.events()) == 10


def test_a_reader_that_follows_the_positions_misses_nothing(store):
    """A lower position must never show up after a higher one was seen."""
    writing = threading.Event()
    writing.set()
    seen: list[str] = []

    def follow():
        position = 0
        while True:
            last_look = not writing.is_set()
            for place, found in store.events(after=position):
                position = place
                seen.append(found.event_id)
            if last_look:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: store.add_event(event(n)), range(300)))
    finally:
        writing.clear()
        reader.join(timeout=60)
    assert sorted(seen) == sorted(f"e-{n}" for n in range(300))


def test_the_newest_position_is_that_of_the_last_event(store):
    assert store.newest_event == 0
    store.add_events([event(n) for n in (1, 2, 3)])
    assert store.newest_event == store.events()[-1][0]
