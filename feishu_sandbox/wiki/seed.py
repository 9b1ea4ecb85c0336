"""What the seeded company has of wiki."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.ids import make_id

if TYPE_CHECKING:
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World


def seed(world: World, app: App) -> None:
    """Fill the company: the space that holds the CRM's page, and one that is closed to the app."""
    wiki, people = world.wiki, list(world.state.users)
    handbook = wiki.add_space(
        "星尘手册 Handbook",
        admins=[app.app_id, people[0]],
        space_id=make_id("space", world.state.seed, 0),
    )
    handbook.description = "新员工从这里开始 Start here"
    handbook.visibility = "public"
    welcome = wiki.add_node(handbook, "欢迎 Welcome", owner=people[19])
    world.clock.advance(60)
    for title in ("报销 Expenses", "休假 Leave"):
        wiki.add_node(handbook, title, parent=welcome.node_token, owner=people[19])
    wiki.add_node(handbook, "预算 Budget", kind="sheet", owner=people[20])
    wiki.add_space("薪酬 Compensation", members=[people[0], people[19]])
