from __future__ import annotations

import bisect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feishu_connect.pacing import STANDARD, LocalPacer, Rate
from tests.support import FakeClock


def times(rate: Rate, calls: int, gaps: list[float] | None = None) -> list[float]:
    """Tell when each call may go out, the caller taking `gaps` seconds between calls."""
    clock = FakeClock()
    pacer = LocalPacer(clock)
    found = []
    for number in range(calls):
        pacer.acquire("lane", rate)
        found.append(clock.monotonic())
        clock.sleep(gaps[number % len(gaps)] if gaps else 0)
    return found


def most_within(window: float, moments: list[float]) -> int:
    """Count the calls of the fullest window, the right end excluded."""
    return max(bisect.bisect_left(moments, at + window) - i for i, at in enumerate(moments))


@pytest.mark.parametrize("rate", [Rate(per_second=20), Rate(per_second=5), Rate(per_second=50)])
def test_a_limit_per_second_holds_from_the_first_call(rate):
    moments = times(rate, 200)
    assert moments[0] == 1000.0
    assert most_within(1.0, moments) <= rate.per_second


@pytest.mark.parametrize("rate", [Rate(per_minute=100), Rate(per_minute=20), STANDARD])
def test_a_limit_per_minute_holds_from_the_first_call(rate):
    assert most_within(60.0, times(rate, 3000)) <= rate.per_minute


def test_both_limits_of_the_standard_tier_hold():
    moments = times(STANDARD, 2500)
    assert most_within(1.0, moments) <= 50


@given(st.lists(st.floats(0, 5), min_size=1, max_size=20))
def test_pauses_of_the_caller_save_up_no_more_than_the_limit(gaps):
    moments = times(Rate(per_minute=100), 400, gaps)
    assert most_within(60.0, moments) <= 100


def test_most_of_the_quota_is_used():
    moments = times(Rate(per_second=20), 200)
    assert 199 / (moments[-1] - moments[0]) > 18


def test_lanes_do_not_slow_each_other():
    clock = FakeClock()
    pacer = LocalPacer(clock)
    for lane in "abc":
        pacer.acquire(lane, Rate(per_second=1))
    assert clock.slept == []


def test_a_throttled_lane_stays_closed_as_long_as_told():
    clock = FakeClock()
    pacer = LocalPacer(clock)
    pacer.acquire("lane", Rate(per_second=20))
    pacer.throttled("lane", None, 4.0)
    pacer.acquire("lane", Rate(per_second=20))
    assert clock.seconds >= 1004.0


@pytest.mark.parametrize(
    "known,limit,reset,learnt",
    [
        (Rate(per_second=20), 5, 1, Rate(per_second=5)),
        (Rate(per_second=20), 100, 52, Rate(per_second=20)),
        (Rate(per_second=20), 10, 3, Rate(per_second=10)),
        (STANDARD, 100, 52, Rate(per_second=50, per_minute=100)),
        (STANDARD, 1000, 30, STANDARD),
        (STANDARD, 50, 1, STANDARD),
        (Rate(), 100, 30, Rate(per_minute=100)),
        (Rate(), 5, 1, Rate(per_second=5)),
    ],
)
def test_a_lower_limit_is_learnt_and_a_higher_one_is_not(known, limit, reset, learnt):
    assert known.lowered(limit, reset) == learnt


def test_a_learnt_limit_is_kept():
    clock = FakeClock()
    pacer = LocalPacer(clock)
    pacer.acquire("lane", Rate(per_second=50))
    pacer.throttled("lane", 2, 1)
    moments = []
    for _ in range(6):
        pacer.acquire("lane", Rate(per_second=50))
        moments.append(clock.monotonic())
    assert most_within(1.0, moments) <= 2
