from __future__ import annotations

import pytest

from feishu_connect.links import BaseLink, parse_base_link


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
