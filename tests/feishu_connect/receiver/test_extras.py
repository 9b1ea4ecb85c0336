from __future__ import annotations

import sys

import pytest

from feishu_connect.errors import SettingsError
from feishu_connect.receiver import build_app
from feishu_connect.receiver.extras import needs_extra
from tests.feishu_connect.receiver.support import Settings


def test_a_missing_extra_is_named(monkeypatch, store):
    for name in ("app", "bodies"):
        monkeypatch.delitem(sys.modules, f"feishu_connect.receiver.{name}", raising=False)
    for name in [name for name in sys.modules if name.partition(".")[0] == "starlette"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SettingsError, match=r"pip install 'singer-feishu\[receiver\]'"):
        build_app(Settings(), store)


def test_a_module_of_ours_that_is_missing_is_no_missing_extra():
    with pytest.raises(ModuleNotFoundError, match="receiver"), needs_extra("receiver"):
        import feishu_connect.receiver.nothing  # noqa: F401, PLC0415
