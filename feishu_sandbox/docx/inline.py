"""Text with its styles: from elements of HTML to text elements of docx.

Docs: D/document-docx/docx-v1/data-structure/block (TextElement).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feishu_sandbox.docx.markup import Node
    from feishu_sandbox.model import Json

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "code": "inline_code",
}
_PLAIN: Json = dict.fromkeys(("bold", "italic", "strikethrough", "underline", "inline_code"), False)
_SPACES = re.compile(r"[ \t\r\n]+")

#: What stands in a line of text; everything else is a block of its own.
INLINE = frozenset({*_STYLES, "a", "br", "span", "img", "font", "sub", "sup", "label", "input"})


def pieces(nodes: Sequence[Node | str]) -> Iterator[list[Json] | str]:
    """Give runs of text elements, and the addresses of the images between them."""
    run: list[Json] = []
    for one in _flat(nodes, _PLAIN):
        if isinstance(one, str):
            if _has_text(run):
                yield _trimmed(run)
            run = []
            yield one
        else:
            run.append(one)
    if _has_text(run):
        yield _trimmed(run)


def text_run(text: str, style: Json | None = None) -> Json:
    """Return a text element."""
    return {"text_run": {"content": text, "text_element_style": {**(style or _PLAIN)}}}


def _flat(nodes: Sequence[Node | str], style: Json) -> Iterator[Json | str]:
    for node in nodes:
        if isinstance(node, str):
            text = _SPACES.sub(" ", node)
            if text:
                yield text_run(text, style)
        elif node.tag == "br":
            yield text_run("\n", style)
        elif node.tag == "img":
            yield node.attributes.get("src", "")
        else:
            yield from _flat(node.children, _styled(node, style))


def _styled(node: Node, style: Json) -> Json:
    if node.tag == "a" and node.attributes.get("href"):
        return {**style, "link": {"url": quote(node.attributes["href"], safe="")}}
    return {**style, _STYLES[node.tag]: True} if node.tag in _STYLES else style


def _has_text(run: list[Json]) -> bool:
    return any(element["text_run"]["content"].strip() for element in run)


def _trimmed(run: list[Json]) -> list[Json]:
    """Take the blanks off both ends of a line, and join neighbours of one style."""
    joined: list[Json] = []
    for element in run:
        last = joined[-1]["text_run"] if joined else None
        own = element["text_run"]
        if last and last["text_element_style"] == own["text_element_style"]:
            last["content"] += own["content"]
        else:
            joined.append({"text_run": {**own}})
    joined[0]["text_run"]["content"] = joined[0]["text_run"]["content"].lstrip()
    joined[-1]["text_run"]["content"] = joined[-1]["text_run"]["content"].rstrip()
    return [element for element in joined if element["text_run"]["content"]]
