"""The SDK's own kit for targets, run against the warehouse."""

from __future__ import annotations

import tempfile
from pathlib import Path

from singer_sdk.testing import get_target_test_class

from sqlite_warehouse.target import TargetWarehouse

_FOLDER = tempfile.TemporaryDirectory()

TestTargetWarehouse = get_target_test_class(
    TargetWarehouse, config={"path": str(Path(_FOLDER.name) / "warehouse.sqlite")}
)
