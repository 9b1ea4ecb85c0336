from __future__ import annotations

import pytest
from sqlalchemy import update

from feishu_connect.store import UnreadableError
from feishu_connect.store.tables import LEDGER_ENTRIES

ENTRIES = {f"key {number}": {"id": f"rec{number}"} for number in range(1200)}


def test_entries_come_back_by_key_however_many_are_asked_for(store):
    store.save_ledger("table", ENTRIES)
    assert store.ledger("table", [*ENTRIES, "unknown"]) == ENTRIES
    assert store.ledger_size("table") == len(ENTRIES)


def test_the_newest_value_of_a_key_counts(store):
    store.save_ledger("table", {"键": 1})
    store.save_ledger("table", {"键": 2, "other": 3})
    assert store.ledger("table", ["键"]) == {"键": 2}
    assert sorted(store.ledger_values("table")) == [2, 3]


def test_ledgers_do_not_see_each_other(store):
    store.save_ledger("table", {"a": 1})
    assert store.ledger("other", ["a"]) == {}
    store.forget_ledger("other")
    assert store.ledger_size("table") == 1


def test_some_keys_or_all_can_be_forgotten(store):
    store.save_ledger("table", ENTRIES)
    store.forget_ledger("table", list(ENTRIES)[:1100])
    assert store.ledger_size("table") == 100
    store.forget_ledger("table")
    assert store.ledger_size("table") == 0


def test_an_empty_save_is_no_write(store):
    store.save_ledger("table", {})
    assert store.ledger_size("table") == 0


def test_a_value_that_somebody_moved_to_another_key_is_refused(store):
    store.save_ledger("table", {"a": 1})
    with store._data.database.write() as connection:
        connection.execute(update(LEDGER_ENTRIES).values(digest="0" * 64))
    with pytest.raises(UnreadableError):
        list(store.ledger_values("table"))
