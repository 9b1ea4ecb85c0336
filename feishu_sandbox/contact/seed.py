"""The seeded company's own lists, and what its people have of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World

_LEVELS = (("专员", "Associate"), ("高级专员", "Senior"), ("经理", "Manager"), ("总监", "Director"))


def seed(world: World, app: App) -> None:  # noqa: ARG001
    """Add kinds of employment, jobs and custom fields, and fill them in."""
    directory = world.directory
    directory.add_built_in_types()
    expert = directory.add_employee_type("专家", "Expert")
    levels = [directory.add_job_level(*names) for names in _LEVELS]
    product = directory.add_job_family("产品", "Product")
    families = [
        directory.add_job_family("研发", "Engineering", parent=product.job_family_id),
        directory.add_job_family("销售", "Sales"),
        directory.add_job_family("职能", "Corporate"),
    ]
    directory.add_job_family("已停用", "Retired", active=False)
    badge = directory.add_custom_attr("工卡", "Badge")
    home = directory.add_custom_attr("主页", "Homepage", kind="HREF")
    shirt = directory.add_custom_attr("T恤", "T-shirt", kind="ENUMERATION", options=("M", "L"))
    mentor = directory.add_custom_attr("导师", "Mentor", kind="GENERIC_USER")
    users = list(world.state.users.values())
    for number, user in enumerate(users):
        user.job_level = levels[number % len(levels)].job_level_id
        user.job_family = families[number % len(families)].job_family_id
        user.geo = "gb" if user.country == "GB" else "cn"
        directory.set_custom_attr(user, badge, {"text": f"B{number + 1:04d}"})
        if number % 3 == 0:
            option = shirt.options[number % 2]
            size = {"option_id": option["id"], "option_value": option["value"]}
            directory.set_custom_attr(user, shirt, size)
    address = "https://stardust.example/chen"
    directory.set_custom_attr(users[4], home, {"text": "陈晨", "url": address, "pc_url": address})
    directory.set_custom_attr(
        users[4], mentor, {"generic_user": {"id": users[2].open_id, "type": 1}}
    )
    users[4].dotted_leaders = [users[7].open_id]
    users[8].employee_type = expert.value
