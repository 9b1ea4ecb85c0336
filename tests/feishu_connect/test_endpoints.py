from __future__ import annotations

import re

import pytest

from feishu_connect import endpoints
from feishu_connect.endpoints import Repeat

ROWS = endpoints.every_endpoint()
#: What every app and every signed-in user may ask about itself.
WITHOUT_SCOPE = {
    endpoints.AUTHEN_USER_INFO.name,
    "application.scope.list",
    "bot.info",
}


def test_names_and_addresses_are_unique():
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert len({(row.method, row.path) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_is_whole(row):
    # One call of the API lives on the web domain.
    assert row.path.startswith("/open-apis/") or row.name == "approval.file.upload"
    assert row.docs.startswith("/")
    assert row.rate.per_second or row.rate.per_minute
    assert row.anonymous or row.scopes or row.name in WITHOUT_SCOPE
    assert (row.repeat is Repeat.KEYED) == bool(row.key)
    assert row.page_size == 0 or 10 <= row.page_size <= 1000


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_path_values_are_escaped(row):
    values = dict.fromkeys(re.findall(r"{(\w+)}", row.path), "a/b?c")
    url = row.url("https://open.feishu.cn", values)
    assert "a/b" not in url
    assert url.count("a%2Fb%3Fc") == len(re.findall(r"{\w+}", row.path))


def test_creates_without_a_key_are_never_repeated():
    assert endpoints.BITABLE_TABLE_CREATE.repeat is Repeat.NEVER
