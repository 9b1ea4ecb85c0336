"""HTML as a tree; Markdown becomes HTML first."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt

#: Elements without content, and hence without an end tag.
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
#: An open one of these ends where the next one begins.
_SIBLINGS = {"li": ("li",), "p": ("p",), "tr": ("tr",), "td": ("td", "th"), "th": ("td", "th")}


@dataclass(slots=True)
class Node:
    """An element; its children are elements and text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def elements(self, *tags: str) -> list[Node]:
        """Return the elements of these kinds below this one, at any depth."""
        found = []
        for child in self.children:
            if isinstance(child, Node):
                found += [child] if child.tag in tags else child.elements(*tags)
        return found

    def text(self) -> str:
        """Return the text below this element."""
        return "".join(one if isinstance(one, str) else one.text() for one in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.open[-1].tag in _SIBLINGS.get(tag, ()):
            self.open.pop()
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(text: str) -> Node:
    """Return the tree of an HTML text, however it is nested."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.open[0]


def read_markdown(text: str) -> Node:
    """Return the tree of a Markdown text, with tables and struck text."""
    return read_html(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))
