"""Pages of the task family: 50 by default, 100 at most, "" as the last token.

A page is cut before it is filtered, so pages may be short or empty while more follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.paging import PageRules, take_page
from feishu_sandbox.task.codes import INVALID

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

T = TypeVar("T")

PAGES = PageRules(default=50, maximum=100, bad_size=INVALID, bad_token=INVALID)
#: Parameters of every listing.
PAGE_QUERY = ("page_size", "page_token", "user_id_type")


def listed(
    call: Incoming,
    items: Sequence[T],
    listing: str,
    show: Callable[[T], Json],
    keep: Callable[[T], bool] = lambda _: True,
) -> Json:
    """Return one page.

    Args:
        call: The request.
        items: Everything in the listing.
        listing: What is listed; a token of another listing is refused.
        show: Renders an item.
        keep: The filter.
    """
    page = take_page(call, items, PAGES, listing)
    return {
        "items": [show(item) for item in page.items if keep(item)],
        "page_token": page.page_token if page.has_more else "",
        "has_more": page.has_more,
    }


def milliseconds(call: Incoming, name: str) -> int | None:
    """Read a time of the query string.

    Raises:
        ApiError: 1470400 for what is no number.
    """
    text = call.query.get(name)
    if not text:
        return None
    if not text.isdecimal():
        raise ApiError(INVALID, f"invalid {name}")
    return int(text)


def completion(call: Incoming) -> bool | None:
    """Read the filter `completed`; None keeps both kinds."""
    return call.flag("completed") if call.query.get("completed") else None


def required(call: Incoming, name: str) -> str:
    """Read a parameter that has to be there.

    Raises:
        ApiError: 1470400 where it is missing.
    """
    value = call.query.get(name)
    if not value:
        raise ApiError(INVALID, f"{name} is required")
    return value
