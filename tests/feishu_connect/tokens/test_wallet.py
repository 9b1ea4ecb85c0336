from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.feishu_connect.tokens.support import FakeStore, Platform, client
from tests.support import FakeClock, ScriptedTransport, reply
from tests.support import client as plain_client

_ROOT = Path(__file__).parents[3]


def test_a_custom_app_loads_nothing_of_the_store():
    script = "import sys, feishu_connect.tokens; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=_ROOT, check=False).returncode == 0


def test_a_custom_app_opens_no_store(monkeypatch):
    monkeypatch.setattr("feishu_connect.store.Store.open", pytest.fail)
    one = plain_client(ScriptedTransport(reply({})))
    assert one._wallet.tokens.token() == "t-token-000000000001"
    one.close()


def test_the_store_is_opened_once_and_closed_by_who_opened_it(tmp_path):
    one = plain_client(
        ScriptedTransport(), app_type="store", store_url=f"sqlite:///{tmp_path / 's.sqlite3'}"
    )
    first = one.store
    assert one.store is first
    assert one._wallet.tokens is one._wallet.tokens
    one.close()
    assert one.store is not first, "asked again, it is opened again"
    one.close()


def test_a_store_that_was_handed_in_stays_open():
    clock = FakeClock()
    store = FakeStore(clock)
    one = client(Platform(), store, clock, identity="user")
    one.close()
    assert one.store is store
