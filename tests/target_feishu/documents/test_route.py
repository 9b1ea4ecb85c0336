"""The settings of a route: checked before the first call, and what they need of Feishu."""

from __future__ import annotations

import pytest

from target_feishu.config import config_problems
from target_feishu.documents.kind import problems
from target_feishu.needs import needs
from tests.target_feishu.documents.library import ROUTE


@pytest.mark.parametrize(
    "setting, told",
    [
        ({"title": "{{ a"}, "`title` is not a valid template"),
        ({"members": ["{{ a"]}, r"`members[0]` is not a valid template"),
        ({"content_type": "text"}, "`content_type` must be `markdown` or `html`, or a template"),
        ({"operation": "drop"}, "`operation` must be `upsert` or `delete`, or a template"),
        ({"folder_token": "no folder"}, "`folder_token` must be a folder's link"),
    ],
    ids=["template", "member", "type", "operation", "folder"],
)
def test_mistakes_are_told(setting, told):
    [problem] = problems({**ROUTE, **setting}, None)
    assert told in problem


def test_templates_and_links_are_right():
    route = {
        "content_type": "{{ kind }}",
        "operation": "{{ act }}",
        "folder_token": "https://acme.feishu.cn/drive/folder/fldcnqquW1svRIYVT2Np6Iabcef",
        "members": "{{ people }}",
    }
    assert problems({**ROUTE, **route}, None) == []


def test_unknown_settings_are_an_error(sandbox):
    config = {**sandbox.config, "routes": [{**ROUTE, "folder": "x"}]}
    assert any("folder" in problem for problem in config_problems(config))


def test_scopes_that_few_runs_need_are_told_so(sandbox):
    found = needs({**sandbox.config, "routes": [{**ROUTE, "members": ["ou_x"]}]})
    always = {row.name for need in found if not need.only_if for row in need.endpoints}
    assert always == {
        "docx.document.create",
        "docx.document.convert",
        "docx.document.block.descendant.create",
        "docx.document.block.list",
        "drive.permission.member.create",
    }
    seldom = {row.name for need in found if need.only_if for row in need.endpoints}
    assert {"drive.file.list", "drive.file.delete", "drive.media.upload_all"} < seldom
