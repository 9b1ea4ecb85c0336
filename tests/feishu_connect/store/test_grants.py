from __future__ import annotations

import datetime as dt
import signal
import sys
from dataclasses import replace

import pytest

from feishu_connect.store import UnreadableError, UserGrant
from feishu_connect.store.tables import USER_GRANTS
from tests.feishu_connect.store.children import children
from tests.support import START

GRANT = UserGrant(
    refresh_token="ur-refresh-0000000001",
    refresh_expires_at=START + dt.timedelta(days=7, microseconds=1),
    access_token="u-access-00000000001",
    access_expires_at=START + dt.timedelta(hours=2),
    scope="offline_access bitable:app",
    open_id="ou_ada",
)
SAVE_AND_DIE = """
import os, signal
store = open_store()
store.save_user_token(UserGrant("ur-refresh-0000000002"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_there_is_no_grant_before_a_sign_in(store):
    assert store.user_token() is None


@pytest.mark.parametrize("grant", [GRANT, UserGrant("ur-of-the-settings")], ids=["full", "bare"])
def test_a_grant_comes_back_as_it_was(store, grant):
    store.save_user_token(grant)
    assert store.user_token() == grant


def test_times_of_other_zones_come_back_in_utc(store):
    zone = dt.timezone(dt.timedelta(hours=8))
    store.save_user_token(replace(GRANT, access_expires_at=START.astimezone(zone)))
    assert store.user_token().access_expires_at == START
    assert store.user_token().access_expires_at.utcoffset() == dt.timedelta()


def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(ValueError, match="need a time zone"):
        store.save_user_token(replace(GRANT, access_expires_at=START.replace(tzinfo=None)))


def test_each_user_has_one_grant_the_newest(store):
    store.save_user_token(GRANT)
    store.save_user_token(GRANT, "ou_bob")
    rotated = replace(GRANT, refresh_token="ur-refresh-0000000002")
    store.save_user_token(rotated)
    assert (store.user_token(), store.user_token("ou_bob")) == (rotated, GRANT)
    store.forget_user_token()
    assert (store.user_token(), store.user_token("ou_bob")) == (None, GRANT)
    store.forget_user_token()


def test_a_grant_cannot_be_put_under_another_users_name(store):
    store.save_user_token(GRANT, "ou_ada")
    with store._data.database.write() as connection:
        connection.execute(USER_GRANTS.update().values(user_name="ou_bob"))
    with pytest.raises(UnreadableError):
        store.user_token("ou_bob")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_grant_is_kept_once_saving_it_has_returned_whatever_happens_then(open_store, url):
    with children(1, SAVE_AND_DIE, url) as (child,):
        assert child.end() == -signal.SIGKILL
    assert open_store(url).user_token() == UserGrant("ur-refresh-0000000002")
