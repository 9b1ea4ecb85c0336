"""Spans of time in which approval instances started, and how a cursor keeps them.

A slot is 10 hours, the longest that Feishu lists codes for at once, and begins at a multiple of
10 hours since 1970; so a slot is one number, whatever run asks for it.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SLOT_MS: t.Final = 36_000_000
DAY_MS: t.Final = 86_400_000
#: The longest span of a query.
QUERY_MS: t.Final = 30 * DAY_MS


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end` in milliseconds, both included; `slot` is None for a longer span."""

    start: int
    end: int
    slot: int | None = None


def slot_of(milliseconds: int) -> int:
    """Tell the slot of a moment."""
    return milliseconds // SLOT_MS


def slot_spans(slots: Iterable[int]) -> Iterator[Span]:
    """Give each slot as a span.

    Neighbours share their boundary: Feishu does not say whether bounds are included.
    """
    return (Span(slot * SLOT_MS, (slot + 1) * SLOT_MS, slot) for slot in slots)


def query_spans(start: int, end: int) -> Iterator[Span]:
    """Cut what lies between two moments into spans that a query takes."""
    for begin in range(start, end, QUERY_MS):
        yield Span(begin, min(begin + QUERY_MS, end))


def write_slots(slots: Iterable[int]) -> str:
    """Write slots as `48211,48213-48260`."""
    runs: list[list[int]] = []
    for slot in sorted(set(slots)):
        if runs and slot == runs[-1][1] + 1:
            runs[-1][1] = slot
        else:
            runs.append([slot, slot])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


def read_slots(text: str) -> frozenset[int]:
    """Read what `write_slots` wrote."""
    slots: set[int] = set()
    for run in filter(None, text.split(",")):
        low, _, high = run.partition("-")
        slots.update(range(int(low), int(high or low) + 1))
    return frozenset(slots)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the instances of one definition are read.

    Attributes:
        since: Instances that started before are not wanted.
        until: All that started up to here were found.
        slots: Where those started that may still change.
    """

    since: int
    until: int
    slots: frozenset[int]

    @classmethod
    def read(cls, value: t.Mapping[str, t.Any]) -> Cursor:
        """Read it from the state."""
        slots = read_slots(str(value.get("slots") or ""))
        return cls(int(value.get("since") or 0), int(value.get("until") or 0), slots)

    def write(self) -> dict[str, t.Any]:
        """Write it for the state."""
        return {"since": self.since, "until": self.until, "slots": write_slots(self.slots)}
