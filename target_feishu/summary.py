"""What a run did, in numbers: per stream what became of its records, and the calls they cost."""

from __future__ import annotations

import typing as t
from collections import Counter

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Endpoints that the last line names, the busiest first.
_NAMED = 5


class Summary:
    """Counts per stream and destination."""

    def __init__(self, calls: Callable[[], Mapping[str, int]] = dict) -> None:
        """Start with nothing done.

        Args:
            calls: Tells the calls made so far, by endpoint.
        """
        self.counts: dict[tuple[str, str], Counter[str]] = {}
        #: Records read, by stream.
        self.read: Counter[str] = Counter()
        #: Calls made on behalf of a stream.
        self.calls: Counter[str] = Counter()
        self._ask = calls
        self._turn = ""
        self._seen = 0

    def add(self, stream: str, destination: str, **amounts: int) -> None:
        """Count what has landed, e.g. `created=3, updated=1`."""
        self.counts.setdefault((stream, destination), Counter()).update(amounts)

    def turn(self, stream: str) -> None:
        """Charge the calls from now on to a stream. The target does one thing at a time."""
        if stream != self._turn:
            self._charge()
            self._turn = stream

    @property
    def landed(self) -> Counter[str]:
        """Records that were dealt with, by stream."""
        landed: Counter[str] = Counter()
        for (stream, _), counts in self.counts.items():
            # What is there in part is counted under another name too.
            whole = (each for name, each in counts.items() if not name.endswith("_in_part"))
            landed[stream] += sum(whole)
        return landed

    @property
    def total_calls(self) -> int:
        """All calls made so far, those for tokens among them."""
        return sum(self._ask().values())

    def lines(self) -> list[str]:
        """Tell in one sentence a stream what became of its records."""
        return [
            f"{stream} -> {destination}: {amounts(counts)}"
            for (stream, destination), counts in self.counts.items()
        ]

    def report(self, seconds: float) -> list[str]:
        """Tell it with the calls that each stream took, and in a last line all together."""
        self._charge()
        told = [
            f"{stream} -> {destination}: {amounts(counts)}; {calls(self.calls[stream])}"
            for (stream, destination), counts in self.counts.items()
        ]
        counted = {stream for stream, _ in self.counts}
        told += [
            f"{stream}: nothing; {calls(number)}"
            for stream, number in self.calls.items()
            if stream and stream not in counted
        ]
        return [*told, self._total(seconds)]

    def _total(self, seconds: float) -> str:
        together = sum(self.counts.values(), Counter[str]())
        made = Counter(self._ask())
        named = [f"{name} {number}" for name, number in made.most_common(_NAMED)]
        if len(made) > _NAMED:
            named.append("...")
        which = f" ({', '.join(named)})" if named else ""
        return f"total: {amounts(together)}; {calls(made.total())}{which} in {seconds:.1f} s"

    def _charge(self) -> None:
        made = self.total_calls
        if made > self._seen:
            self.calls[self._turn] += made - self._seen
        self._seen = made


def amounts(counts: Mapping[str, int]) -> str:
    """Write `3 created, 1 dead-lettered`."""
    told = [f"{number} {what.replace('_', '-')}" for what, number in counts.items() if number]
    return ", ".join(told) or "nothing"


def calls(number: int) -> str:
    """Write `1 call`, `2 calls`."""
    return f"{number} call" if number == 1 else f"{number} calls"
