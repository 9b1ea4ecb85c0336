"""Messages as a kind of destination."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.doctor.needs import Need
from feishu_connect.doctor.probes import ChatProbe
from target_feishu.kind import Kind
from target_feishu.messages.content import content_problems, kind_of_id
from target_feishu.messages.route import PROPERTIES, MessageRoute
from target_feishu.messages.sink import MessageSink

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from target_feishu.config import TargetSettings


def needs(routes: Sequence[MessageRoute], settings: TargetSettings) -> Iterator[Need]:  # noqa: ARG001
    """One need for all of them: they share the bot."""
    chats = [route.receive_id for route in routes if _is_chat(route)]
    probe = ChatProbe(tuple(dict.fromkeys(chats)), others=len(chats) < len(routes))
    what = ", ".join(dict.fromkeys(f"route {route.stream}" for route in routes))
    yield Need(what, (endpoints.IM_MESSAGE_CREATE,), probe)


def _is_chat(route: MessageRoute) -> bool:
    """Tell whether the receiver is a chat whose id is written out, not a template."""
    kind = route.receive_id_type or kind_of_id(route.receive_id)
    return kind == "chat_id" and "{" not in route.receive_id


def problems(route: Mapping[str, t.Any], base: t.Any) -> list[str]:  # noqa: ARG001
    """List what is wrong with a route of the right shape."""
    return content_problems(route)


MESSAGE: t.Final = Kind(
    name="message",
    summary="One message a record.",
    route=MessageRoute,
    sink=MessageSink,
    properties=PROPERTIES,
    required=("receive_id", "content"),
    problems=problems,
    needs=needs,
)
