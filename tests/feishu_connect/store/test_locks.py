from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from feishu_connect.store import LockTimeoutError
from tests.feishu_connect.store.children import children

HOLD = """
store = open_store()
with store.lock("refresh"):
    tell("held")
    wait()
tell("released")
"""
COUNT = """
from pathlib import Path
store, file = open_store(), Path(sys.argv[2])
tell("ready")
wait()
for _ in range(25):
    with store.lock("count"):
        file.write_text(str(int(file.read_text()) + 1))
store.close()
tell("done")
"""


def test_a_lock_that_another_process_holds_is_refused_in_time_with_a_cure(store, url):
    with children(1, HOLD, url) as (child,):
        assert child.heard() == "held"
        with pytest.raises(LockTimeoutError) as caught, store.lock("refresh", timeout=0):
            pytest.fail("two hold the lock")
        assert "`cli_a000000000000001 refresh` for 0 s -> wait until the other" in str(caught.value)
        with store.lock("another", timeout=0):
            child.go_on()
        with store.lock("refresh", timeout=30):
            assert child.heard() == "released"


def test_the_lock_of_a_process_that_was_killed_is_free(store, url):
    with children(1, HOLD, url) as (child,):
        assert child.heard() == "held"
        child.process.kill()
        with store.lock("refresh", timeout=30):
            child.end()


def test_processes_take_turns(url, tmp_path):
    file = tmp_path / "count"
    file.write_text("0")
    with children(3, COUNT, url, str(file)) as processes:
        assert [child.heard() for child in processes] == ["ready"] * 3
        for child in processes:
            child.go_on()
        assert [child.heard() for child in processes] == ["done"] * 3
    assert file.read_text() == "75"


def test_threads_take_turns(store):
    inside = threading.Lock()

    def work(_: int) -> bool:
        with store.lock("refresh", timeout=60):
            alone = inside.acquire(blocking=False)
            store.save_app_ticket("the holder can work while others wait")
            if alone:
                inside.release()
            return alone

    with ThreadPoolExecutor(20) as pool:
        assert all(pool.map(work, range(40)))


def test_a_thread_that_waits_too_long_is_refused(store):
    def attempt() -> bool:
        try:
            with store.lock("refresh", timeout=0.01):
                return True
        except LockTimeoutError:
            return False

    with ThreadPoolExecutor(1) as pool:
        with store.lock("refresh"):
            assert pool.submit(attempt).result(timeout=30) is False
        assert pool.submit(attempt).result(timeout=30) is True


def test_a_failure_under_the_lock_gives_it_back(store):
    with pytest.raises(RuntimeError), store.lock("refresh"):
        raise RuntimeError
    with store.lock("refresh", timeout=0):
        pass


def test_apps_do_not_wait_for_each_other(open_store, url):
    one, other = open_store(url), open_store(url, app_id="cli_b")
    with one.lock("refresh"), other.lock("refresh", timeout=0):
        pass


def test_work_done_under_a_lock_stands_when_the_server_drops_its_connection(
    open_store, postgres_url, server
):
    store = open_store(postgres_url)
    drop = text(
        "SELECT pg_terminate_backend(l.pid) FROM pg_locks l "
        "JOIN pg_stat_activity a ON a.pid = l.pid "
        "WHERE l.locktype = 'advisory' AND l.granted AND a.query LIKE '%advisory_xact_lock%' "
        "AND l.objid = :low"
    )
    with store.lock("refresh"), server.connect() as connection:
        from feishu_connect.store.locks import _digest  # noqa: PLC0415

        low = int.from_bytes(_digest("cli_a000000000000001 refresh")[4:], "big")
        assert connection.execute(drop, {"low": low}).all() == [(True,)]
    with store.lock("refresh", timeout=30):
        pass
