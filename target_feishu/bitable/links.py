"""The links of a run that wait for rows which are not there yet, and the second pass over them."""

from __future__ import annotations

import typing as t

from target_feishu.bitable.second_pass import set_links

if t.TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from target_feishu.bitable.linking import HeldRecord, OpenLink, Slot, StreamLinks

#: Links that are set before all of them can be.
_ENOUGH = 1000
#: Seconds before the last look: replicas may not know the newest rows yet.
_PAUSE = 2.0


class Links:
    """What is open, of all streams."""

    def __init__(self) -> None:
        """Wait for nothing."""
        self._open: dict[Slot, OpenLink] = {}
        self._held: list[HeldRecord] = []
        self._is_settling = False
        #: The input has ended: what is not there now never comes.
        self.is_final = False

    @property
    def is_open(self) -> bool:
        """Whether a link is not on Feishu that a record has asked for."""
        return bool(self._open or self._held)

    def open(self, slot: Slot, link: OpenLink) -> None:
        """Let a cell wait."""
        self._open[slot] = link

    def close(self, slot: Slot) -> None:
        """Forget a cell: a later record says something else of it."""
        self._open.pop(slot, None)

    def hold(self, record: HeldRecord) -> None:
        """Let a record wait."""
        self._held.append(record)

    def settle(self, *, final: bool = False) -> None:
        """Set the links whose rows are there now; at the end apply the policies to the others.

        Raises:
            FeishuError: A link stays unresolved and its policy is `fail`, or Feishu refuses one.
        """
        if self._is_settling or not self.is_open:
            return
        self._is_settling = True
        try:
            self._pass(least=1 if final else _ENOUGH)
            if final and self.is_open:
                self._end()
        finally:
            self._is_settling = False

    def _pass(self, least: int) -> None:
        while self._release():
            pass
        ready = [slot for slot, link in self._open.items() if link.is_ready]
        if len(ready) >= min(least, len(self._open)):
            self._set(ready)

    def _release(self) -> bool:
        """Write the held records that are ready; their rows may be what others wait for."""
        ready = [each for each in self._held if each.is_ready]
        if ready:
            waiting = {id(each) for each in ready}
            self._held = [each for each in self._held if id(each) not in waiting]
            _write(ready)
        return bool(ready)

    def _end(self) -> None:
        streams = {id(each.stream): each.stream for each in self._open.values()}
        streams.update({id(each.stream): each.stream for each in self._held})
        if _look_again(streams.values()):
            self._pass(least=1)
        self.is_final = True
        put_aside: set[int] = set()
        kept = [slot for slot, link in self._open.items() if not _given_up(link, put_aside)]
        held = [each for each in self._held if not _given_up(each, put_aside)]
        self._set(kept)
        self._open, self._held = {}, []
        _write(held)

    def _set(self, slots: Collection[Slot]) -> None:
        if slots:
            set_links({slot: self._open[slot] for slot in slots})
        for slot in slots:
            del self._open[slot]


def _look_again(streams: Iterable[StreamLinks]) -> bool:
    """Let the tables be read anew into which this run has written; tell whether there are any."""
    found = [
        rows
        for stream in streams
        for resolver in stream.resolvers.values()
        if (rows := resolver.find()) is not None and rows.table.made.count
    ]
    for rows in found:
        rows.rescan()
    if found:
        found[0].table.client.clock.sleep(_PAUSE)
    return bool(found)


def _given_up(waiting: OpenLink | HeldRecord, put_aside: set[int]) -> bool:
    """Put aside what can never be written; False where it is written as far as it goes.

    Raises:
        RecordError: The policy is to stop.
    """
    if waiting.is_ready:
        return False
    policy, record, error = waiting.problem()
    if policy == "empty":
        return False
    if policy == "fail" or record is None:
        raise error
    if id(record) in put_aside:
        return True
    put_aside.add(id(record))
    owner = waiting.stream.owner
    owner.target.dead_letters.add(owner.stream_name, record, error)
    owner.count(dead_lettered=1)
    return True


def _write(records: Iterable[HeldRecord]) -> None:
    by_stream: dict[int, list[HeldRecord]] = {}
    for each in records:
        by_stream.setdefault(id(each.stream), []).append(each)
    for group in by_stream.values():
        # The field of a link may have had to wait too.
        group[0].stream.owner.bound()
        group[0].stream.owner.process_batch({"records": [each.record for each in group]})
