"""The webhooks of custom bots: no token, no ids, no memory.

Docs: K/ucTM5YjL3ETO24yNxkjN. Replies are flat; failures come in HTTP 200 too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
from typing import TYPE_CHECKING

from feishu_sandbox.envelope import Reply
from feishu_sandbox.im.posting import Written, post
from feishu_sandbox.limits import Window
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.im.model import CustomBot
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_MAX_BYTES = 20 * 1024
_SIGNATURE_SECONDS = 3600
_RATE = (Window(5, 1.0), Window(100, 60.0))
#: Type -> name of the member that has to be in `content`, and of what kind it is.
_TYPES: dict[str, tuple[str, type]] = {
    "text": ("text", str),
    "post": ("post", dict),
    "image": ("image_key", str),
    "share_chat": ("share_chat_id", str),
}
_MESSAGES = {
    9499: "Bad Request",
    11232: "frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]",
    19001: "param invalid: incoming webhook access token invalid",
    19002: "params error, msg_type need",
    19021: "sign match fail or timestamp is not within one hour from current time",
    19022: "Ip Not Allowed",
    19024: "Key Words Not Found",
    19036: "message body too large",
}


class _RefusedError(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(_MESSAGES[code])
        self.code = code


def _send(call: Incoming) -> Reply:
    try:
        _post(call, _bot(call))
    except _RefusedError as refused:
        return Reply({"code": refused.code, "msg": str(refused), "data": {}})
    return Reply(
        {"code": 0, "msg": "success", "data": {}, "StatusCode": 0, "StatusMessage": "success"}
    )


def _bot(call: Incoming) -> CustomBot:
    bot = call.world.state.im.custom_bots.get(call.path["token"])
    if bot is None:
        raise _RefusedError(19001)
    return bot


def _post(call: Incoming, bot: CustomBot) -> None:
    _check_caller(call, bot)
    msg_type, content = _read(call)
    _check_words(bot, content)
    if call.limiter.take(f"hook:{bot.token}", _RATE, call.world.clock.now()):
        raise _RefusedError(11232)
    chat = call.world.state.chats[bot.chat_id]
    text = json.dumps(content, ensure_ascii=False)
    post(call.world, chat, Written(msg_type, text, bot.name, "app"))


def _check_caller(call: Incoming, bot: CustomBot) -> None:
    """Check size, address and signature."""
    if len(call.raw) > _MAX_BYTES:
        raise _RefusedError(19036)
    if bot.addresses:
        caller = ipaddress.ip_address(call.address)
        networks = [ipaddress.ip_network(each, strict=False) for each in bot.addresses]
        if not any(caller in network for network in networks):
            raise _RefusedError(19022)
    if not bot.secret:
        return
    stamp = call.body.get("timestamp")
    if not isinstance(stamp, str) or not stamp.isdecimal():
        raise _RefusedError(19021)
    key = f"{stamp}\n{bot.secret}".encode()
    expected = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
    is_far = abs(call.world.clock.now() - int(stamp)) > _SIGNATURE_SECONDS
    if is_far or call.body.get("sign") != expected:
        raise _RefusedError(19021)


def _read(call: Incoming) -> tuple[str, Json]:
    """Read type and content; a card stands in a member of its own."""
    msg_type = call.body.get("msg_type")
    if msg_type == "interactive":
        card = call.body.get("card")
        if not isinstance(card, dict) or not card:
            raise _RefusedError(19002)
        return "interactive", card
    if msg_type not in _TYPES:
        raise _RefusedError(19002)
    name, kind = _TYPES[msg_type]
    content = call.body.get("content")
    if not isinstance(content, dict) or not content.get(name):
        raise _RefusedError(19002)
    if not isinstance(content[name], kind):
        raise _RefusedError(9499)
    return msg_type, content


def _check_words(bot: CustomBot, content: Json) -> None:
    text = json.dumps(content, ensure_ascii=False)
    if bot.keywords and not any(word in text for word in bot.keywords):
        raise _RefusedError(19024)


OPERATIONS = (
    Operation(
        "bot.hook.send",
        "POST",
        "/bot/v2/hook/{token}",
        _send,
        public=True,
        writes=True,
        body="json",
        counted=False,
        query=(),
    ),
)
