"""How large messages may be."""

from __future__ import annotations

import json
import typing as t

from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Mapping

#: Bytes of a whole request (docs /uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/create).
MAX_TEXT_BYTES = 150 * 1024
MAX_OTHER_BYTES = 30 * 1024
#: Bytes of a whole request to a custom bot (docs /ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN).
MAX_HOOK_BYTES = 20 * 1024

#: What the request has beside receiver and content: names, `msg_type`, `uuid`.
_AROUND = 120
_CURE: t.Final = "Shorten `content`, e.g. with the filter `truncate`"


def check_size(msg_type: str, body: Mapping[str, t.Any]) -> None:
    """Refuse a message that is larger than Feishu takes.

    Raises:
        RecordError: It is.
    """
    limit = MAX_TEXT_BYTES if msg_type == "text" else MAX_OTHER_BYTES
    size = _bytes(body) + _AROUND
    if size > limit:
        msg = f"the message has {size:,} bytes; Feishu takes {limit:,} of this kind"
        raise RecordError(msg, cure=_CURE, field="content")


def check_hook_size(body: Mapping[str, t.Any]) -> None:
    """Refuse a message that is larger than a custom bot takes.

    Raises:
        RecordError: It is.
    """
    size = _bytes(body)
    if size > MAX_HOOK_BYTES:
        msg = f"the message has {size:,} bytes; a custom bot takes {MAX_HOOK_BYTES:,}"
        raise RecordError(msg, cure=_CURE, field="content")


def _bytes(body: Mapping[str, t.Any]) -> int:
    """Count what goes over the wire, which is UTF-8."""
    return len(json.dumps(body, ensure_ascii=False).encode(errors="backslashreplace"))
