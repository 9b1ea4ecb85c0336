from __future__ import annotations

import pytest

from feishu_connect import regions


@pytest.mark.parametrize(
    "text,url",
    [
        ("feishu", "https://open.feishu.cn"),
        ("Lark", "https://open.larksuite.com"),
        ("https://open.feishu.cn/", "https://open.feishu.cn"),
        ("https://open.larksuite.com/open-apis", "https://open.larksuite.com"),
        ("http://127.0.0.1:8370", "http://127.0.0.1:8370"),
        ("http://localhost:8370/", "http://localhost:8370"),
        ("http://[::1]:8370", "http://[::1]:8370"),
        ("https://proxy.example.com/feishu/", "https://proxy.example.com/feishu"),
    ],
)
def test_words_and_links_become_the_api_root(text, url):
    assert regions.normalize_base_url(text) == url


@pytest.mark.parametrize(
    "text,why",
    [
        ("http://open.feishu.cn", "https"),
        ("http://10.0.0.1", "https"),
        ("open.feishu.cn", "URL"),
        ("ftp://open.feishu.cn", "URL"),
        ("https://u:p@open.feishu.cn", "password"),
        ("", "URL"),
    ],
)
def test_other_texts_are_refused_with_a_reason(text, why):
    with pytest.raises(ValueError, match=why):
        regions.normalize_base_url(text)


def test_the_scope_page_is_on_the_console_of_the_region():
    url = regions.scope_url(regions.LARK, "cli_a", ["im:message", "im:chat"])
    assert url == (
        "https://open.larksuite.com/app/cli_a/auth"
        "?q=im:message,im:chat&op_from=openapi&token_type=tenant"
    )
    assert regions.console_url("http://127.0.0.1:1", "cli_a").startswith("https://open.feishu.cn/")


def test_each_region_names_the_other():
    assert regions.other_region(regions.LARK) == "feishu"
    assert regions.other_region(regions.FEISHU) == "lark"


@pytest.mark.parametrize(
    "base_url,accounts",
    [
        (regions.FEISHU, "https://accounts.feishu.cn"),
        (regions.LARK, "https://accounts.larksuite.com"),
        ("http://127.0.0.1:8370", "http://127.0.0.1:8370"),
        ("https://proxy.example.com/feishu", "https://proxy.example.com/feishu"),
    ],
)
def test_users_sign_in_with_the_accounts_of_the_region(base_url, accounts):
    assert regions.accounts_url(base_url) == accounts


def test_the_scope_page_of_users_names_their_identity():
    url = regions.scope_url(regions.FEISHU, "cli_a", ["task:task:read"], identity="user")
    assert url.endswith("&token_type=user")
