"""Messages as a kind of destination."""

from __future__ import annotations

import typing as t

from target_feishu.kind import Kind
from target_feishu.messages.needs import needs
from target_feishu.messages.problems import problems
from target_feishu.messages.route import PROPERTIES, MessageRoute
from target_feishu.messages.sink import MessageSink

MESSAGE: t.Final = Kind(
    name="message",
    summary="One message a record.",
    route=MessageRoute,
    sink=MessageSink,
    properties=PROPERTIES,
    required=("content",),
    problems=problems,
    needs=needs,
)
