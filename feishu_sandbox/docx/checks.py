"""What a block has to look like to be written, and what may stand below what.

Docs: D/document-docx/docx-v1/document-block-descendant/create, D/document-docx/docx-overview.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.docx.blocks import TYPES
from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feishu_sandbox.model import Json

_KINDS = {number: kind for kind, number in TYPES.items()}
_HEADINGS = tuple(f"heading{level}" for level in range(1, 10))
#: Blocks that are text.
TEXTUAL = ("page", "text", *_HEADINGS, "bullet", "ordered", "code", "quote", "todo")
_CREATABLE = (
    *TEXTUAL[1:],
    *("bitable", "callout", "divider", "file", "grid", "grid_column", "image", "sheet"),
    *("table", "table_cell", "quote_container", "board"),
)
#: Blocks that may have others below them.
_PARENTS = (
    *("page", "text", *_HEADINGS, "bullet", "ordered", "todo"),
    *("table", "table_cell", "grid", "grid_column", "callout", "quote_container"),
)
#: Blocks that are never empty.
_NEVER_EMPTY = ("table_cell", "grid_column", "callout")
_NOT_IN_CELLS = ("table", "sheet", "bitable")
#: New ones of a kind in one call.
_MOST_NEW = {"image": 20, "file": 200, "sheet": 5, "bitable": 5}
_MOST_CELLS = 2000
_MOST_COLUMNS = 100
_ELEMENTS = ("text_run", "mention_user", "mention_doc", "reminder", "equation")
_TEXT_STYLES = {
    *("bold", "italic", "strikethrough", "underline", "inline_code"),
    *("background_color", "text_color", "link", "comment_ids"),
}
_BLOCK_STYLES = {
    *("align", "done", "folded", "language", "wrap", "background_color"),
    *("indentation_level", "sequence"),
}
_PROPERTY = {"row_size", "column_size", "column_width", "header_row", "header_column"}
#: Members that a converted block brings along and that are read-only: passed over.
_READ_ONLY = {"revision_id", "parent_id"}


def kind_of(item: Json) -> str:
    """Return the kind of a block.

    Raises:
        ApiError: 1770001 where type and content do not belong together, 1770029 where such a
            block cannot be made.
    """
    kind = _KINDS.get(item.get("block_type", 0), "")
    members = set(item) - {"block_id", "block_type", "children"} - _READ_ONLY
    if members != {kind} or not isinstance(item[kind], dict):
        raise ApiError(1770001, "block_type and content differ")
    if kind not in _CREATABLE:
        raise ApiError(1770029)
    return kind


def check_content(kind: str, content: Json) -> None:
    """Check what is in a block.

    Raises:
        ApiError: 1770001, or the code of the rule that it breaks.
    """
    if kind in TEXTUAL:
        _check_text(content)
    elif kind == "table":
        _check_table(content)
    elif kind == "image" and content.get("token"):
        raise ApiError(1770013)


def _check_text(content: Json) -> None:
    if set(content) - {"style", "elements"} or set(content.get("style") or {}) - _BLOCK_STYLES:
        raise ApiError(1770001)
    check_elements(content.get("elements"))


def check_elements(elements: Any) -> None:
    """Check text elements; there is at least one.

    Raises:
        ApiError: 1770001.
    """
    if not isinstance(elements, list) or not elements:
        raise ApiError(1770001, "elements is required")
    for element in elements:
        if not isinstance(element, dict) or len(element) != 1 or set(element) - set(_ELEMENTS):
            raise ApiError(1770001)
        run = element.get("text_run")
        if run is None:
            continue
        is_right = isinstance(run, dict) and isinstance(run.get("content"), str)
        if not is_right or set(run.get("text_element_style") or {}) - _TEXT_STYLES:
            raise ApiError(1770001)


def _check_table(content: Json) -> None:
    table = content.get("property")
    if not isinstance(table, dict) or set(table) - _PROPERTY:
        raise ApiError(1770001, "table.property: merge_info is read-only")
    rows, columns = table.get("row_size"), table.get("column_size")
    if not isinstance(rows, int) or not isinstance(columns, int) or min(rows, columns) < 1:
        raise ApiError(1770001)
    if columns > _MOST_COLUMNS:
        raise ApiError(1770010)
    if rows * columns > _MOST_CELLS:
        raise ApiError(1770011)
    widths = table.get("column_width")
    if widths is not None and len(widths) != columns:
        raise ApiError(1770001)


def check_relation(parent: str, child: str) -> None:
    """Check whether one kind of block may stand below another.

    Raises:
        ApiError: 1770028 where the parent has no place for others, 1770030 where not for this one.
    """
    if parent not in _PARENTS:
        raise ApiError(1770028)
    if (child == "table_cell") != (parent == "table"):
        raise ApiError(1770030)
    if (child == "grid_column") != (parent == "grid"):
        raise ApiError(1770030)
    if parent == "table_cell" and child in _NOT_IN_CELLS:
        raise ApiError(1770030)


def check_children(kind: str, item: Json) -> None:
    """Check the number of children that a block needs.

    Raises:
        ApiError: 1770041 where a cell is empty, or a table has not a child for each cell.
    """
    count = len(item.get("children") or ())
    if kind in _NEVER_EMPTY and not count:
        raise ApiError(1770041)
    if kind == "table":
        table = item["table"]["property"]
        if count != table["row_size"] * table["column_size"]:
            raise ApiError(1770041)
    if kind == "grid" and count != item["grid"].get("column_size"):
        raise ApiError(1770041)


def check_numbers(kinds: Iterable[str]) -> None:
    """Check how many new resources one call brings.

    Raises:
        ApiError: 1770035.
    """
    counts: dict[str, int] = {}
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] > _MOST_NEW.get(kind, counts[kind]):
            raise ApiError(1770035)


def kind_in(item: Mapping[str, Any]) -> str:
    """Return the kind of a block that the document has."""
    return _KINDS[item["block_type"]]
