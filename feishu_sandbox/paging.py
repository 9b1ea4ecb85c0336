"""Page sizes and page tokens.

A token is an offset in disguise, not a snapshot: rows that vanish between two pages shift the
rest, as a client has to expect of the platform.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

from feishu_sandbox.envelope import VALIDATION_FAILED, ApiError, refuse_field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.operation import Incoming

T = TypeVar("T")
_serial = count(1)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page: its items, whether more follow, the next token and the number of all items."""

    items: list[T]
    has_more: bool
    page_token: str
    total: int


@dataclass(frozen=True, slots=True)
class PageRules:
    """Paging of one endpoint: default and greatest size, and its own codes for bad input."""

    default: int
    maximum: int
    bad_size: int = VALIDATION_FAILED
    bad_token: int = VALIDATION_FAILED


def encode_token(listing: str, offset: int) -> str:
    """Return an opaque token; two tokens are never equal, even for the same place."""
    text = json.dumps([listing, offset, next(_serial)])
    return base64.urlsafe_b64encode(text.encode()).decode()


def decode_token(token: str) -> tuple[str, int]:
    """Return the listing and offset of a token.

    Raises:
        ValueError: The token was not made by `encode_token`.
    """
    try:
        listing, offset, _ = json.loads(base64.urlsafe_b64decode(token.encode()))
        return str(listing), int(offset)
    except (binascii.Error, UnicodeError, TypeError, ValueError) as error:
        message = f"not a page token: {token!r}"
        raise ValueError(message) from error


def page_size(call: Incoming, rules: PageRules) -> int:
    """Read `page_size` from the query string and check it.

    Raises:
        ApiError: 99992402 when it is no number or above the maximum, the endpoint's own code
            when it is below 1.
    """
    text = call.query.get("page_size")
    if text is None or text == "":
        return rules.default
    if not text.lstrip("-").isdecimal():
        refuse_field("page_size", text, "page_size must be an integer")
    size = int(text)
    if size > rules.maximum:
        refuse_field("page_size", text, f"the max value is {rules.maximum}")
    if size < 1:
        if rules.bad_size == VALIDATION_FAILED:
            refuse_field("page_size", text, "the min value is 1")
        raise ApiError(rules.bad_size)
    return size


def take_page(call: Incoming, items: Sequence[T], rules: PageRules, listing: str) -> Page[T]:
    """Cut the requested page out of `items`.

    Args:
        call: The request; only its query string counts.
        items: Everything that the listing holds now.
        rules: The endpoint's paging rules.
        listing: What is listed; a token of another listing is refused.

    Raises:
        ApiError: A bad size or token.
    """
    size = page_size(call, rules)
    start = _start(call.query.get("page_token") or "", listing, rules)
    end = start + size
    return Page(
        items=list(items[start:end]),
        has_more=end < len(items),
        page_token=encode_token(listing, end),
        total=len(items),
    )


def _start(token: str, listing: str, rules: PageRules) -> int:
    if not token:
        return 0
    try:
        made_for, offset = decode_token(token)
    except ValueError:
        made_for, offset = "", -1
    if made_for != listing or offset < 0:
        if rules.bad_token == VALIDATION_FAILED:
            refuse_field("page_token", token, "page_token is invalid")
        raise ApiError(rules.bad_token)
    return offset
