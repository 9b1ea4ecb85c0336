from __future__ import annotations

import re

import pytest

from feishu_connect.codes import CODES, Action, resolve, resolve_status
from feishu_connect.errors import RetriesExhaustedError


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_row_has_a_meaning_and_an_error_that_fits_its_action(code):
    row = CODES[code]
    assert row.meaning
    passing = {Action.WAIT, Action.RETRY, Action.UNSURE, Action.FEW}
    assert (row.error is RetriesExhaustedError) == (row.action in passing)
    assert not re.search(r"[.!]$", row.cure)


@pytest.mark.parametrize(
    "code,action",
    [
        (99991400, Action.WAIT),
        (1254290, Action.WAIT),
        (1254291, Action.RETRY),
        (1254607, Action.UNSURE),
        (1255040, Action.UNSURE),
        (99991663, Action.REFRESH),
        (99991403, Action.FAIL),
        (1254608, Action.VERIFY),
        (1254606, Action.SUCCESS),
        (1254060, Action.FAIL),
    ],
)
def test_the_codes_that_decide_a_run(code, action):
    assert resolve(code, 200).action is action


@pytest.mark.parametrize(
    "status,action",
    [(429, Action.WAIT), (500, Action.UNSURE), (504, Action.UNSURE), (400, Action.FAIL)],
)
def test_an_unknown_code_is_judged_by_its_status(status, action):
    assert resolve(31415926, status).action is action
    assert resolve_status(status).action is action


@pytest.mark.parametrize("code", [190004, 190005, 190010])
def test_calendars_that_are_asked_too_much_are_waited_for(code):
    assert resolve(code, 429).action is Action.WAIT


def test_an_event_that_is_not_found_may_be_too_new_and_a_deleted_one_is_gone():
    assert resolve(193001, 404).action is Action.FRESH
    assert resolve(193003, 403).action is Action.FAIL
