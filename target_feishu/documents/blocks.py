"""Converted blocks, in the form and the portions in which Feishu takes them.

Docs: `/ukTMukTMukTM/uUDN04SN0QjL1QDN/document-docx/docx-v1/document-block-descendant/create`.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from feishu_connect.endpoints.docx import MAX_BLOCKS, MAX_NEW_IMAGES
from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Json = dict[str, t.Any]

#: What Feishu takes of a picture and of a table; the rest is read-only.
_WRITABLE: t.Final = {
    "image": ("align", "caption"),
    "table": ("row_size", "column_size", "column_width", "header_row", "header_column"),
}
#: Blocks that Feishu refuses without a child.
_NEVER_EMPTY: t.Final = ("table_cell", "grid_column", "callout")
_EMPTY_LINE: t.Final = {"block_type": 2, "text": {"elements": [{"text_run": {"content": ""}}]}}


@dataclass(frozen=True, slots=True)
class _Weight:
    """What counts against the limits of one call."""

    blocks: int
    images: int

    @property
    def fits(self) -> bool:
        return self.blocks <= MAX_BLOCKS and self.images <= MAX_NEW_IMAGES

    def __add__(self, other: _Weight) -> _Weight:
        return _Weight(self.blocks + other.blocks, self.images + other.images)


_NOTHING: t.Final = _Weight(0, 0)
_ONE: t.Final = _Weight(1, 0)


@dataclass(frozen=True, slots=True)
class Portion:
    """What one call inserts."""

    #: Temporary id of the block that they come below; "" for the page.
    parent: str
    roots: list[str]
    #: The roots and all that is below them in this call, each before what is below it.
    blocks: list[Json]

    def body(self) -> Json:
        """Give the body of the call; -1 is the place behind the last child."""
        return {"index": -1, "children_id": self.roots, "descendants": self.blocks}


@dataclass(frozen=True, slots=True)
class Body:
    """The whole content of a document."""

    portions: list[Portion] = field(default_factory=list)
    #: Temporary id of a picture's block -> URL or path.
    images: dict[str, str] = field(default_factory=dict)


def read_blocks(converted: Json) -> Body:
    """Turn the reply of a conversion into what is to be inserted.

    Args:
        converted: `{first_level_block_ids, blocks, block_id_to_image_urls}`; parents know their
            children, and the blocks are in no order.

    Raises:
        RecordError: One row of a table is more than a call takes.
    """
    return _Tree(converted).body()


class _Tree:
    """Blocks by temporary id."""

    def __init__(self, converted: Json) -> None:
        self.images = {
            str(each["block_id"]): str(each["image_url"])
            for each in converted.get("block_id_to_image_urls") or ()
        }
        self.blocks: dict[str, Json] = {}
        for given in converted.get("blocks") or ():
            self._take(given)
        roots = [str(each) for each in converted.get("first_level_block_ids") or ()]
        self.roots = self._with_small_tables(roots)

    def body(self) -> Body:
        portions = list(self._portions("", self.roots))
        used = {block["block_id"] for portion in portions for block in portion.blocks}
        return Body(portions, {one: url for one, url in self.images.items() if one in used})

    def _take(self, given: Json) -> None:
        own = str(given["block_id"])
        block: Json = {"block_id": own, "block_type": given["block_type"]}
        block.update({name: value for name, value in given.items() if isinstance(value, dict)})
        block["children"] = [str(child) for child in given.get("children") or ()]
        if "image" in block:
            block["image"] = _only(block["image"], "image")
        if "table" in block:
            block["table"] = {"property": _only(block["table"].get("property") or {}, "table")}
        if not block["children"] and any(kind in block for kind in _NEVER_EMPTY):
            block["children"] = [f"{own}-line"]
            self.blocks[f"{own}-line"] = {"block_id": f"{own}-line", **_EMPTY_LINE, "children": []}
        self.blocks[own] = block

    def _with_small_tables(self, ids: Sequence[str]) -> list[str]:
        """Put several tables in the place of one that is too large for a call."""
        found: list[str] = []
        for one in ids:
            block = self.blocks[one]
            if "table" in block and not self._weight([one]).fits:
                found += self._parts(one)
            else:
                block["children"] = self._with_small_tables(block["children"])
                found.append(one)
        return found

    def _parts(self, table: str) -> Iterator[str]:
        """Cut a table between rows; each part begins with the first row, which is the head."""
        block = self.blocks[table]
        columns = int(block["table"]["property"]["column_size"])
        cells = block["children"]
        rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
        head = _ONE + self._weight(rows[0])
        part, weight, number = [rows[0]], head, 0
        for row in rows[1:]:
            own = self._weight(row)
            if not (weight + own).fits:
                yield self._part(table, part, number)
                number += 1
                part, weight = [[self._copy(cell, number) for cell in rows[0]]], head
            part.append(row)
            weight += own
        yield self._part(table, part, number)

    def _part(self, table: str, rows: list[list[str]], number: int) -> str:
        block, own = self.blocks[table], f"{table}-{number}"
        children = [cell for row in rows for cell in row]
        size = {**block["table"]["property"], "row_size": len(rows)}
        self.blocks[own] = {
            **block,
            "block_id": own,
            "table": {"property": size},
            "children": children,
        }
        if not self._weight([own]).fits:
            most = f"{MAX_BLOCKS:,} blocks or {MAX_NEW_IMAGES} pictures"
            msg = f"one row of a table, with the head above it, has more than {most}"
            cure = "Write it as text, or with fewer columns and pictures"
            raise RecordError(msg, cure=cure, field="content")
        return own

    def _copy(self, block_id: str, number: int) -> str:
        own = f"{block_id}-{number}"
        block = self.blocks[block_id]
        children = [self._copy(child, number) for child in block["children"]]
        self.blocks[own] = {**block, "block_id": own, "children": children}
        if block_id in self.images:
            self.images[own] = self.images[block_id]
        return own

    def _portions(self, parent: str, ids: Sequence[str]) -> Iterator[Portion]:
        """Cut a list of blocks into calls; one that is too large comes before its children."""
        roots: list[str] = []
        weight = _NOTHING
        for one in ids:
            own = self._weight([one])
            if roots and not (weight + own).fits:
                yield self._portion(parent, roots)
                roots, weight = [], _NOTHING
            if own.fits:
                roots.append(one)
                weight += own
                continue
            alone = {**self.blocks[one], "children": []}
            yield Portion(parent, [one], [_sent(alone)])
            yield from self._portions(one, self.blocks[one]["children"])
        if roots:
            yield self._portion(parent, roots)

    def _portion(self, parent: str, roots: list[str]) -> Portion:
        return Portion(parent, roots, [_sent(block) for block in self._below(roots)])

    def _below(self, ids: Sequence[str]) -> Iterator[Json]:
        waiting = list(reversed(ids))
        while waiting:
            block = self.blocks[waiting.pop()]
            yield block
            waiting.extend(reversed(block["children"]))

    def _weight(self, roots: Sequence[str]) -> _Weight:
        found = list(self._below(roots))
        return _Weight(len(found), sum("image" in block for block in found))


def _only(content: Json, kind: str) -> Json:
    return {name: content[name] for name in _WRITABLE[kind] if content.get(name) is not None}


def _sent(block: Json) -> Json:
    """Leave out an empty list of children."""
    return block if block["children"] else {k: v for k, v in block.items() if k != "children"}
