"""What a run did, in numbers."""

from __future__ import annotations

from collections import Counter


class Summary:
    """Counts per stream and destination."""

    def __init__(self) -> None:
        """Start with nothing done."""
        self.counts: dict[tuple[str, str], Counter[str]] = {}

    def add(self, stream: str, destination: str, **amounts: int) -> None:
        """Count what has landed, e.g. `created=3, updated=1`."""
        self.counts.setdefault((stream, destination), Counter()).update(amounts)

    def lines(self) -> list[str]:
        """Tell it in one sentence a stream."""
        return [
            f"{stream} -> {destination}: {_amounts(counts)}"
            for (stream, destination), counts in self.counts.items()
        ]


def _amounts(counts: Counter[str]) -> str:
    return ", ".join(f"{amount} {what}" for what, amount in counts.items() if amount) or "nothing"
