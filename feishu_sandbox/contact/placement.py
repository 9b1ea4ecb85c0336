"""Where a person stands in the company: departments, their order, leaders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.contact.rendering import DEPARTMENT_ID_TYPES
from feishu_sandbox.contact.visibility import ROOT, Visibility
from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from feishu_sandbox.model import Json, User
    from feishu_sandbox.operation import Incoming

MAX_DEPARTMENTS = 50
_ORDER_FIELDS = {
    "department_id": str,
    "user_order": int,
    "department_order": int,
    "is_primary_dept": bool,
}


def read_placement(call: Incoming, given: Json, user: User | None) -> Json:
    """Check departments, their order and leaders; give them as the model keeps them.

    Raises:
        ApiError: 40004, 41017, 41025, 41030, 41033, 41410, 44002, 44021, 44022 or 44035.
    """
    found: Json = {}
    if "department_ids" in given:
        found["departments"] = read_departments(call, given["department_ids"])
    if "orders" in given:
        if "departments" not in found:
            raise ApiError(44002)
        found["orders"] = _orders(call, given["orders"], found["departments"])
    elif "departments" in found:
        found["orders"] = []
    if "leader_user_id" in given:
        found["leader"] = _leader(call, given["leader_user_id"], user)
    if "dotted_line_leader_user_ids" in given:
        ids = given["dotted_line_leader_user_ids"]
        found["dotted_leaders"] = [_leader(call, each, user) for each in ids]
    return found


def read_departments(call: Incoming, ids: list[Any]) -> list[str]:
    """Give the open_department_ids of departments that the app may fill."""
    if not ids:
        raise ApiError(41017)
    if len(ids) > MAX_DEPARTMENTS:
        raise ApiError(41033)
    return [_department(call, each) for each in ids]


def _department(call: Incoming, given: Any) -> str:
    if not isinstance(given, str):
        refuse_field("department_ids", given, "must be strings")
    visibility = Visibility(call.world.state, call.app)
    if given == ROOT:
        if not visibility.everyone:
            raise ApiError(40004)
        return ROOT
    id_type = call.choice("department_id_type", DEPARTMENT_ID_TYPES, "open_department_id")
    found = call.world.find_department(given, id_type)
    if found is None:
        raise ApiError(44035 if visibility.everyone else 40004)
    if not visibility.department(found.open_department_id):
        raise ApiError(40004)
    return found.open_department_id


def _orders(call: Incoming, given: list[Any], departments: list[str]) -> list[Json]:
    orders = []
    for each in given:
        if not isinstance(each, dict):
            refuse_field("orders", each, "must be objects")
        for name, value in each.items():
            kind = _ORDER_FIELDS.get(name)
            if kind is None or not isinstance(value, kind):
                refuse_field(f"orders.{name}", value, "no such field, or of the wrong type")
        department = _department(call, each.get("department_id", departments[0]))
        if department not in departments:
            raise ApiError(41025)
        orders.append({**each, "department_id": department})
    _check_primary(orders)
    return orders


def _check_primary(orders: list[Json]) -> None:
    highest = max((each.get("department_order", 0) for each in orders), default=0)
    primary = [each for each in orders if each.get("is_primary_dept")]
    if len(primary) > 1 or any(each.get("department_order", 0) < highest for each in primary):
        raise ApiError(41410)


def _leader(call: Incoming, given: Any, user: User | None) -> str:
    if not given:
        return ""
    leader = call.world.find_user(str(given), call.user_id_type)
    if leader is None:
        raise ApiError(44022)
    if leader.resigned:
        raise ApiError(44021)
    if leader is user:
        raise ApiError(41030)
    return leader.open_id
