from __future__ import annotations

import asyncio
import itertools
import threading
import typing as t

import pytest

from feishu_connect.receiver import writing
from feishu_connect.receiver.envelope import Envelope, read_envelope
from feishu_connect.receiver.refusals import PostRefusedError, Reason
from feishu_connect.receiver.writing import Writer
from tests.feishu_connect.receiver.support import v2

if t.TYPE_CHECKING:
    from collections.abc import Sequence


def event(number: int) -> Envelope:
    found = read_envelope(v2(event_id=str(number)))
    assert isinstance(found, Envelope)
    return found


class Taking:
    """Takes groups, the first of them not before it is released."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.begun = threading.Event()
        self.release = threading.Event()

    def __call__(self, envelopes: Sequence[Envelope]) -> list[Reason | None]:
        self.begun.set()
        self.release.wait()
        self.groups.append([one.event_id for one in envelopes])
        return [Reason.MALFORMED if one.event_id == "13" else None for one in envelopes]


def reason_of(outcome: object) -> Reason:
    assert isinstance(outcome, PostRefusedError)
    return outcome.reason


def test_what_arrives_during_a_commit_shares_the_next():
    taking = Taking()

    async def posts() -> list[object]:
        writer = Writer(taking)
        first = asyncio.ensure_future(writer.write(event(0)))
        await asyncio.get_running_loop().run_in_executor(None, taking.begun.wait)
        others = [asyncio.ensure_future(writer.write(event(n))) for n in range(1, 151)]
        await asyncio.sleep(0)
        taking.release.set()
        outcomes = await asyncio.gather(first, *others, return_exceptions=True)
        await writer.close()
        return list(outcomes)

    outcomes = asyncio.run(posts())
    assert [len(group) for group in taking.groups] == [1, writing.LARGEST_GROUP, 50]
    assert list(itertools.chain(*taking.groups)) == [str(n) for n in range(151)]
    assert reason_of(outcomes.pop(13)) is Reason.MALFORMED
    assert set(outcomes) == {None}


def test_a_post_is_given_back_in_time_and_stored_all_the_same():
    taking = Taking()

    async def post() -> None:
        writer = Writer(taking, patience=0.01)
        with pytest.raises(PostRefusedError) as refused:
            await writer.write(event(1))
        assert refused.value.reason is Reason.STORE_UNAVAILABLE
        assert taking.groups == []
        taking.release.set()
        await writer.close()

    asyncio.run(post())
    assert taking.groups == [["1"]]


def test_more_than_can_wait_is_given_back_at_once():
    taking = Taking()

    async def posts() -> list[object]:
        writer = Writer(taking, most_waiting=1)
        first = asyncio.ensure_future(writer.write(event(1)))
        await asyncio.get_running_loop().run_in_executor(None, taking.begun.wait)
        others = [asyncio.ensure_future(writer.write(event(n))) for n in (2, 3)]
        await asyncio.sleep(0)
        taking.release.set()
        outcomes = await asyncio.gather(first, *others, return_exceptions=True)
        await writer.write(event(4))
        await writer.close()
        return list(outcomes)

    *stored, last = asyncio.run(posts())
    assert stored == [None, None]
    assert reason_of(last) is Reason.OVERLOADED
    assert taking.groups == [["1"], ["2"], ["4"]]


def test_a_writer_that_never_wrote_can_be_closed():
    asyncio.run(Writer(Taking()).close())
