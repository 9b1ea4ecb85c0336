"""The SDK's own tests of a tap; they look at shapes, the other modules at truth."""

from __future__ import annotations

import typing as t

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class

from feishu_sandbox import Sandbox
from tap_feishu import TapFeishu

# Nobody in the seeded company fills some attributes, e.g. `origin` of tasks. The kit warns of the
# first one that it meets only, so whether it warns depends on the order of the tests.
pytestmark = pytest.mark.filterwarnings("ignore:No records were available to test")

# The kit discovers streams when its class is made, so the sandbox has to run by then.
_SANDBOX = Sandbox(limits=False).start()


@pytest.fixture(scope="module", autouse=True)
def _stopped() -> t.Iterator[None]:
    yield
    _SANDBOX.stop()


def _everything() -> dict[str, t.Any]:
    """Settings with which nearly every stream of the seeded company has rows."""
    world = _SANDBOX.world
    folder = next(
        token
        for token, entry in world.state.drive.entries.items()
        if entry.type == "folder" and _SANDBOX.app.app_id in entry.access
    )
    return {
        **_SANDBOX.config,
        "approval_codes": world.approvals.codes,
        "approval_listing": "query",
        "ended_lookback": 86_400,
        "drive_folders": [folder],
        "wiki_spaces": [next(iter(world.state.wiki.spaces))],
    }


class EveryStream(TapFeishu):
    """Selects all that the identity can read, not only what the settings name."""

    def discover_streams(self):
        streams = super().discover_streams()
        for stream in streams:
            takes = getattr(stream, "takes", lambda _: True)
            stream.selected_by_default = takes("app")
        return streams


TestTapFeishu = get_tap_test_class(
    EveryStream,
    config=_everything(),
    suite_config=SuiteConfig(
        # An empty table; what the receiver alone fills; what a signed-in user alone may read.
        ignore_no_records_for_streams=["crm_客户管理__空表_empty", "events", "my_tasks"],
    ),
)
