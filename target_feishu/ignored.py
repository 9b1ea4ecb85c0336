"""Streams that a route leaves out."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from singer_sdk.sinks import RecordSink

from target_feishu.kind import Kind, Route
from target_feishu.sinks import FeishuSink

if t.TYPE_CHECKING:
    from target_feishu.sinks import Record


@dataclass(frozen=True, slots=True)
class IgnoreRoute(Route):
    """Records that go nowhere."""


class IgnoreSink(FeishuSink, RecordSink):
    """Takes the records of a stream that a route leaves out."""

    destination = "nowhere"

    def get_validator(self) -> None:
        """Check nothing: what is not written cannot be wrong."""

    def take(self, record: Record, context: Record) -> None:  # noqa: ARG002
        """Count the record."""
        self.count(ignored=1)


IGNORE: t.Final = Kind(
    name="ignore", summary="Nothing: the stream is left out.", route=IgnoreRoute, sink=IgnoreSink
)
