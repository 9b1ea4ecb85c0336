"""Departments, people, user groups and chats of the seeded company."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import App, User
    from feishu_sandbox.world import World

#: name, English name, name of the parent ("" for the root)
_DEPARTMENTS = (
    ("产品研发中心", "Product and Engineering", ""),
    ("后端组", "Backend", "产品研发中心"),
    ("前端组", "Frontend", "产品研发中心"),
    ("数据组", "Data", "产品研发中心"),
    ("销售部", "Sales", ""),
    ("华东区", "East China", "销售部"),
    ("华南区", "South China", "销售部"),
    ("上海组", "Shanghai", "华东区"),
    ("市场部", "Marketing", ""),
    ("人力行政部", "People and Office", ""),
    ("财务部", "Finance", ""),
    ("伦敦办公室", "London Office", ""),
)

#: name, English name, departments (the first is the main one, "" the root), job title, gender
_PEOPLE = (
    ("王思远", "Siyuan Wang", ("",), "CEO", 1),
    ("李婉清", "Wanqing Li", ("产品研发中心",), "CTO", 2),
    ("张伟", "Wei Zhang", ("后端组",), "Team lead", 1),
    ("刘洋", "Yang Liu", ("后端组", "数据组"), "Engineer", 1),
    ("陈晨", "Chen Chen", ("后端组",), "Engineer", 2),
    ("赵敏", "Min Zhao", ("前端组",), "Team lead", 2),
    ("孙浩", "Hao Sun", ("前端组",), "Engineer", 1),
    ("周洁", "Jie Zhou", ("数据组",), "Team lead", 2),
    ("吴磊", "Lei Wu", ("数据组",), "Analyst", 1),
    ("郑爽", "Shuang Zheng", ("数据组",), "Analyst", 2),
    ("冯刚", "Gang Feng", ("销售部",), "VP Sales", 1),
    ("褚玲", "Ling Chu", ("华东区",), "Regional lead", 2),
    ("卫东", "Dong Wei", ("上海组",), "Account manager", 1),
    ("蒋欣", "Xin Jiang", ("上海组",), "Account manager", 2),
    ("沈括", "Kuo Shen", ("华南区",), "Regional lead", 1),
    ("韩梅梅", "Meimei Han", ("华南区",), "Account manager", 2),
    ("杨帆", "Fan Yang", ("市场部",), "CMO", 1),
    ("朱琳", "Lin Zhu", ("市场部", "销售部"), "Campaigns", 2),
    ("秦明", "Ming Qin", ("人力行政部",), "HR lead", 1),
    ("尤丽", "Li You", ("人力行政部",), "Recruiter", 2),
    ("许诺", "Nuo Xu", ("财务部",), "CFO", 1),
    ("何静", "Jing He", ("财务部",), "Accountant", 2),
    ("Emily Carter", "Emily Carter", ("伦敦办公室",), "Office lead", 2),
    ("Oliver Smith", "Oliver Smith", ("伦敦办公室",), "Engineer", 1),
    ("施工", "Gong Shi", ("后端组",), "Engineer", 1),
)
_JOINED = 1_577_836_800
_MONTH = 30 * 86_400


def seed_people(world: World) -> None:
    """Create the organisation and two user groups."""
    departments = {"": "0"}
    for name, en_name, parent in _DEPARTMENTS:
        made = world.add_department(name, en_name, departments[parent])
        departments[name] = made.open_department_id
    for number, (name, en_name, sits_in, title, gender) in enumerate(_PEOPLE):
        ids = [departments[department] for department in sits_in]
        user = world.add_user(name, en_name, departments=ids)
        _complete(user, number, title, gender)
    users = list(world.state.users.values())
    users[0].manager = True
    users[-1].resigned = True
    _appoint_leaders(world)
    world.add_group("项目组 Apollo", users=[user.open_id for user in users[2:6]])
    world.add_group("海外同事", departments=[departments["伦敦办公室"]])
    world.add_group("新员工", users=[users[23].open_id], kind=2)


def _complete(user: User, number: int, title: str, gender: int) -> None:
    first, _, last = user.en_name.lower().partition(" ")
    abroad = user.name.isascii()
    user.email = f"{first}.{last}@stardust.example"
    user.mobile = f"+4477009001{number:02d}" if abroad else f"+861380013{number:04d}"
    user.city = "London" if abroad else "上海"
    user.country = "GB" if abroad else "CN"
    user.job_title = title
    user.gender = gender
    user.join_time = _JOINED + number * _MONTH


def _appoint_leaders(world: World) -> None:
    """Make the first person whose main department it is its leader, and theirs the superior."""
    users = world.state.users.values()
    boss = next(iter(users)).open_id
    for department in world.state.departments.values():
        members = [u for u in users if u.departments[0] == department.open_department_id]
        department.leader = members[0].open_id if members else boss
        for user in members[1:]:
            user.leader = department.leader


def seed_chats(world: World, app: App) -> None:
    """Create two chats with the bot inside and one without."""
    members = list(world.state.users)
    world.add_chat("销售日报", members=members[10:16], bots=[app.app_id])
    world.add_chat("Data platform", members=members[7:10], bots=[app.app_id])
    world.add_chat("高管群", members=members[:2])
