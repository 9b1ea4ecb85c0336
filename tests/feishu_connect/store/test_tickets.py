from __future__ import annotations

import pytest

from feishu_connect.store import AppTicket, UnreadableError
from feishu_connect.store.tables import APP_TICKETS
from tests.support import START


def test_there_is_no_ticket_before_the_first(store):
    assert store.app_ticket() is None


def test_the_last_ticket_counts(store, clock):
    store.save_app_ticket("ticket-1")
    clock.sleep(3600)
    store.save_app_ticket("ticket-2")
    assert store.app_ticket() == AppTicket("ticket-2", clock.now())
    assert store.app_ticket().received_at.tzinfo is START.tzinfo


def test_a_ticket_of_another_app_does_not_open_even_under_the_same_secret(open_store, url):
    one, other = open_store(url), open_store(url, app_id="cli_b")
    one.save_app_ticket("ticket-1")
    other.save_app_ticket("ticket-2")
    database = one._data.database
    with database.write() as connection:
        sealed = connection.execute(
            APP_TICKETS.select().where(APP_TICKETS.c.app_id == "cli_b")
        ).one()
        connection.execute(APP_TICKETS.update().values(sealed=sealed.sealed))
    with pytest.raises(UnreadableError):
        one.app_ticket()
