"""Pages that lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.paging import decode_token, encode_token

if TYPE_CHECKING:
    from feishu_sandbox.model import Json


def spoil_page(data: Json, planned: dict[str, Any], requested: str | None) -> Json:
    """Apply the page faults of a call to its data and return it.

    Args:
        data: The page; every list in it counts as rows.
        planned: Faults by kind.
        requested: The page token of the request.
    """
    lists = [name for name, value in data.items() if isinstance(value, list)]
    token = "next_page_token" if "files" in data else "page_token"
    if "drop_rows" in planned:
        for name in lists:
            data[name] = data[name][: -planned["drop_rows"]["count"]]
    if "has_more" in planned:
        data["has_more"] = planned["has_more"]["value"]
    if "repeat_token" in planned:
        data["has_more"] = True
        data[token] = requested or data.get(token, "")
    if "empty_page" in planned:
        for name in lists:
            data[name] = []
        data["has_more"] = True
        data[token] = _same_place(data.get(token, ""), requested)
    return data


def _same_place(next_token: str, requested: str | None) -> str:
    """Return a fresh token for the page that was just asked for."""
    if requested:
        return encode_token(*decode_token(requested))
    return encode_token(decode_token(next_token)[0], 0) if next_token else ""
