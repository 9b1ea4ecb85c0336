from __future__ import annotations

import pytest

from feishu_connect.errors import SettingsError
from feishu_connect.settings import CONNECTION_PROPERTIES, ConnectionSettings
from feishu_connect.validation import unknown_settings

GOOD = {"app_id": "cli_a000000000000001", "app_secret": "hunter2hunter2"}


def test_defaults_point_at_feishu():
    got = ConnectionSettings.from_config(GOOD)
    assert got.base_url == "https://open.feishu.cn"
    assert (got.user_id_type, got.request_timeout, got.call_budget) == ("open_id", 60, None)


def test_all_faults_are_told_at_once_each_with_its_cure_and_no_value():
    wrong = {
        "app_secret": 12345678,
        "base_url": "http://proxy.example.com",
        "user_id_type": "email",
        "request_timeout": 0,
        "app_type": "isv",
        "tenant_key": "not a key",
        "identity": "bot",
        "redirect_uri": "http://gateway.example.com/callback",
        "refresh_token": "",
        "store_url": "mysql://user:hunter2@db/feishu",
        "encrypt_key": "",
        "verification_token": 1,
    }
    with pytest.raises(SettingsError) as raised:
        ConnectionSettings.from_config(wrong)
    text = str(raised.value)
    expected = {"app_id", *wrong}
    assert len(raised.value.problems) == len(expected)
    for setting in expected:
        assert f"`{setting}`" in text
    assert "Credentials & Basic Info" in text
    assert "12345678" not in text
    assert "hunter2" not in text


def test_a_secret_in_the_wrong_setting_is_not_shown():
    with pytest.raises(SettingsError) as raised:
        ConnectionSettings.from_config({**GOOD, "app_id": "hunter2hunter2"})
    assert "hunter2" not in str(raised.value)


SECRETS = {
    "app_secret": "hunter2-app",
    "refresh_token": "hunter2-refresh",
    "encrypt_key": "hunter2-encrypt",
    "verification_token": "hunter2-verify",
    "store_url": "postgresql://feishu:hunter2-db@db/feishu",
}


def test_settings_do_not_show_their_secrets_and_know_them():
    got = ConnectionSettings.from_config({**GOOD, **SECRETS})
    assert "hunter2" not in repr(got)
    assert set(got.secrets) == {
        *(f"hunter2-{part}" for part in ("app", "refresh", "encrypt", "verify", "db"))
    }


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_secrets_are_marked_as_such(name):
    assert CONNECTION_PROPERTIES[name]["secret"] is True


def test_ways_in_default_to_a_custom_app_with_its_own_identity():
    got = ConnectionSettings.from_config(GOOD)
    assert (got.app_type, got.identity, got.tenant_key) == ("custom", "app", None)
    assert got.redirect_uri == "http://localhost:8371/callback"
    assert not got.needs_store


@pytest.mark.parametrize("way", [{"identity": "user"}, {"app_type": "store"}])
def test_users_and_store_apps_need_a_store_and_no_further_setting(way):
    assert ConnectionSettings.from_config({**GOOD, **way}).needs_store


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:8371/callback",
        "http://127.0.0.1:80",
        "http://[::1]:8371/a/b",
        "https://gateway.example.com/connection/social/1/2/callback",
    ],
)
def test_redirects_to_this_machine_or_by_https_are_taken_as_they_are(uri):
    assert ConnectionSettings.from_config({**GOOD, "redirect_uri": uri}).redirect_uri == uri


@pytest.mark.parametrize(
    "uri,why",
    [
        ("http://gateway.example.com/callback", "https"),
        ("http://10.0.0.1/callback", "https"),
        ("localhost:8371/callback", "URL"),
        ("http://localhost:99999/callback", "URL"),
        ("http://localhost:0/callback", "URL"),
        ("http://[::1/callback", "URL"),
        ("https://user:pw@example.com/", "password"),
        ("https://example.com/callback#top", "fragment"),
        ("https://example.com/callback?a=b", "query"),
    ],
)
def test_other_redirects_are_refused_with_a_reason(uri, why):
    with pytest.raises(SettingsError, match=f"`redirect_uri` .*{why}"):
        ConnectionSettings.from_config({**GOOD, "redirect_uri": uri})


@pytest.mark.parametrize(
    "url",
    [
        None,
        "sqlite:////var/lib/feishu/store.db",
        "postgresql://u:p@db/feishu",
        "postgresql+psycopg://u:p@db/feishu",
    ],
)
def test_stores_are_sqlite_or_postgresql(url):
    assert ConnectionSettings.from_config({**GOOD, "store_url": url}).store_url == url


@pytest.mark.parametrize("name", sorted(CONNECTION_PROPERTIES))
def test_every_setting_reads_like_a_manual(name):
    row = CONNECTION_PROPERTIES[name]
    assert row["title"]
    assert row["description"].endswith(".")


def test_unknown_settings_are_left_alone():
    assert ConnectionSettings.from_config({**GOOD, "stream_maps": {}}).app_id == GOOD["app_id"]


def test_every_missing_setting_is_told():
    with pytest.raises(SettingsError) as raised:
        ConnectionSettings.from_config({})
    assert [text.split(" is missing")[0] for text in raised.value.problems] == [
        "`app_id`",
        "`app_secret`",
    ]


def test_a_misspelt_setting_is_told_with_the_one_that_was_meant():
    told = unknown_settings({"app_secert": "x", "zzz": 1, "app_id": "y"}, ["app_id", "app_secret"])
    assert told == [
        "`app_secert` is not a setting: did you mean `app_secret`?",
        "`zzz` is not a setting",
    ]
