"""What is wrong with a route of messages, found before the first call."""

from __future__ import annotations

import typing as t

from target_feishu.messages.cards import is_private
from target_feishu.messages.hooks import Hook
from target_feishu.messages.message import CARD, CHANGEABLE, DIVIDER, HOOK_MSG_TYPES, MSG_TYPES
from target_feishu.messages.route import UPDATE
from target_feishu.templates import compile_all

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Given: t.TypeAlias = Mapping[str, t.Any]

_TEMPLATES: t.Final = ("receive_id", "reply_to", "msg_type", "content")
#: What a custom bot does not need: it belongs to one chat.
_NOT_OF_HOOKS: t.Final = ("receive_id", "receive_id_type", "reply_to", "reply_in_thread")


def problems(route: Given, base: t.Any) -> list[str]:  # noqa: ARG001
    """List what is wrong with a route of the right shape."""
    return [*_of_templates(route), *_of_receivers(route), *_of_kinds(route)]


def _of_templates(route: Given) -> Iterator[str]:
    for name in _TEMPLATES:
        try:
            compile_all(route.get(name), name)
        except ValueError as error:
            yield str(error)


def _of_receivers(route: Given) -> Iterator[str]:
    if "webhook_url" not in route:
        if not route.get("receive_id") and not route.get("reply_to"):
            yield "`receive_id` is missing: give it, or `reply_to`, or `webhook_url`"
        if "webhook_secret" in route:
            yield "`webhook_secret` needs `webhook_url`"
        if route.get("reply_in_thread") and not route.get("reply_to"):
            yield "`reply_in_thread` needs `reply_to`"
        return
    try:
        Hook.of(route["webhook_url"])
    except ValueError as error:
        yield f"`webhook_url` {error}"
    foreign = [f"`{name}`" for name in _NOT_OF_HOOKS if name in route]
    if foreign:
        yield f"`webhook_url` cannot stand beside {', '.join(foreign)}: the bot has its own chat"
    if route.get("on_change") == UPDATE:
        yield "`on_change: update` is not for `webhook_url`: a custom bot cannot change messages"


def _of_kinds(route: Given) -> Iterator[str]:
    msg_type = route.get("msg_type", "text")
    known: tuple[str, ...] = HOOK_MSG_TYPES if "webhook_url" in route else MSG_TYPES
    if "{" in msg_type:
        return
    if msg_type not in known:
        yield f"`msg_type` must be {' or '.join(known)}, or a template"
        return
    content = route["content"]
    if msg_type != "text" and isinstance(content, str) and "{{" not in content:
        yield f"`content` of a message of the kind `{msg_type}` must be an object"
    if msg_type == DIVIDER and "reply_to" in route and "receive_id" not in route:
        yield f"a message of the kind `{DIVIDER}` cannot be an answer: give `receive_id`"
    if route.get("on_change") == UPDATE and msg_type == CARD and is_private(content):
        yield "`on_change: update` needs a card without `config.update_multi: false`"
    if route.get("on_change") == UPDATE and msg_type not in CHANGEABLE:
        yield f"`on_change: update` is for {', '.join(CHANGEABLE)}: Feishu changes no others"
