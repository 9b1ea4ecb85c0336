"""Finding instances: codes by start time, summaries by conditions.

Docs: R/approval-v4/instance/list, R/approval-v4/instance/query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.apps import CUSTOM
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.paging import Page, PageRules, page_size, take_page
from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from feishu_sandbox.approval.model import Definition, Instance
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_HOUR_MS = 3_600_000
_LIST_SPAN_MS = 10 * _HOUR_MS
_QUERY_SPAN_MS = 30 * 24 * _HOUR_MS
_LIST_PAGES = PageRules(default=100, maximum=100)
_QUERY_PAGES = PageRules(default=10, maximum=200)
_QUERY_SMALLEST = 5
_MS = 1000
#: One of these has to be in a query.
_HANDLES = (
    "user_id",
    "approval_code",
    "instance_code",
    "instance_external_id",
    "group_external_id",
)
#: Word of the request -> status; the reply has the status in lower case.
_STATUSES = {
    "PENDING": "PENDING",
    "RECALL": "CANCELED",
    "REJECT": "REJECTED",
    "DELETED": "DELETED",
    "APPROVED": "APPROVED",
    "ALL": "",
}
_ICON = (
    "https://lf3-ea.bytetos.com/obj/goofy/ee/approval/approval-admin/image/iconLib/v3/person.png"
)


def list_codes(call: Incoming) -> Json:
    """List codes by the time of their start, oldest first, both bounds included."""
    code = call.query.get("approval_code") or ""
    if not code:
        refuse_field("approval_code", "", "approval_code is required")
    start, end = (_required_ms(call, name) for name in ("start_time", "end_time"))
    if not 0 <= end - start <= _LIST_SPAN_MS:
        raise ApiError(1390001, "the time range must not exceed 10 hours")
    known_definition(call, code)
    found = [
        instance
        for instance in call.world.state.approvals.instances.values()
        if instance.approval_code == code and start <= instance.start <= end
    ]
    found.sort(key=lambda instance: instance.start)
    page = take_page(call, found, _LIST_PAGES, f"approval:{code}:{start}:{end}")
    return {"instance_code_list": [one.instance_code for one in page.items], **_more(page)}


def query(call: Incoming) -> Json:
    """Query summaries, newest first; recalled ones are dropped from the page after it was cut."""
    if call.app.kind != CUSTOM:
        raise ApiError(99991676)
    if page_size(call, _QUERY_PAGES) < _QUERY_SMALLEST:
        refuse_field("page_size", call.query["page_size"], f"the min value is {_QUERY_SMALLEST}")
    conditions = Conditions(call)
    found = [one for one in call.world.state.approvals.instances.values() if conditions.meet(one)]
    found.sort(key=lambda instance: instance.start, reverse=True)
    page = take_page(call, found, _QUERY_PAGES, f"approval:query:{sorted(call.body.items())}")
    shown = [_summary(call, one) for one in page.items if one.status != "CANCELED"]
    return {"count": page.total, "instance_list": shown, **_more(page)}


def known_definition(call: Incoming, code: str) -> Definition:
    """Find a definition.

    Raises:
        ApiError: 1390002 when there is none.
    """
    found = call.world.state.approvals.definitions.get(code)
    if found is None or not call.world.visible(code):
        raise ApiError(1390002)
    return found


def _more(page: Page[Instance]) -> Json:
    """Tell of the next page; the last one has no token."""
    if page.has_more:
        return {"has_more": True, "page_token": page.page_token}
    return {"has_more": False}


def _required_ms(call: Incoming, name: str) -> int:
    text = call.query.get(name) or ""
    if not text:
        refuse_field(name, "", f"{name} is required")
    return _milliseconds(text)


def _milliseconds(text: str) -> int:
    if not text.isdecimal():
        raise ApiError(1390001)
    return int(text)


class Conditions:
    """What a query asks for, checked."""

    def __init__(self, call: Incoming) -> None:
        """Read the body.

        Raises:
            ApiError: 1390001 without any id, with one bound alone, or with more than 30 days;
                1390002 and 1390003 for unknown codes; 99992402 for an unknown status.
        """
        self._call = call
        self._ids = {name: self._text(name) for name in _HANDLES}
        if not any(self._ids.values()):
            raise ApiError(1390001, "one of the ids is required")
        if self._ids["approval_code"]:
            known_definition(call, self._ids["approval_code"])
        code = self._ids["instance_code"]
        if code and code not in call.world.state.approvals.instances:
            raise ApiError(1390003)
        status = self._text("instance_status") or "ALL"
        if status not in _STATUSES:
            refuse_field("instance_status", status, f"must be one of [{', '.join(_STATUSES)}]")
        self._status = _STATUSES[status]
        # Only approvals of third parties have a title.
        self._nothing = bool(self._text("instance_title"))
        self._window = self._read_window()
        lag = call.world.behaviour.approval_query_lag
        self._known_until = call.world.clock.now_ms() - lag * _MS

    def meet(self, instance: Instance) -> bool:
        """Tell whether an instance fits, and the index knows of it yet."""
        return (
            not self._nothing
            and self._names(instance)
            and self._status in ("", instance.status)
            and self._window[0] <= instance.start <= self._window[1]
            and instance.start <= self._known_until
        )

    def _names(self, instance: Instance) -> bool:
        """Either way to name a definition will do, and to name an instance; the rest must fit."""
        ids, call = self._ids, self._call
        group = known_definition(call, instance.approval_code).group
        by_code = ids["approval_code"] == instance.approval_code
        by_group = bool(group) and ids["group_external_id"] == group
        asks_definition = ids["approval_code"] or ids["group_external_id"]
        asks_instance = ids["instance_code"] or ids["instance_external_id"]
        user = id_in(call.world, instance.user, call.user_id_type, call.app)
        return (
            (not asks_definition or by_code or by_group)
            and (not asks_instance or ids["instance_code"] == instance.instance_code)
            and ids["user_id"] in ("", user)
        )

    def _text(self, name: str) -> str:
        return str(self._call.body_value(name, str, required=False) or "")

    def _read_window(self) -> tuple[float, float]:
        texts = [self._text(f"instance_start_time_{end}") for end in ("from", "to")]
        if not any(texts):
            return 0, float("inf")
        if not all(texts):
            raise ApiError(1390001, "both bounds or none")
        start, end = (_milliseconds(text) for text in texts)
        if not 0 <= end - start <= _QUERY_SPAN_MS:
            raise ApiError(1390001, "the time range must not exceed 30 days")
        return start, end


def _summary(call: Incoming, instance: Instance) -> Json:
    definition = known_definition(call, instance.approval_code)
    shown: Json = {
        "code": instance.instance_code,
        "external_id": "",
        "user_id": id_in(call.world, instance.user, call.user_id_type, call.app),
        "start_time": str(instance.start),
        "end_time": str(instance.end),
        "status": instance.status.lower(),
        "extra": "{}",
        "serial_id": instance.serial,
    }
    approval = {
        "code": definition.approval_code,
        "name": definition.name,
        "is_external": False,
        "approval_id": definition.approval_id,
        "icon": _ICON,
    }
    group = {"external_id": definition.group, "name": definition.group}
    return {"approval": approval, "group": group, "instance": shown}
