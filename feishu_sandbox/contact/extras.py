"""Fields of people that few apps may see: jobs, custom fields, the way to their departments.

Docs: R/contact-v3/user/find_by_department.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.contact.visibility import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.model import App, Department, Json, State, User


def rare_fields(app: App, user: User, user_id: Callable[[str], str]) -> Json:
    """Return the fields each of which has a scope that no broader one stands for."""
    shown: Json = {}
    if app.granted("contact:user.user_geo"):
        shown["geo"] = user.geo
    if app.granted("contact:user.job_level:readonly"):
        shown["job_level_id"] = user.job_level
    if app.granted("contact:user.job_family:readonly"):
        shown["job_family_id"] = user.job_family
    if app.granted("contact:user.dotted_line_leader_info.read"):
        shown["dotted_line_leader_user_ids"] = [user_id(one) for one in user.dotted_leaders]
    return shown


def custom_fields(state: State, user: User, user_id: Callable[[str], str]) -> Json:
    """Return the custom fields; the key is absent while they are kept from the API."""
    if not state.contact.custom_attrs_open:
        return {}
    return {"custom_attrs": [_field(one, user_id) for one in user.custom_attrs]}


def _field(filled: Json, user_id: Callable[[str], str]) -> Json:
    value = dict(filled["value"])
    if "generic_user" in value:
        other = value["generic_user"]
        value["generic_user"] = {**other, "id": user_id(other["id"])}
    return {**filled, "value": value}


def department_path(state: State, user: User, department_id: Callable[[str], str]) -> list[Json]:
    """Return for each department of a user how it hangs under the root."""
    return [_path(_line(state, one), department_id) for one in user.departments if one != ROOT]


def _line(state: State, open_department_id: str) -> list[Department]:
    """Return a department and what is above it, the uppermost first."""
    line: list[Department] = []
    while open_department_id != ROOT:
        department = state.departments[open_department_id]
        line.insert(0, department)
        open_department_id = department.parent
    return line


def _path(line: list[Department], department_id: Callable[[str], str]) -> Json:
    own = line[-1]
    return {
        "department_id": department_id(own.open_department_id),
        "department_name": _name(own.name, own.en_name),
        "department_path": {
            "department_ids": [department_id(one.open_department_id) for one in line],
            "department_path_name": _name(
                "/".join(one.name for one in line), "/".join(one.en_name for one in line)
            ),
        },
    }


def _name(name: str, en_name: str) -> Json:
    return {"name": name, "i18n_name": {"zh_cn": name, "ja_jp": "", "en_us": en_name}}
