"""What routes of messages need of Feishu."""

from __future__ import annotations

import json
import typing as t

from feishu_connect import endpoints
from feishu_connect.doctor.needs import Need
from feishu_connect.doctor.probes import ChatProbe
from target_feishu.messages.message import CARD, kind_of_id
from target_feishu.messages.route import UPDATE

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from feishu_connect.endpoints import Endpoint
    from target_feishu.config import TargetSettings
    from target_feishu.messages.route import MessageRoute

_CHANGES: t.Final = (endpoints.IM_MESSAGE_PATCH, endpoints.IM_MESSAGE_UPDATE)
_FILES: t.Final = (endpoints.IM_IMAGE_CREATE, endpoints.IM_FILE_CREATE)
_HISTORY: t.Final = "a run broke off more than an hour ago while it sent"
#: Of groups: without it a chat's history is closed to an app.
_GROUP_HISTORY: t.Final = ("im:message.group_msg",)
_UPLOADS: t.Final = "a record names a picture or file by path or URL"
_PEOPLE: t.Final = "a record names a person by mobile number, or by e-mail in its content"


def needs(routes: Sequence[MessageRoute], settings: TargetSettings) -> Iterator[Need]:
    """One need for all of them, as they share the bot; others for what only some records need."""
    own = [route for route in routes if not route.webhook_url]
    if own:
        chats = [route.receive_id for route in own if _is_chat(route)]
        probe = ChatProbe(tuple(dict.fromkeys(chats)), others=len(chats) < len(own))
        yield Need(_what(own), tuple(_always(own)), probe)
        if settings.connection.identity == "app":
            history = (endpoints.IM_MESSAGE_LIST,)
            yield Need(_what(own), history, only_if=_HISTORY, scopes=(_GROUP_HISTORY,))
    changing = [route for route in own if _may_change(route)]
    if changing:
        yield Need(_what(changing), _CHANGES, only_if="a record changes")
    uploading = [route for route in routes if _may_upload(route)]
    if uploading:
        yield Need(_what(uploading), _FILES, only_if=_UPLOADS)
    looking_up = [route for route in own if "{" in route.receive_id]
    if looking_up:
        who = (endpoints.CONTACT_USER_BATCH_GET_ID,)
        yield Need(_what(looking_up), who, only_if=_PEOPLE)


def _what(routes: Iterable[MessageRoute]) -> str:
    return ", ".join(dict.fromkeys(f"route {route.stream}" for route in routes))


def _always(routes: Iterable[MessageRoute]) -> Iterator[Endpoint]:
    routes = list(routes)
    if any(route.receive_id for route in routes):
        yield endpoints.IM_MESSAGE_CREATE
    if any(route.reply_to for route in routes):
        yield endpoints.IM_MESSAGE_REPLY


def _is_chat(route: MessageRoute) -> bool:
    """Tell whether the receiver is a chat whose id is written out, not a template."""
    kind = route.receive_id_type or kind_of_id(route.receive_id)
    return kind == "chat_id" and "{" not in route.receive_id


def _may_change(route: MessageRoute) -> bool:
    is_card = route.msg_type == CARD or "{" in route.msg_type
    return route.on_change == UPDATE or (not route.on_change and is_card)


def _may_upload(route: MessageRoute) -> bool:
    """Tell whether the content has a place for a picture or file."""
    text = json.dumps(route.content)
    return any(f'"{name}"' in text for name in ("image_key", "img_key", "file_key"))
