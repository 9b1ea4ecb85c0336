"""The SDK's own tests of a tap; they look at shapes, the other modules at truth."""

from __future__ import annotations

import typing as t

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class

from feishu_sandbox import Sandbox
from tap_feishu import TapFeishu

# The kit discovers streams when its class is made, so the sandbox has to run by then.
_SANDBOX = Sandbox(limits=False).start()


@pytest.fixture(scope="module", autouse=True)
def _stopped() -> t.Iterator[None]:
    yield
    _SANDBOX.stop()


TestTapFeishu = get_tap_test_class(
    TapFeishu,
    config=_SANDBOX.config,
    suite_config=SuiteConfig(ignore_no_records_for_streams=["crm_客户管理__空表_empty"]),
)
