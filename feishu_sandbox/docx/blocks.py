"""Blocks: making them, and the text in them.

Docs: D/document-docx/docx-v1/data-structure/block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.docx.model import Version
    from feishu_sandbox.model import App, Json
    from feishu_sandbox.world import World

#: Name of the member that holds a block's content -> block_type.
TYPES: dict[str, int] = {
    "page": 1,
    "text": 2,
    **{f"heading{level}": 2 + level for level in range(1, 10)},
    "bullet": 12,
    "ordered": 13,
    "code": 14,
    "quote": 15,
    "todo": 17,
    "bitable": 18,
    "callout": 19,
    "divider": 22,
    "file": 23,
    "grid": 24,
    "grid_column": 25,
    "image": 27,
    "sheet": 30,
    "table": 31,
    "table_cell": 32,
    "quote_container": 34,
    "board": 43,
    "undefined": 999,
}


def text_content(text: str) -> Json:
    """Return the content of a block of text; without text there are no elements."""
    content: Json = {"style": {}}
    if text:
        content["elements"] = [{"text_run": {"content": text, "text_element_style": {}}}]
    return content


def block(block_id: str, kind: str, content: Json, parent: str = "") -> Json:
    """Return a block as the API shows it; without children it has no such member."""
    return {"block_id": block_id, "block_type": TYPES[kind], "parent_id": parent, kind: content}


def shown(world: World, item: Json, id_type: str, app: App) -> Json:
    """Return a block with the people in it named in the caller's id kind."""
    return {name: _translated(world, value, id_type, app) for name, value in item.items()}


def _translated(world: World, value: Any, id_type: str, app: App) -> Any:
    if isinstance(value, list):
        return [_translated(world, member, id_type, app) for member in value]
    if not isinstance(value, dict):
        return value
    given = {name: _translated(world, member, id_type, app) for name, member in value.items()}
    if "mention_user" in value:
        person = {**given["mention_user"]}
        person["user_id"] = id_in(world, value["mention_user"]["user_id"], id_type, app)
        given["mention_user"] = person
    return given


def plain_text(world: World, version: Version, *, english: bool) -> str:
    """Return the text of a revision, a line for each block that has text in it."""
    contents = [content for item in version.blocks for content in item.values()]
    texts = [one for one in contents if isinstance(one, dict) and "style" in one]
    return "".join("".join((*_texts(world, one, english=english), "\n")) for one in texts)


def _texts(world: World, content: Json, *, english: bool) -> Iterator[str]:
    for element in content.get("elements", ()):
        if "mention_user" in element:
            user = world.state.users.get(element["mention_user"]["user_id"])
            yield f"@{(user.en_name if english else user.name) if user else ''}"
        for kind in ("text_run", "equation"):
            if kind in element:
                yield element[kind]["content"]
