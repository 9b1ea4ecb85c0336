"""What the content of each kind of message has to be.

Docs: `/uAjLw4CM/ukTMukTMukTM/im-v1/message/create_json`.
"""

from __future__ import annotations

import typing as t

from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Iterator

Content = dict[str, t.Any]

#: Kinds whose content is a few texts under fixed names.
_KEYS: t.Final = {
    "image": ("image_key",),
    "file": ("file_key",),
    "audio": ("file_key",),
    "media": ("file_key",),
    "sticker": ("file_key",),
    "share_chat": ("chat_id",),
    "share_user": ("user_id",),
}
#: Tags of a post -> what each has to have.
_TAGS: t.Final = {
    "text": ("text",),
    "a": ("text", "href"),
    "at": ("user_id",),
    "img": ("image_key",),
    "media": ("file_key",),
    "emotion": ("emoji_type",),
    "hr": (),
    "code_block": ("text",),
    "md": ("text",),
}
#: Cards that are kept elsewhere: `type` -> what names them in `data`.
_KEPT_CARDS: t.Final = {"template": "template_id", "card": "card_id"}
#: Characters of a divider.
_MAX_DIVIDER = 20


def check_content(msg_type: str, content: t.Any) -> Content:
    """Give a content back that has the form that Feishu asks for.

    Raises:
        RecordError: It has another; the message names the place in the template.
    """
    if not isinstance(content, dict) or not content:
        msg = f"a message of the kind {msg_type!r} needs an object as its `content`"
        raise _wrong(msg, "Give the content object of the API", "content")
    for where, what in _faults(msg_type, content):
        msg_0 = f"`{where}` {what}"
        raise _wrong(msg_0, f"Check it against the form of `{msg_type}`", where)
    return content


def _faults(msg_type: str, content: Content) -> Iterator[tuple[str, str]]:
    """Find what is wrong: the place, and what is the matter there."""
    if msg_type == "text":
        text = content.get("text")
        if not isinstance(text, str) or not text.strip():
            yield "content", "gives no text: the text of the message is empty"
    elif msg_type == "post":
        for language, body in content.items():
            yield from _faults_of_post(f"content.{language}", body)
    elif msg_type == "interactive":
        yield from _faults_of_card(content)
    elif msg_type == "system":
        yield from _faults_of_divider(content)
    else:
        yield from _missing("content", content, _KEYS[msg_type])


def _faults_of_post(where: str, body: t.Any) -> Iterator[tuple[str, str]]:
    lines = body.get("content") if isinstance(body, dict) else None
    if not isinstance(lines, list):
        yield where, "must be a language such as `zh_cn` with `content`, a list of lines"
        return
    for number, line in enumerate(lines):
        if not isinstance(line, list):
            yield f"{where}.content[{number}]", "must be a list of tags"
            continue
        for place, node in enumerate(line):
            at = f"{where}.content[{number}][{place}]"
            tag = node.get("tag") if isinstance(node, dict) else None
            if tag not in _TAGS:
                yield at, f"must have a `tag` of {', '.join(_TAGS)}"
            else:
                yield from _missing(at, node, _TAGS[tag])


def _faults_of_card(content: Content) -> Iterator[tuple[str, str]]:
    name = _KEPT_CARDS.get(str(content.get("type")))
    if name is None:
        return
    data = content.get("data")
    if not isinstance(data, dict):
        yield "content.data", f"must be an object with `{name}`"
    else:
        yield from _missing("content.data", data, (name,))


def _faults_of_divider(content: Content) -> Iterator[tuple[str, str]]:
    if content.get("type") != "divider":
        yield "content.type", "must be `divider`"
    params = content.get("params")
    divider = params.get("divider_text") if isinstance(params, dict) else None
    text = divider.get("text") if isinstance(divider, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= _MAX_DIVIDER:
        where = "content.params.divider_text.text"
        yield where, f"must be a text of 1 to {_MAX_DIVIDER} characters"


def _missing(where: str, given: Content, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        value = given.get(name)
        # An empty line of a post is a text without characters.
        if not isinstance(value, str) or (not value and name != "text"):
            yield f"{where}.{name}", "is missing or empty"


def _wrong(message: str, cure: str, where: str) -> RecordError:
    return RecordError(message, cure=cure, field=where)
