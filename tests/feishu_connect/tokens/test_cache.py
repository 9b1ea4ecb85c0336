from __future__ import annotations

import threading

import pytest

from feishu_connect.tokens import CachedTokens, Token
from tests.support import FakeClock


class Source:
    def __init__(self, life: float) -> None:
        self.life = life
        self.fetched = 0

    def __call__(self) -> Token:
        self.fetched += 1
        return Token(f"t-{self.fetched}", self.life)


@pytest.mark.parametrize(
    "life,serves",
    [(7200, 7020), (4567, 4387), (60, 54)],
    ids=["fresh", "the rest of an older token", "very short"],
)
def test_a_token_serves_the_life_that_was_told_less_a_margin(life, serves):
    clock, source = FakeClock(), Source(life)
    tokens = CachedTokens(source, clock)
    tokens.token()
    clock.sleep(serves - 0.1)
    assert tokens.token() == "t-1"
    clock.sleep(0.2)
    assert tokens.token() == "t-2"
    assert source.fetched == 2


def test_a_refused_token_is_replaced_once_however_many_saw_it():
    source = Source(7200)
    tokens = CachedTokens(source, FakeClock())
    refused = tokens.token()
    assert tokens.refresh(refused) == "t-2"
    assert tokens.refresh(refused) == "t-2"
    assert source.fetched == 2


def test_threads_that_ask_together_fetch_once():
    started = threading.Event()

    def fetch() -> Token:
        calls.append(1)
        started.wait(timeout=10)
        return Token("t-1", 7200)

    calls: list[int] = []
    tokens = CachedTokens(fetch, FakeClock())
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(tokens.token())) for _ in range(8)]
    for thread in threads:
        thread.start()
    started.set()
    for thread in threads:
        thread.join(timeout=10)
    assert got == ["t-1"] * 8
    assert len(calls) == 1
