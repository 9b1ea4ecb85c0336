from __future__ import annotations

import pytest

from feishu_connect import CredentialsError
from tests.feishu_connect.store.conftest import APP_ID


def test_another_app_secret_is_told_with_the_way_on(open_store, sqlite_url, tmp_path):
    open_store(sqlite_url).save_app_ticket("t-1")
    with pytest.raises(CredentialsError) as caught:
        open_store(sqlite_url, app_secret="secret-after-a-reset")
    told = str(caught.value)
    assert f"written with another app secret of {APP_ID} -> correct `app_secret`" in told
    assert f"move {tmp_path / 'store.sqlite3'} away; then sign in again" in told
    assert "secret-after-a-reset" not in told


def test_on_a_server_the_way_on_is_one_row(open_store, postgres_url):
    open_store(postgres_url)
    with pytest.raises(CredentialsError, match=f"delete the row of {APP_ID} in its table feishu_"):
        open_store(postgres_url, app_secret="secret-after-a-reset")


def test_a_refused_secret_spoils_nothing(open_store, url):
    open_store(url).save_app_ticket("t-1")
    with pytest.raises(CredentialsError):
        open_store(url, app_secret="secret-after-a-reset")
    assert open_store(url).app_ticket().value == "t-1"


def test_apps_that_share_a_database_do_not_see_each_other(open_store, url):
    one, other = open_store(url), open_store(url, app_id="cli_b", app_secret="the other's")
    one.save_app_ticket("t-1")
    one.learn_tenant("tenant-1")
    assert (other.app_ticket(), other.tenants(), other.events()) == (None, [], [])
    assert one._data.cipher.seal(1, table="t") != other._data.cipher.seal(1, table="t")
