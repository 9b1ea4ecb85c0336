from __future__ import annotations

import pytest

from feishu_connect.links import BaseLink, ObjectLink, parse_base_link, parse_link


@pytest.mark.parametrize(
    "text,link",
    [
        ("bascnCMII2ORej2RItqpZZUNMIe", BaseLink("bascnCMII2ORej2RItqpZZUNMIe")),
        ("https://acme.feishu.cn/base/Bas1?", BaseLink("Bas1")),
        (
            " https://acme.feishu.cn/base/BasTok?table=tblX1&view=vewY2 ",
            BaseLink("BasTok", "base", "tblX1", "vewY2"),
        ),
        (
            "https://acme.larksuite.com/wiki/WikTok?table=tblX1&view=vewY2#part",
            BaseLink("WikTok", "wiki", "tblX1", "vewY2"),
        ),
        ("acme.feishu.cn/base/BasTok?table=tblX1", BaseLink("BasTok", "base", "tblX1")),
        ("https://acme.feishu.cn/base/BasTok?table=blkDash&view=vewY", BaseLink("BasTok")),
    ],
)
def test_pasted_links_and_tokens_are_read(text, link):
    assert parse_base_link(text) == link


@pytest.mark.parametrize(
    "text",
    ["", "tbl", "https://acme.feishu.cn/docx/abc", "https://acme.feishu.cn/", "not a link at all"],
)
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match="app_token"):
        parse_base_link(text)


@pytest.mark.parametrize(
    "kind,text,link",
    [
        ("approval", "7C468A54-8745-2245-9675-08B7C63E7A85", None),
        (
            "approval",
            "https://www.feishu.cn/approval/admin/edit?definitionCode=7C468A54-8745&x=1",
            ObjectLink("7C468A54-8745"),
        ),
        (
            "approval",
            "https://www.feishu.cn/approval/admin#/process?definitionCode=7C468A54-8745",
            ObjectLink("7C468A54-8745"),
        ),
        ("calendar", "feishu.cn_xxxx@group.calendar.feishu.cn", None),
        ("chat", "oc_a0553eda9014c201e6969b478895c230", None),
        (
            "chat",
            "https://applink.feishu.cn/client/chat/open?openChatId=oc_a055",
            ObjectLink("oc_a055"),
        ),
        ("tasklist", "d300a75f-c56a-4be9-80d1-e47653028ceb", None),
        (
            "tasklist",
            "https://applink.feishu.cn/client/todo/task_list?guid=d300a75f-c56a-4be9-80d1-e47653028ceb",
            ObjectLink("d300a75f-c56a-4be9-80d1-e47653028ceb"),
        ),
        (
            "folder",
            "https://acme.feishu.cn/drive/folder/fldcnAbc123?from=x",
            ObjectLink("fldcnAbc123"),
        ),
        ("wiki_space", "7034502641455497244", None),
        ("wiki_space", "my_library", None),
        (
            "wiki_space",
            "https://acme.feishu.cn/wiki/settings/7034502641455497244",
            ObjectLink("7034502641455497244"),
        ),
        (
            "wiki_space",
            "https://acme.feishu.cn/wiki/wikcnKQ1k3pcuo5uSK4t8Vabcef",
            ObjectLink("wikcnKQ1k3pcuo5uSK4t8Vabcef", wiki=True),
        ),
        ("document", "https://acme.feishu.cn/docx/DoxAbc123#part", ObjectLink("DoxAbc123")),
        ("document", "acme.feishu.cn/wiki/WikAbc123", ObjectLink("WikAbc123", wiki=True)),
        ("spreadsheet", "https://acme.feishu.cn/sheets/ShtAbc123?sheet=a", ObjectLink("ShtAbc123")),
    ],
)
def test_objects_are_read_from_links_and_ids(kind, text, link):
    assert parse_link(kind, f" {text} ") == (link or ObjectLink(text))


@pytest.mark.parametrize(
    "kind,text",
    [
        ("approval", "https://acme.feishu.cn/docx/DoxAbc123"),
        ("calendar", "primary"),
        ("chat", "ou_a0553eda9014"),
        ("tasklist", "https://acme.feishu.cn/wiki/WikAbc123"),
        ("folder", "https://acme.feishu.cn/docx/DoxAbc123"),
        ("wiki_space", "Team"),
        ("document", "https://acme.feishu.cn/sheets/ShtAbc123"),
        ("spreadsheet", ""),
    ],
)
def test_objects_of_other_kinds_are_refused(kind, text):
    with pytest.raises(ValueError, match="must be a"):
        parse_link(kind, text)
