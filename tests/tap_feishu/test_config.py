from __future__ import annotations

import datetime as dt

import pytest

from feishu_connect.errors import SettingsError
from tap_feishu.config import TapSettings
from tap_feishu.properties import TAP_PROPERTIES

GOOD = {"app_id": "cli_a000000000000001", "app_secret": "hunter2hunter2"}


def test_defaults():
    got = TapSettings.from_config(GOOD)
    assert (got.bases, got.start_date, got.column_naming, got.text) == ((), None, "name", "plain")
    assert got.lookback == dt.timedelta(seconds=300)


def test_a_base_is_a_link_a_token_or_an_object():
    bases = [
        "BascnToken1",
        "https://acme.feishu.cn/wiki/WikToken?table=tblA&view=vewB",
        {"base": "BascnToken2", "name": "CRM", "tables": ["tblA"], "aliases": {"tblA": "deals"}},
    ]
    token, link, full = TapSettings.from_config({**GOOD, "bases": bases}).bases
    assert token.link.token == "BascnToken1"
    assert (link.link.kind, link.link.table_id, link.link.view_id) == ("wiki", "tblA", "vewB")
    assert (full.name, full.tables, full.aliases) == ("CRM", ("tblA",), {"tblA": "deals"})


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31T08:00:00Z",
        "2026-01-31T08:00:00.000Z",
        "2026-01-31T16:00:00+08:00",
        "2026-01-31T08:00:00",
        "2026-01-31 08:00",
    ],
)
def test_a_start_date_is_a_moment_and_without_a_zone_it_is_utc(text):
    got = TapSettings.from_config({**GOOD, "start_date": text}).start_date
    assert got == dt.datetime(2026, 1, 31, 8, tzinfo=dt.timezone.utc)


def test_a_start_date_may_be_a_day():
    got = TapSettings.from_config({**GOOD, "start_date": "2026-01-31"}).start_date
    assert got == dt.datetime(2026, 1, 31, tzinfo=dt.timezone.utc)


def test_a_lookback_of_zero_is_kept():
    assert TapSettings.from_config({**GOOD, "lookback": 0}).lookback == dt.timedelta()


def test_all_faults_are_told_at_once():
    wrong = {
        "app_id": "cli_a",
        "bases": [
            "https://acme.feishu.cn/docx/abc",
            {"name": "x"},
            {"base": "Basc123", "tabels": []},
            7,
        ],
        "text": "html",
        "start_date": "yesterday",
        "lookback": -1,
    }
    with pytest.raises(SettingsError) as raised:
        TapSettings.from_config(wrong)
    text = str(raised.value)
    for told in (
        "`app_secret` is missing",
        "`bases[0]` must be a base's link",
        "`bases[1].base` is missing",
        "`bases[2].tabels` is not a known key",
        "`bases[3]` must be a text or an object",
        "`text` must be `plain` or `markdown` or `segments`",
        "`start_date` must be a time",
        "`lookback` must be at least 0",
    ):
        assert told in text
    assert len(raised.value.problems) == 8


@pytest.mark.parametrize(
    "name,value",
    [("shard", {"index": 1, "count": 2})],
)
def test_what_this_version_cannot_do_is_refused_and_not_ignored(name, value):
    with pytest.raises(SettingsError, match=f"`{name}` is not supported"):
        TapSettings.from_config({**GOOD, name: value})


def test_a_setting_of_later_versions_at_its_default_is_fine():
    assert TapSettings.from_config({**GOOD, "deletes": "ignore", "attachments": "metadata"})


@pytest.mark.parametrize("name", sorted(TAP_PROPERTIES))
def test_every_setting_reads_like_a_manual(name):
    assert TAP_PROPERTIES[name]["title"]
    assert TAP_PROPERTIES[name]["description"].rstrip(".").strip()
