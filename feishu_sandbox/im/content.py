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
#: Kind of message or tag -> types as which its file may be uploaded; stickers only come in.
_FILE_TYPES = {
    "file": ("pdf", "doc", "xls", "ppt", "stream"),
    "audio": ("opus",),
    "media": ("mp4",),
}
_POST_KEYS = {"img": "image_key", "media": "file_key"}
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
        _check_post(call, content)
    elif msg_type == "interactive":
        _check_card(call, content)
    elif msg_type in _KEYS:
        if not all(isinstance(content.get(key), str) for key in _KEYS[msg_type]):
            _refuse(f"{_KEYS[msg_type][0]} is required")
        _check_keys(call, msg_type, content)
    elif msg_type == "share_chat":
        _check_shared_chat(call, content)
    elif msg_type == "share_user" and content.get("user_id") not in call.world.state.users:
        _refuse("invalid user_id")


def _check_keys(call: Incoming, kind: str, given: Json) -> None:
    """Refuse files of other apps, and those uploaded as something else than is sent."""
    for name, wanted in (("image_key", ("image",)), ("file_key", _FILE_TYPES.get(kind, ()))):
        if not given.get(name):
            continue
        upload = call.world.state.im.uploads.get(str(given[name]))
        if upload is None or upload.owner != call.app.app_id:
            raise ApiError(230017)
        if upload.type not in wanted:
            raise ApiError(230055)


def _check_card(call: Incoming, value: object) -> None:
    """Refuse a card with pictures that are not there."""
    if isinstance(value, list):
        for each in value:
            _check_card(call, each)
    if isinstance(value, dict):
        key = value.get("img_key")
        if isinstance(key, str) and key not in call.world.state.im.uploads:
            why = f"ErrCode: 200570; ErrMsg: card contains invalid image keys; ErrorValue: {key}"
            raise ApiError(230099, f"Failed to create card content, ext={why}")
        for each in value.values():
            _check_card(call, each)


def _check_post(call: Incoming, content: Json) -> None:
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
            if node["tag"] in _POST_KEYS:
                if not isinstance(node.get(_POST_KEYS[node["tag"]]), str):
                    _refuse(f"{_POST_KEYS[node['tag']]} is required")
                _check_keys(call, node["tag"], node)


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
