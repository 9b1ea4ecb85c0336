from __future__ import annotations

import logging

import pytest

from feishu_connect.errors import ScopeError
from feishu_connect.exits import EXIT_CRASHED, EXIT_FAILED, orderly_exit

LOGGER = logging.getLogger("some-command")


def fail(error: Exception):
    raise error


def test_a_failure_that_is_understood_is_one_line_with_its_cure(caplog):
    with pytest.raises(SystemExit) as ended, orderly_exit(LOGGER):
        fail(ScopeError("The app lacks\na scope", cure="Grant it"))
    assert ended.value.code == EXIT_FAILED
    assert caplog.messages == ["The app lacks a scope -> Grant it"]
    assert caplog.records[0].exc_info is None


def test_errors_of_a_library_can_be_declared_as_understood(caplog):
    with pytest.raises(SystemExit) as ended, orderly_exit(LOGGER, KeyError):
        raise KeyError
    assert ended.value.code == EXIT_FAILED
    assert caplog.messages == ["KeyError"]


def test_a_token_in_a_message_is_masked(caplog):
    with pytest.raises(SystemExit), orderly_exit(LOGGER, ValueError):
        fail(ValueError("refused t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234"))
    assert caplog.messages == ["refused ***"]


def test_a_crash_keeps_its_traceback_and_has_a_code_of_its_own(caplog):
    with pytest.raises(SystemExit) as ended, orderly_exit(LOGGER):
        raise ZeroDivisionError
    assert ended.value.code == EXIT_CRASHED
    assert caplog.records[0].exc_info


def test_an_end_by_signal_passes():
    with pytest.raises(SystemExit) as ended, orderly_exit(LOGGER):
        raise SystemExit(143)
    assert ended.value.code == 143
