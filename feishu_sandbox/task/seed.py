"""The task lists of the seeded company."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World

_DAY_MS = 86_400_000


def seed(world: World, app: App) -> None:
    """Create a list that the app reads, one that it does not, and somebody's own task."""
    people = list(world.state.users.values())
    tasks, now = world.tasks, world.clock.now_ms()
    launch = tasks.add_list("产品发布 Launch", people[1], share=[app, people[2], people[7]])
    design = tasks.add_section(launch, "设计 Design")
    board = tasks.add_task("确认发布日期", launch, by=people[1], assignees=[people[2]])
    tasks.plan(board, "due", now + 7 * _DAY_MS, all_day=True)
    site = tasks.add_task("Landing page", by=people[1], assignees=[people[5], people[6]], mode=1)
    tasks.put(site, launch, design)
    tasks.plan(site, "start", now)
    tasks.plan(site, "due", now + 14 * _DAY_MS)
    draft = tasks.add_task("文案初稿", by=people[5], assignees=[people[16]], parent=site)
    tasks.add_task("英文翻译 Translation", by=people[16], assignees=[people[22]], parent=draft)
    done = tasks.add_task("组建项目组", launch, by=people[1], assignees=[people[1]])
    tasks.complete(done)
    question = tasks.comment(site, "首页用哪张图？", by=people[6])
    tasks.comment(site, "用去年大会那张", by=people[5], reply_to=question)
    tasks.add_task("预算审批", tasks.add_list("财务 Finance", people[20]), by=people[20])
    tasks.add_task("准备周会", by=people[1], assignees=[people[1]])
