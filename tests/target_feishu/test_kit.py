"""The SDK's own target tests, against the sandbox."""

from __future__ import annotations

import typing as t

import pytest
from singer_sdk.testing import get_target_test_class

from feishu_sandbox import Sandbox
from target_feishu.target import TargetFeishu

if t.TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG: dict[str, t.Any] = {
    "app_id": "cli_a000000000000001",
    "app_secret": "replaced by the sandbox's",
    "base": "bascnreplacedbythesandbox",
}

KitTests: type = get_target_test_class(target_class=TargetFeishu, config=CONFIG)


@pytest.fixture(scope="module")
def kit_sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def _sandbox_settings(kit_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the kit at a sandbox with an empty base; the kit copies CONFIG when it is made."""
    config = {key: kit_sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    base = kit_sandbox.world.add_base("kit")
    for name, value in {**config, "base": base.app_token}.items():
        monkeypatch.setitem(CONFIG, name, value)


class TestTargetFeishu(KitTests):
    """Whatever the SDK expects of a target."""
