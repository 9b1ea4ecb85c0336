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
        "app_type": "store",
    }
    with pytest.raises(SettingsError) as raised:
        ConnectionSettings.from_config(wrong)
    text = str(raised.value)
    assert len(raised.value.problems) == 6
    for setting in (
        "app_id",
        "app_secret",
        "base_url",
        "user_id_type",
        "request_timeout",
        "app_type",
    ):
        assert f"`{setting}`" in text
    assert "Credentials & Basic Info" in text
    assert "12345678" not in text


def test_a_secret_in_the_wrong_setting_is_not_shown():
    with pytest.raises(SettingsError) as raised:
        ConnectionSettings.from_config({**GOOD, "app_id": "hunter2hunter2"})
    assert "hunter2" not in str(raised.value)


def test_settings_do_not_show_the_secret():
    assert "hunter2" not in repr(ConnectionSettings.from_config(GOOD))


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
