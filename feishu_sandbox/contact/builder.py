"""What administrators do with the directory, for tests and seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.contact.model import CustomAttr, EmployeeType, JobFamily, JobLevel
from feishu_sandbox.ids import make_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.contact.model import ContactState, Names
    from feishu_sandbox.model import Json, User
    from feishu_sandbox.world import World

#: Kinds of employment that every company has.
_BUILT_IN = (
    ("正式", "Regular"),
    ("实习", "Intern"),
    ("外包", "Outsourcing"),
    ("劳务", "Labor"),
    ("顾问", "Consultant"),
)


class Directory:
    """Builders; no tokens, no limits, no access checks."""

    def __init__(self, world: World) -> None:
        """Belong to a world."""
        self.world = world

    @property
    def state(self) -> ContactState:
        """The company's own lists as plain data."""
        return self.world.state.contact

    def add_built_in_types(self) -> None:
        """Give the company the kinds of employment that come with it."""
        for name, en_name in _BUILT_IN:
            self.add_employee_type(name, en_name, custom=False)

    def add_employee_type(
        self, name: str, en_name: str = "", *, custom: bool = True, active: bool = True
    ) -> EmployeeType:
        """Add a kind of employment; the values count from 1."""
        with self.world.lock:
            enum_id = self.world.new_id("employee_type") + "=="
            value = len(self.state.employee_types) + 1
            made = EmployeeType(enum_id, value, _names(name, en_name), custom, active)
            self.state.employee_types[enum_id] = made
        return made

    def add_job_level(
        self, name: str, en_name: str = "", *, description: str = "", active: bool = True
    ) -> JobLevel:
        """Add a job level after the others."""
        with self.world.lock:
            made = JobLevel(
                job_level_id=self.world.new_id("job"),
                names=_names(name, en_name),
                descriptions=_names(description),
                order=100 * (len(self.state.job_levels) + 1),
                active=active,
            )
            self.state.job_levels[made.job_level_id] = made
        return made

    def add_job_family(
        self, name: str, en_name: str = "", *, parent: str = "", active: bool = True
    ) -> JobFamily:
        """Add a job family, below `parent` where an id is given."""
        with self.world.lock:
            made = JobFamily(
                self.world.new_id("job"), _names(name, en_name), parent=parent, active=active
            )
            self.state.job_families[made.job_family_id] = made
        return made

    def add_custom_attr(
        self, name: str, en_name: str = "", *, kind: str = "TEXT", options: Sequence[str] = ()
    ) -> CustomAttr:
        """Add a field to all people; `options` are the texts, or the pictures' addresses."""
        with self.world.lock:
            made = CustomAttr(f"C-{self.world.new_id('custom_attr')}", kind, _names(name, en_name))
            for number, value in enumerate(options):
                option: Json = {"id": self.world.new_id("attr_option"), "value": value}
                if kind == "PICTURE_ENUM":
                    option["name"] = f"{name} {number + 1}"
                made.options.append(option)
            self.state.custom_attrs[made.id] = made
        return made

    def set_custom_attr(self, user: User, attr: CustomAttr, value: Json) -> None:
        """Fill a field of a person; people in it are given by open_id."""
        with self.world.lock:
            rest = [one for one in user.custom_attrs if one["id"] != attr.id]
            user.custom_attrs = [*rest, {"type": attr.type, "id": attr.id, "value": value}]

    def remove_department(self, open_department_id: str) -> None:
        """Dissolve a department, which is nobody's and has nothing below it any more."""
        with self.world.lock:
            gone = self.world.state.departments.pop(open_department_id)
            for child in self.world.state.departments.values():
                if child.parent == open_department_id:
                    child.parent = gone.parent
            for user in self.world.state.users.values():
                if open_department_id in user.departments:
                    rest = [one for one in user.departments if one != open_department_id]
                    user.departments = rest or [gone.parent]
            for group in self.world.state.groups.values():
                group.departments = [d for d in group.departments if d != open_department_id]

    def remove_group(self, group_id: str) -> None:
        """Delete a user group."""
        with self.world.lock:
            del self.world.state.groups[group_id]


def custom_group_id(seed: int, group_id: str) -> str:
    """Return the custom id of a user group, always the same for the same group."""
    return make_id("group_key", seed, int(group_id[1:]))


def _names(name: str, en_name: str = "") -> Names:
    return {"zh_cn": name, **({"en_us": en_name} if en_name else {})} if name else {}
