"""The doctor asks for what the settings call, and for nothing else."""

from __future__ import annotations

import pytest

from feishu_connect import endpoints
from tap_feishu.needs import needs

CONFIG = {"app_id": "cli_a1", "app_secret": "s", "bases": ["bascn123456"]}


@pytest.mark.parametrize(
    "setting, endpoint",
    [
        ({"deletes": "tombstone"}, endpoints.BITABLE_RECORD_BATCH_GET),
        ({"attachments": "download"}, endpoints.DRIVE_MEDIA_DOWNLOAD),
    ],
)
def test_an_endpoint_is_needed_with_its_setting_only(setting, endpoint):
    assert all(endpoint not in need.endpoints for need in needs(CONFIG))
    assert any(endpoint in need.endpoints for need in needs({**CONFIG, **setting}))
