"""What the seeded company has of docx."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import App, Json
    from feishu_sandbox.world import World


def seed(world: World, app: App) -> None:
    """Write the documents of the wiki's pages; the first one is a guide for new colleagues."""
    pages = [node for node in world.state.nodes.values() if node.obj_type == "docx"]
    documents = [
        world.docx.add_document(
            node.title,
            f"{node.title} · 星尘科技 Stardust",
            apps=[app.app_id],
            owner=node.owner,
            document_id=node.obj_token,
        )
        for node in pages
    ]
    for document in documents[:1]:
        _write_guide(world, document.document_id)


def _write_guide(world: World, guide: str) -> None:
    docx, host = world.docx, list(world.state.users)[18]
    docx.add_block(guide, "heading1", "第一周 First week")
    docx.add_block(guide, "todo", {"style": {"done": False}, **_mention("领取电脑：", host)})
    docx.add_block(guide, "todo", "Read the handbook")
    grid = docx.add_block(guide, "grid", {"column_size": 2})
    for text in ("上海 Shanghai", "伦敦 London"):
        column = docx.add_block(guide, "grid_column", {"width_ratio": 50}, grid)
        docx.add_block(guide, "text", text, column)
    docx.add_block(guide, "divider", {})


def _mention(text: str, open_id: str) -> Json:
    return {
        "elements": [
            {"text_run": {"content": text, "text_element_style": {}}},
            {"mention_user": {"user_id": open_id, "text_element_style": {}}},
        ]
    }
