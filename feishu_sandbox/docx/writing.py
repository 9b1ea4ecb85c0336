"""Writing of blocks: insert, change, delete.

Docs: D/document-docx/docx-v1/{document-block-descendant/create,
document-block-children/{create,batch_delete},document-block/batch_update}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.docx import edits
from feishu_sandbox.docx.access import edited
from feishu_sandbox.docx.blocks import TYPES, block, shown
from feishu_sandbox.docx.checks import (
    check_children,
    check_content,
    check_numbers,
    check_relation,
    kind_in,
    kind_of,
)
from feishu_sandbox.docx.updating import update
from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from feishu_sandbox.docx.model import Document
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_MOST_DESCENDANTS = 1000
_MOST_CHILDREN = 50
_MOST_UPDATES = 200
_MOST_ROWS = 9
#: Their children are cells and columns, which other calls take away.
_KEEPS_CHILDREN = ("table", "grid")
_NEVER_EMPTY = ("table_cell", "grid_column", "callout")


def insert_descendants(call: Incoming) -> Json:
    """Insert blocks with all that is below them; they come under temporary ids."""
    roots = _list(call, "children_id", _MOST_DESCENDANTS)
    given = _list(call, "descendants", _MOST_DESCENDANTS)
    _only(call, "children_id", "descendants", "index")
    return edited(call, lambda document: _insert(call, document, roots, given), strict=True)


def insert_children(call: Incoming) -> Json:
    """Insert blocks without any below them; a table gets its empty cells."""
    given = _list(call, "children", _MOST_CHILDREN)
    _only(call, "children", "index")

    def act(document: Document) -> Json:
        named = [{**item, "block_id": str(number)} for number, item in enumerate(given)]
        roots = [item["block_id"] for item in named]
        cells = [each for item in named for each in _cells(item)]
        data = _insert(call, document, roots, [*named, *cells])
        return {"children": data["children"]}

    return edited(call, act)


def delete_children(call: Incoming) -> Json:
    """Delete a range of children, its end excluded, and what is below them."""
    start, end = (call.body_value(name, int, required=True) for name in _RANGE)
    _only(call, *_RANGE)

    def act(document: Document) -> Json:
        parent = _parent(document, call.path["block_id"])
        count = len(parent.get("children", ()))
        if not 0 <= start < end <= count:
            raise ApiError(1770001)
        kind = kind_in(parent)
        if kind in _KEEPS_CHILDREN or (kind in _NEVER_EMPTY and end - start == count):
            raise ApiError(1770031)
        edits.remove(edits.revise(document), parent["block_id"], start, end)
        touched(call, document)
        return {}

    return edited(call, act)


def update_blocks(call: Incoming) -> Json:
    """Change the content of blocks, each of them once."""
    requests = _list(call, "requests", _MOST_UPDATES)
    _only(call, "requests")
    ids = [request.get("block_id") for request in requests]
    if len(set(ids)) < len(ids):
        raise ApiError(1770001, "a block may be updated once in a call")

    def act(document: Document) -> Json:
        # A call that is refused for one of its requests changes nothing.
        before = document.versions
        version = edits.revise(document)
        try:
            for request in requests:
                update(call, version, request)
        except ApiError:
            document.versions = before
            raise
        touched(call, document)
        changed = [edits.find(version, str(block_id))[1] for block_id in ids]
        return {"blocks": [shown(call.world, one, call.user_id_type, call.app) for one in changed]}

    return edited(call, act)


def touched(call: Incoming, document: Document) -> None:
    """Tell drive that a document was edited, and how it is called now."""
    entry = call.world.state.drive.entries.get(document.document_id)
    if entry is not None:
        entry.name = document.newest.title
        entry.modified = int(call.world.clock.now())
        entry.modified_by = call.actor


_RANGE = ("start_index", "end_index")


def _insert(call: Incoming, document: Document, roots: list[str], given: list[Json]) -> Json:
    """Check everything, give real ids, and insert."""
    parent = _parent(document, call.path["block_id"])
    index = _index(call, parent)
    blocks = _checked(parent, roots, given)
    ids = {block_id: call.world.new_id("block") for block_id in blocks}
    above = {child: item for item in blocks for child in blocks[item].get("children") or ()}
    made = []
    for item in edits.preorder(roots, blocks):
        kind = kind_of(item)
        own = item["block_id"]
        over = ids[above[own]] if own in above else parent["block_id"]
        one = block(ids[own], kind, _stored(kind, item, ids), over)
        made.append(edits.with_children(one, [ids[each] for each in item.get("children") or ()]))
    edits.insert(
        edits.revise(document), parent["block_id"], index, [ids[one] for one in roots], made
    )
    touched(call, document)
    first = {ids[one] for one in roots}
    children = [one for one in made if one["block_id"] in first]
    return {
        "children": [shown(call.world, one, call.user_id_type, call.app) for one in children],
        "block_id_relations": [
            {"temporary_block_id": given_id, "block_id": real} for given_id, real in ids.items()
        ],
    }


def _checked(parent: Json, roots: list[str], given: list[Json]) -> dict[str, Json]:
    """Check that blocks form trees below the parent, each of the right shape.

    Raises:
        ApiError: 1770019 for an id that comes twice, 1770006 for one that is not there or stands
            below two blocks or below none; as the checks of content and relations.
    """
    blocks = {str(item.get("block_id") or ""): item for item in given}
    if len(blocks) < len(given) or "" in blocks:
        raise ApiError(1770019)
    kinds = {block_id: kind_of(item) for block_id, item in blocks.items()}
    named = [*roots, *(child for item in given for child in item.get("children") or ())]
    if sorted(map(str, named)) != sorted(blocks):
        raise ApiError(1770006)
    for block_id, item in blocks.items():
        check_content(kinds[block_id], item[kinds[block_id]])
        check_children(kinds[block_id], item)
        for child in item.get("children") or ():
            check_relation(kinds[block_id], kinds[child])
    if len(edits.preorder(roots, blocks)) != len(blocks):
        raise ApiError(1770006)
    for root in roots:
        check_relation(kind_in(parent), kinds[root])
    check_numbers(kinds.values())
    return blocks


def _stored(kind: str, item: Json, ids: dict[str, str]) -> Json:
    """Return content as the document keeps it: a table knows its cells and how they are merged."""
    content: Json = item[kind]
    if kind == "image":
        return {"width": 100, "height": 100, "align": 2, **content, "token": ""}
    if kind != "table":
        return content
    cells = [ids[child] for child in item["children"]]
    merged = [{"row_span": 1, "col_span": 1} for _ in cells]
    return {"cells": cells, "property": {**content["property"], "merge_info": merged}}


def _cells(item: Json) -> list[Json]:
    """Give a table its cells, each with an empty line in it."""
    if item.get("block_type") != TYPES["table"]:
        return []
    table = (item.get("table") or {}).get("property") or {}
    rows, columns = table.get("row_size", 0), table.get("column_size", 0)
    if max(rows, columns) > _MOST_ROWS:
        raise ApiError(1770001)
    names = [f"{item['block_id']}-{number}" for number in range(rows * columns)]
    item["children"] = names
    empty = {"elements": [{"text_run": {"content": ""}}]}
    lines = [{"block_id": f"{one}-text", "block_type": 2, "text": empty} for one in names]
    cells = [
        {"block_id": one, "block_type": 32, "table_cell": {}, "children": [f"{one}-text"]}
        for one in names
    ]
    return [*cells, *lines]


def _parent(document: Document, block_id: str) -> Json:
    try:
        return edits.find(document.newest, block_id)[1]
    except KeyError:
        raise ApiError(1770002) from None


def _index(call: Incoming, parent: Json) -> int:
    index = call.body_value("index", int, required=False)
    if index is None:
        return -1
    if not -1 <= index <= len(parent.get("children", ())):
        raise ApiError(1770001)
    return int(index)


def _list(call: Incoming, name: str, most: int) -> list[Any]:
    members: list[Any] = call.body_value(name, list, required=True)
    if not 1 <= len(members) <= most:
        refuse_field(name, len(members), f"the length must be 1 to {most}")
    return members


def _only(call: Incoming, *names: str) -> None:
    for name in call.body:
        if name not in names:
            refuse_field(name, call.body[name], "no such parameter")
