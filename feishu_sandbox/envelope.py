"""Replies: success and failure envelopes, and the exception that carries a failure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feishu_sandbox.model import Json

JSON_TYPE = "application/json; charset=utf-8"
LOG_ID_HEADER = "X-Tt-Logid"
REQUEST_ID_HEADER = "X-Request-Id"
#: The gateway's code for a parameter that breaks its documented rules.
VALIDATION_FAILED = 99992402


class ApiError(Exception):
    """A call is refused with `code`; status and message come from the code table.

    Args:
        code: The platform's error code.
        message: Replaces the table's message.
        status: Replaces the table's HTTP status.
        detail: Extra members of the `error` object (`field_violations` and the like).
        headers: Extra response headers.
    """

    def __init__(
        self,
        code: int,
        message: str = "",
        *,
        status: int = 0,
        detail: Json | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep what the reply needs."""
        super().__init__(f"{code} {message}".strip())
        self.code = code
        self.message = message
        self.status = status
        self.detail = detail or {}
        self.headers = dict(headers or {})


def refuse_field(name: str, value: object, why: str) -> NoReturn:
    """Refuse a call for one parameter that breaks its documented rules.

    Raises:
        ApiError: Always; 99992402 with the violation.
    """
    violation = {"field": name, "value": str(value), "description": why}
    raise ApiError(VALIDATION_FAILED, detail={"field_violations": [violation]})


@dataclass(slots=True)
class Reply:
    """What an operation answers: JSON members to send, or raw bytes."""

    payload: Json = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    media_type: str = JSON_TYPE

    @property
    def code(self) -> int:
        """The `code` member; 0 for a binary reply."""
        return int(self.payload.get("code", 0))


def success(data: Json, message: str = "success") -> Reply:
    """Wrap `data` in the normal envelope."""
    return Reply({"code": 0, "msg": message, "data": data})


def flat(members: Json, message: str = "ok") -> Reply:
    """Put the result beside `code`, as the token endpoints and bot info do."""
    return Reply({"code": 0, "msg": message, **members})


def failure(error: ApiError, status: int, message: str, log_id: str) -> Reply:
    """Build the error envelope, with `error.log_id` for support."""
    detail = {
        **error.detail,
        "log_id": log_id,
        "troubleshooter": f"https://open.feishu.cn/search?log_id={log_id}&code={error.code}",
    }
    payload: Json = {"code": error.code, "msg": message, "error": detail}
    return Reply(payload, status=status, headers=dict(error.headers))


def render(reply: Reply, log_id: str) -> Response:
    """Turn a reply into an HTTP response with the two trace headers.

    Header names are spelled as the platform spells them; some clients look them up by case.
    """
    content = reply.raw
    if content is None:
        content = json.dumps(reply.payload, ensure_ascii=False).encode(errors="replace")
    response = Response(content, status_code=reply.status, media_type=reply.media_type)
    response.headers.update(reply.headers)
    response.headers[LOG_ID_HEADER] = log_id
    response.headers[REQUEST_ID_HEADER] = log_id
    response.raw_headers[:] = [
        (name if name.startswith(b"x-ogw") else name.title(), value)
        for name, value in response.raw_headers
    ]
    return response
