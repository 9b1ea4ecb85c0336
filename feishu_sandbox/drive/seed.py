"""What the seeded company has of drive."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World


def seed(world: World, app: App) -> None:
    """Fill the company: one folder tree that the app may manage, and one that is closed to it."""
    drive, people = world.drive, list(world.state.users)
    shared = drive.add_folder("市场部共享 Marketing", owner=people[17])
    drive.share(shared, app.app_id, "manage")
    plan = drive.add_file("2026 品牌手册.pdf", shared, owner=people[17])
    drive.entry(plan).sec_label = "L2-内部"
    world.clock.advance(60)
    campaigns = drive.add_folder("活动 Campaigns", shared, owner=people[17])
    drive.add_file("春季发布会 Spring launch.pptx", campaigns, kind="slides", owner=people[18])
    world.clock.advance(60)
    drive.add_file("选题 Topics", campaigns, kind="mindnote", owner=people[18])
    drive.put(shared, next(iter(world.state.bases)), "bitable", "CRM 客户管理", owner=people[0])
    drive.add_shortcut(plan, campaigns)
    for day, viewer in enumerate(people[:3]):
        drive.record_view(plan, viewer, at=int(world.clock.now()) - 86_400 * day)
    closed = drive.add_folder("董事会 Board", owner=people[0])
    drive.add_file("纪要 Minutes.pdf", closed, owner=people[0])
