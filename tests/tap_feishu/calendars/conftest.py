"""A tenant whose calendars are the test's own."""

from __future__ import annotations

import pytest

from tests.tap_feishu.calendars.office import Office


@pytest.fixture
def office(bench, tmp_path):
    return Office(bench, tmp_path)


@pytest.fixture
def team(office):
    return office.acts.add_calendar("团队")
