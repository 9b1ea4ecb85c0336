from __future__ import annotations

import pytest

from feishu_connect.errors import SettingsError
from feishu_connect.subscriptions import Thing, read_things, things_of


def test_everything_that_the_settings_name_is_found_once():
    config = {
        "bases": ["https://acme.feishu.cn/base/BasTok1", {"base": "BasTok2"}, "BasTok1"],
        "documents": ["https://acme.feishu.cn/wiki/WikTok1"],
        "spreadsheets": [],
        "approval_codes": ["7C468A54-8745"],
        "calendar_ids": ["feishu.cn_x@group.calendar.feishu.cn"],
        "chat_ids": ["oc_1"],
    }
    assert [(thing.kind, thing.token, thing.wiki) for thing in things_of(config)] == [
        ("base", "BasTok1", False),
        ("base", "BasTok2", False),
        ("document", "WikTok1", True),
        ("approval", "7C468A54-8745", False),
        ("calendar", "feishu.cn_x@group.calendar.feishu.cn", False),
    ]


@pytest.mark.parametrize(
    "text,kind,token,wiki",
    [
        ("https://acme.feishu.cn/base/BasTok1?table=tblX", "base", "BasTok1", False),
        ("base:BasTok1", "base", "BasTok1", False),
        ("https://acme.feishu.cn/docx/DoxTok1", "document", "DoxTok1", False),
        ("document:https://acme.feishu.cn/wiki/WikTok1", "document", "WikTok1", True),
        ("https://acme.feishu.cn/wiki/WikTok1", "base", "WikTok1", True),
        ("https://acme.feishu.cn/sheets/ShtTok1", "spreadsheet", "ShtTok1", False),
        ("https://x.cn/admin?definitionCode=7C468A54", "approval", "7C468A54", False),
        ("calendar:a@b", "calendar", "a@b", False),
    ],
)
def test_links_and_named_ids_of_the_command_line_are_read(text, kind, token, wiki):
    said = text if text.startswith("http") else text.partition(":")[2]
    assert read_things([text]) == [Thing(kind, token, said, wiki=wiki)]


def test_all_that_is_not_understood_is_told_at_once():
    with pytest.raises(SettingsError) as raised:
        read_things(["BasTok1", "chat:oc_1"])
    assert len(raised.value.problems) == 2
    with pytest.raises(SettingsError, match="calendar's id"):
        read_things(["calendar:primary"])
