from __future__ import annotations

import datetime as dt

import pytest

from feishu_connect.receiver.replay import SeenPosts, is_stale
from tests.support import START, FakeClock


def seconds(offset: dt.timedelta) -> str:
    return str(int((START + offset).timestamp()))


@pytest.mark.parametrize(
    "offset",
    [
        dt.timedelta(0),
        dt.timedelta(minutes=4),
        -dt.timedelta(seconds=15),
        -dt.timedelta(minutes=5),
        -dt.timedelta(hours=1),
        -dt.timedelta(hours=7, minutes=6),
    ],
    ids=str,
)
def test_all_of_feishus_repetitions_are_in_time(offset):
    assert not is_stale(seconds(offset), START)


@pytest.mark.parametrize("offset", [dt.timedelta(minutes=6), -dt.timedelta(hours=9)], ids=str)
def test_what_is_older_or_of_the_future_is_stale(offset):
    assert is_stale(seconds(offset), START)


def test_milliseconds_and_fractions_are_understood():
    assert not is_stale(seconds(dt.timedelta(0)) + "000", START)
    assert not is_stale(seconds(dt.timedelta(0)) + ".25", START)


@pytest.mark.parametrize("text", ["", "now", "17000000", "17000000001", "-1700000000", "٣" * 10])
def test_what_is_no_timestamp_is_stale(text):
    assert is_stale(text, START)


@pytest.mark.parametrize("moved", range(1, 7))
def test_digits_moved_over_from_the_nonce_do_not_freshen_an_old_post(moved):
    old = seconds(-dt.timedelta(days=2))
    assert is_stale(old + "123456"[:moved], START)


def test_posts_are_remembered_until_they_would_be_stale():
    clock = FakeClock()
    seen = SeenPosts(clock)
    seen.add("a")
    clock.sleep(dt.timedelta(hours=8).total_seconds())
    seen.add("b")
    assert "a" in seen
    clock.sleep(dt.timedelta(hours=1).total_seconds())
    seen.add("c")
    assert "a" not in seen
    assert "b" in seen


def test_memory_is_bounded():
    seen = SeenPosts(FakeClock(), limit=2)
    for signature in "abc":
        seen.add(signature)
    assert [signature in seen for signature in "abc"] == [False, True, True]
