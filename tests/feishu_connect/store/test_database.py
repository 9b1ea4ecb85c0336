from __future__ import annotations

import builtins
import sqlite3

import pytest
from sqlalchemy import text

from feishu_connect import SettingsError
from feishu_connect.store import StoreError, database
from feishu_connect.store.tables import APP_TICKETS, APPS
from tests.feishu_connect.store.conftest import APP_ID, APP_SECRET, Store


def test_a_sqlite_commit_survives_a_power_cut_and_readers_do_not_block(open_store, sqlite_url):
    store = open_store(sqlite_url)
    with store._data.database.read() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        ]
    assert found == ["wal", 2, 30_000, 1]


def test_a_transaction_that_fails_leaves_nothing(store):
    store.save_app_ticket("t-1")

    def fail():
        with store._data.database.write() as connection:
            connection.execute(APP_TICKETS.delete())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.app_ticket().value == "t-1"


def test_one_writes_to_a_sqlite_file_at_a_time_and_the_others_wait(
    open_store, sqlite_url, monkeypatch
):
    """A writer that read before it had the file for itself would be refused without waiting."""
    monkeypatch.setattr(database, "_BUSY_TIMEOUT", 0)
    first, second = open_store(sqlite_url), open_store(sqlite_url)
    with first._data.database.write() as connection:
        connection.execute(APPS.select())
        with pytest.raises(StoreError, match=r"is locked -> let the other runs .* end"):
            second.save_app_ticket("t-1")
        assert second.app_ticket() is None
    second.save_app_ticket("t-1")
    assert first.app_ticket().value == "t-1"


def test_deleting_an_app_deletes_all_of_it(store):
    store.save_app_ticket("t-1")
    store.learn_tenant("tenant-1")
    with store._data.database.write() as connection:
        connection.execute(APPS.delete())
    assert (store.app_ticket(), store.tenants()) == (None, [])


def test_a_failing_database_is_told_with_a_cure_and_no_values(store):
    with store._data.database.write() as connection:
        connection.execute(text("DROP TABLE feishu_app_tickets"))
    with pytest.raises(StoreError, match=r"feishu_app_tickets.* -> check `store_url`") as caught:
        store.save_app_ticket("ticket-of-the-tests")
    assert "INSERT" not in str(caught.value)
    assert "ticket-of-the-tests" not in str(caught.value.__cause__)


def test_a_file_that_is_something_else_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("what to buy: " + "milk " * 1000)
    with pytest.raises(StoreError, match="something else: name another one in `store_url`"):
        Store.open(f"sqlite:///{tmp_path}/notes.txt", app_id=APP_ID, app_secret=APP_SECRET)


def test_a_server_that_does_not_answer_is_told_without_its_password(server):
    del server  # its driver is needed, not the server
    url = "postgresql://ada:hunter22@127.0.0.1:1/feishu"
    with pytest.raises(StoreError, match=r"127.0.0.1/feishu failed.*-> check") as caught:
        Store.open(url, app_id=APP_ID, app_secret=APP_SECRET)
    assert "hunter22" not in str(caught.value)


def test_a_missing_driver_is_told(monkeypatch):
    really = builtins.__import__

    def without_psycopg(name, *arguments, **options):
        if name == "psycopg":
            raise ModuleNotFoundError(name)
        return really(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without_psycopg)
    with pytest.raises(SettingsError, match=r"pip install 'singer-feishu\[postgres\]'"):
        Store.open("postgresql://127.0.0.1/feishu", app_id=APP_ID, app_secret=APP_SECRET)


def test_closing_lets_go_of_the_file(open_store, sqlite_url, tmp_path):
    store = open_store(sqlite_url)
    store.save_app_ticket("t-1")
    store.close()
    assert not list(tmp_path.glob("*-wal"))
    with sqlite3.connect(tmp_path / "store.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
