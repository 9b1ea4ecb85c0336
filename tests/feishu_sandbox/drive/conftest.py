"""A folder that the app may manage."""

from __future__ import annotations

import pytest


@pytest.fixture
def drive(sandbox):
    return sandbox.world.drive


@pytest.fixture
def folder(sandbox, drive):
    token = drive.add_folder("共享 Shared")
    drive.share(token, sandbox.app.app_id, "manage")
    return token


@pytest.fixture
def file(drive, folder):
    return drive.add_file("报告 Report.pdf", folder)
