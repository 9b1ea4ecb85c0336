"""What the `content` of each message type has to be.

Docs: S/im-v1/message/create_json. Content travels as a JSON *string*.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NoReturn

from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_KB = 1024
_MAX_TEXT = 150 * _KB
_MAX_RICH = 30 * _KB
_POST_TAGS = frozenset({"text", "a", "at", "img", "media", "emotion", "hr", "code_block", "md"})
_KEYS = {
    "image": ("image_key",),
    "file": ("file_key",),
    "audio": ("file_key",),
    "media": ("file_key",),
    "sticker": ("file_key",),
}
TYPES = frozenset({*_KEYS, "text", "post", "interactive", "share_chat", "share_user", "system"})
_AT = re.compile(r'<at user_id="([^"]*)">(?:[^<]*)</at>')


def _refuse(why: str) -> NoReturn:
    raise ApiError(230001, f"Your request contains an invalid request parameter, ext={why}")


def check_content(call: Incoming, msg_type: object, content: object) -> Json:
    """Return the decoded content.

    Raises:
        ApiError: 230001 for a wrong type or shape, 230025 above the size limit, 230017 for a
            picture or file that the app never uploaded, 230015 or 230002 for a chat that cannot
            be shared.
    """
    if not isinstance(msg_type, str) or msg_type not in TYPES:
        _refuse(f"invalid msg_type {msg_type}")
    if not isinstance(content, str):
        _refuse("content is not a string in json format")
    limit = _MAX_RICH if msg_type in ("post", "interactive") else _MAX_TEXT
    if len(content.encode()) > limit:
        raise ApiError(230025)
    try:
        decoded = json.loads(content)
    except ValueError:
        decoded = None
    if not isinstance(decoded, dict) or not decoded:
        _refuse("content is not a string in json format")
    _check_shape(call, msg_type, decoded)
    return decoded


def _check_shape(call: Incoming, msg_type: str, content: Json) -> None:
    if msg_type == "text":
        if not isinstance(content.get("text"), str) or not content["text"]:
            _refuse("text is required")
    elif msg_type == "post":
        _check_post(content)
    elif msg_type in _KEYS:
        if not all(isinstance(content.get(key), str) for key in _KEYS[msg_type]):
            _refuse(f"{_KEYS[msg_type][0]} is required")
        raise ApiError(230017)
    elif msg_type == "share_chat":
        _check_shared_chat(call, content)
    elif msg_type == "share_user" and content.get("user_id") not in call.world.state.users:
        _refuse("invalid user_id")


def _check_post(content: Json) -> None:
    locales = [body for body in content.values() if isinstance(body, dict)]
    if len(locales) != len(content):
        _refuse("post needs a language such as zh_cn")
    for body in locales:
        lines = body.get("content")
        if not isinstance(lines, list) or not all(isinstance(line, list) for line in lines):
            _refuse("post content must be an array of lines")
        for node in (node for line in lines for node in line):
            if not isinstance(node, dict) or node.get("tag") not in _POST_TAGS:
                _refuse("unknown tag in post")


def _check_shared_chat(call: Incoming, content: Json) -> None:
    chat = call.world.state.chats.get(str(content.get("chat_id")))
    if chat is None:
        _refuse("invalid chat_id")
    if chat.mode == "p2p":
        raise ApiError(230015)
    if not call.in_chat(chat):
        raise ApiError(230002)


def number_mentions(call: Incoming, msg_type: str, content: Json) -> tuple[str, list[Json]]:
    """Return the content as it is stored, @-tags of a text numbered, and who was mentioned."""
    if msg_type != "text":
        return json.dumps(content, ensure_ascii=False), []
    mentions: list[Json] = []

    def number(match: re.Match[str]) -> str:
        user = call.world.find_user(match[1])
        if user is None:
            return "@_all" if match[1] == "all" else match[0]
        key = f"@_user_{len(mentions) + 1}"
        mentions.append(
            {
                "key": key,
                "id": user.open_id,
                "id_type": "open_id",
                "name": user.name,
                "tenant_key": call.world.state.tenant.tenant_key,
            }
        )
        return key

    text = _AT.sub(number, content["text"])
    return json.dumps({**content, "text": text}, ensure_ascii=False), mentions
