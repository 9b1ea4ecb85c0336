"""Markdown and HTML as blocks, under temporary ids.

Docs: D/document-docx/docx-v1/document/convert.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from feishu_sandbox.docx.blocks import TYPES
from feishu_sandbox.docx.inline import INLINE, pieces, text_run
from feishu_sandbox.docx.markup import Node, read_html, read_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.model import Json

_HEADINGS = {f"h{level}": f"heading{level}" for level in range(1, 10)}
_LANGUAGES = {"bash": 7, "json": 28, "python": 49, "sql": 56, "yaml": 67}
_COLUMN_WIDTH = 244
_BOX = ("[ ] ", "[x] ", "[X] ")


class Conversion:
    """Blocks of one text. Parents are told by `children` alone; `parent_id` stays empty."""

    def __init__(self, content: str, content_type: str) -> None:
        """Convert.

        Args:
            content: The text.
            content_type: `markdown` or `html`.
        """
        self.blocks: dict[str, Json] = {}
        #: Temporary id of an image block -> address of the image.
        self.images: dict[str, str] = {}
        root = read_markdown(content) if content_type == "markdown" else read_html(content)
        self.first_level = self._all(root.children)

    def _add(self, kind: str, content: Json, children: Sequence[str] = ()) -> str:
        block_id = str(uuid.uuid4())
        item: Json = {"block_id": block_id, "revision_id": 0, "parent_id": "", kind: content}
        if children:
            item["children"] = list(children)
        self.blocks[block_id] = {**item, "block_type": TYPES[kind]}
        return block_id

    def _all(self, nodes: Sequence[Node | str], kind: str = "text") -> list[str]:
        """Convert nodes; a line of text becomes a block of `kind`."""
        made: list[str] = []
        line: list[Node | str] = []
        for node in nodes:
            if isinstance(node, str) or node.tag in INLINE:
                line.append(node)
                continue
            made += self._line(line, kind)
            line = []
            made += self._block(node, kind)
        return made + self._line(line, kind)

    def _block(self, node: Node, kind: str) -> list[str]:
        if node.tag in _HEADINGS:
            return self._line(node.children, _HEADINGS[node.tag])
        if node.tag in ("ul", "ol"):
            found = [one for one in node.children if isinstance(one, Node) and one.tag == "li"]
            return [self._item(one, "bullet" if node.tag == "ul" else "ordered") for one in found]
        if node.tag == "pre":
            return [self._code(node)]
        if node.tag == "hr":
            return [self._add("divider", {})]
        if node.tag == "table":
            return [self._table(node)]
        return self._all(node.children, "quote" if node.tag == "blockquote" else kind)

    def _line(self, nodes: Sequence[Node | str], kind: str) -> list[str]:
        return [
            self._image(one) if isinstance(one, str) else self._add(kind, _text(one))
            for one in pieces(nodes)
        ]

    def _image(self, url: str) -> str:
        block_id = self._add("image", {"width": 0, "height": 0, "token": ""})
        self.images[block_id] = url
        return block_id

    def _item(self, node: Node, kind: str) -> str:
        inner = self._all(node.children)
        first = self.blocks[inner[0]] if inner else {}
        if "text" not in first:
            return self._add(kind, _text([text_run("")]), inner)
        del self.blocks[inner[0]]
        content = first["text"]
        run = content["elements"][0]["text_run"]
        box = run["content"][:4]
        if box in _BOX:
            run["content"] = run["content"][4:]
            content["style"]["done"] = box != _BOX[0]
            kind = "todo"
        return self._add(kind, content, inner[1:])

    def _code(self, node: Node) -> str:
        named = [one.attributes.get("class", "") for one in node.elements("code")]
        language = _LANGUAGES.get("".join(named).removeprefix("language-"))
        style = {"wrap": False, **({"language": language} if language else {})}
        text = node.text().removesuffix("\n")
        return self._add("code", {"style": style, "elements": [text_run(text)]})

    def _table(self, node: Node) -> str:
        rows = [row.elements("td", "th") for row in node.elements("tr")]
        width = max(map(len, rows), default=1)
        cells = [
            self._cell(row[column] if column < len(row) else Node("td"))
            for row in rows
            for column in range(width)
        ]
        table = {
            "row_size": len(rows),
            "column_size": width,
            "column_width": [_COLUMN_WIDTH] * width,
            "merge_info": [{"row_span": 1, "col_span": 1}] * len(cells),
            "header_row": False,
            "header_column": False,
        }
        return self._add("table", {"cells": cells, "property": table}, cells)

    def _cell(self, node: Node) -> str:
        inner = self._all(node.children) or [self._add("text", _text([text_run("")]))]
        return self._add("table_cell", {}, inner)


def _text(elements: list[Json]) -> Json:
    return {"style": {"folded": False, "align": 1}, "elements": elements}
