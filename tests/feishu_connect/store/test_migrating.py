from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from feishu_connect.store import LockTimeoutError, StoreError, migrating
from feishu_connect.store.database import Database
from feishu_connect.store.locations import locate
from feishu_connect.store.locks import locks_of
from feishu_connect.store.tables import METADATA, VERSION_TABLE
from tests.feishu_connect.store.children import children

FIRST_START = """
import datetime as dt
tell("ready")
wait()
store = open_store()
now = dt.datetime.now(dt.timezone.utc)
events = [StoredEvent(f"e-{i}", "x", "", now, "2.0", {}) for i in range(25)]
tell(sum(store.add_event(event) for event in events))
store.close()
"""


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(migrating.SCRIPTS))
    return ScriptDirectory.from_config(config)


def test_the_newest_script_is_the_one_that_is_looked_for():
    assert scripts().get_heads() == [migrating.HEAD]


def test_the_migrations_lead_to_the_tables_in_use(store):
    with store._data.database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True}
        )
        # Other schemas of the server are none of ours.
        assert compare_metadata(context, METADATA) == []


def test_opening_again_changes_nothing(open_store, url):
    open_store(url).save_app_ticket("t-1")
    assert open_store(url).app_ticket().value == "t-1"


def test_a_store_of_the_first_version_is_migrated_with_all_that_is_in_it(open_store, url):
    store = open_store(url)
    store.save_app_ticket("t-1")
    with store._data.database.write() as connection:
        connection.execute(text("DROP TABLE feishu_snapshots"))
        connection.execute(text("DROP TABLE feishu_ledger_entries"))
        connection.execute(text("UPDATE feishu_version SET version_num = '0001'"))
    migrated = open_store(url)
    assert migrated.app_ticket().value == "t-1"
    generation = migrated.save_snapshot("table", ["rec1"])
    assert migrated.snapshot("table", generation) == {"rec1"}
    migrated.save_ledger("table", {"key": 1})
    assert migrated.ledger("table", ["key"]) == {"key": 1}


def test_a_store_of_a_newer_version_is_left_alone(open_store, store, url):
    with store._data.database.write() as connection:
        connection.execute(text("UPDATE feishu_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version of singer-feishu -> update"):
        open_store(url)


def test_a_migration_that_fails_half_way_leaves_nothing(url, monkeypatch):
    database = Database(locate(url, "cli_a1"))

    def fail(connection, place):
        upgrade(connection, place)
        raise RuntimeError

    upgrade = migrating._upgrade
    monkeypatch.setattr(migrating, "_upgrade", fail)
    with pytest.raises(RuntimeError):
        migrating.migrate(database, locks_of(locate(url, "cli_a1")))
    with database.read() as connection:
        assert inspect(connection).get_table_names() == []
    database.close()


def test_one_migrates_at_a_time(url, monkeypatch):
    location = locate(url, "cli_a1")
    database = Database(location)
    monkeypatch.setattr(migrating, "_PATIENCE", 0)
    with locks_of(location).hold("migrations", 0), pytest.raises(LockTimeoutError):
        migrating.migrate(database, locks_of(location))
    migrating.migrate(database, locks_of(location))
    database.close()


def test_processes_that_start_together_on_an_empty_store_all_succeed(url, open_store):
    with children(4, FIRST_START, url) as processes:
        assert [child.heard() for child in processes] == ["ready"] * 4
        for child in processes:
            child.go_on()
        assert sum(int(child.heard()) for child in processes) == 25
        assert [child.end() for child in processes] == [0] * 4
    assert len(open_store(url).events()) == 25
