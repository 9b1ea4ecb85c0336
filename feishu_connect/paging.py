"""Follow page tokens the way Feishu means them."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect.errors import PagingError

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Pages are not shrunk below this: what is still too large then is one enormous row.
_SMALLEST_PAGE = 10


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it came: its rows, and all of `data` for listings with several lists."""

    items: list[dict[str, t.Any]]
    data: dict[str, t.Any]

    @property
    def total(self) -> int | None:
        """Rows in the whole listing at the time of this page, where the endpoint tells."""
        total = self.data.get("total")
        return total if isinstance(total, int) else None


class PageSize:
    """The page size in use, halved when Feishu finds pages too large or too slow."""

    def __init__(self, largest: int) -> None:
        """Start with the documented maximum; 0 for endpoints that do not page."""
        self.value = largest

    @property
    def can_shrink(self) -> bool:
        """Whether a smaller page can still be asked for."""
        return self.value > _SMALLEST_PAGE

    def shrink(self) -> None:
        """Halve the page."""
        if self.can_shrink:
            self.value = max(_SMALLEST_PAGE, self.value // 2)


def follow(
    fetch: Callable[[str], dict[str, t.Any]],
    *,
    items: str,
    endpoint: str,
    next_key: str = "page_token",
) -> Iterator[Page]:
    """Yield page after page; `fetch` takes a page token, "" for the first page.

    `has_more` alone decides: the last page may carry a token, and a page may be empty in the
    middle of a listing.

    Raises:
        PagingError: A token came twice, or more was promised without one.
    """
    seen: set[str] = set()
    token = ""
    while True:
        data = fetch(token)
        yield Page(list(data.get(items) or []) if items else [], data)
        if not data.get("has_more"):
            return
        token = str(data.get(next_key) or "")
        if not token or token in seen:
            what = "repeated a page token" if token else "promised more rows without a page token"
            msg = f"Feishu {what}; the listing cannot be completed"
            raise PagingError(msg, cure="Run again; the state is unchanged", endpoint=endpoint)
        seen.add(token)
