from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.feishu_sandbox.oauth.flow import SignIn

if TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from tests.feishu_sandbox.conftest import Api


@pytest.fixture
def flow(sandbox: Sandbox, api: Api) -> SignIn:
    return SignIn(sandbox, api)
