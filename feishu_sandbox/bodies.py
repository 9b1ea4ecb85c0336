"""Request bodies: strict JSON objects and multipart forms."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from starlette.datastructures import Headers

    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Operation

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_NAME = re.compile(rb'[; ]name="([^"]*)"')
#: Form fields that are bytes; the others are text.
_FILES = ("file", "content", "image")
#: Bitable tells malformed JSON from a body of the wrong shape.
_BAD_SHAPE = {1254000: 1254001}


def read_body(operation: Operation, headers: Headers, raw: bytes) -> Json:
    """Return the decoded body of a request.

    Args:
        operation: Says what the body has to be.
        headers: Headers of the request.
        raw: The body.

    Raises:
        ApiError: 9499 for a foreign content type, the operation's own code for a body that is no
            JSON object or no form.
    """
    content_type = headers.get("content-type", "")
    kind = content_type.split(";")[0].strip().lower()
    if operation.body == "multipart":
        boundary = _BOUNDARY.search(content_type)
        if kind != "multipart/form-data" or boundary is None:
            raise ApiError(operation.bad_json)
        return _form(raw, boundary[1].encode())
    if operation.body == "none" or not raw:
        return {}
    if operation.body == "oauth" and kind == "application/x-www-form-urlencoded":
        return {name: values[0] for name, values in parse_qs(raw.decode(errors="replace")).items()}
    # The official client asks for its token without naming a type.
    if kind != "application/json" and not operation.public:
        raise ApiError(9499, "Content-Type must be application/json; charset=utf-8")
    return _json(operation, raw)


def _form(raw: bytes, boundary: bytes) -> Json:
    """Split a form; the official samples send the file without a file name."""
    form: Json = {}
    for part in raw.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        named = _NAME.search(head)
        if named is None:
            continue
        name, content = named[1].decode(), content.removesuffix(b"\r\n")
        form[name] = content if name in _FILES else content.decode(errors="replace")
    return form


def _json(operation: Operation, raw: bytes) -> Json:
    """Decode JSON without the NaN and Infinity that Python would let through."""
    try:
        body = json.loads(raw, parse_constant=_refuse_constant)
    except ValueError:
        raise ApiError(operation.bad_json) from None
    if not isinstance(body, dict):
        raise ApiError(_BAD_SHAPE.get(operation.bad_json, operation.bad_json))
    return body


def _refuse_constant(name: str) -> None:
    message = f"{name} is not JSON"
    raise ValueError(message)
