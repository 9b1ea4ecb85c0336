from __future__ import annotations

import dataclasses
import typing as t

from feishu_connect import endpoints
from feishu_connect.doctor import needs
from feishu_connect.doctor.needs import (
    Need,
    choose_scopes,
    out_of_reach,
    registered,
    user_scopes,
)

READ = ("base:app:read", "bitable:app", "bitable:app:readonly")


@dataclasses.dataclass
class Entry:
    name: str
    value: t.Any

    def load(self) -> t.Any:
        return self.value


def register(monkeypatch, **sources):
    entries = [Entry(name, source) for name, source in sources.items()]

    def entry_points(*, group):
        return entries if group == "feishu_connect.needs" else []

    monkeypatch.setattr(needs, "entry_points", entry_points)


def test_needs_come_through_the_entry_points_in_the_order_of_their_names(monkeypatch):
    register(monkeypatch, target=2, tap=1)
    assert registered() == [1, 2]


def test_the_scope_that_serves_most_groups_is_chosen():
    groups = [READ, ("base:table:read", "bitable:app", "bitable:app:readonly"), ("bitable:app",)]
    assert choose_scopes(groups) == ["bitable:app"]


def test_of_equals_the_one_that_only_reads_is_chosen_and_then_the_first():
    assert choose_scopes([READ, ("x", "bitable:app", "bitable:app:readonly")]) == [
        "bitable:app:readonly"
    ]
    assert choose_scopes([("wiki:node:read", "wiki:wiki", "wiki:wiki:readonly")]) == [
        "wiki:node:read"
    ]
    assert choose_scopes([("im:message", "im:message:send_as_bot")]) == ["im:message"]


def test_a_user_grants_each_needed_group_and_nothing_else(monkeypatch):
    rows = (endpoints.BITABLE_TABLE_LIST, endpoints.BITABLE_FIELD_LIST, endpoints.BOT_INFO)
    register(
        monkeypatch,
        tap=lambda _config, _catalog: [Need("tables", rows)],
        target=lambda _config, _catalog: [Need("messages", (endpoints.IM_MESSAGE_CREATE,))],
    )
    assert user_scopes({}) == ["bitable:app:readonly", "im:message"]


def test_a_user_grants_nothing_for_look_ups_of_the_app(monkeypatch):
    need = Need("people", (endpoints.CONTACT_USER_BATCH_GET_ID,))
    register(monkeypatch, target=lambda _config, _catalog: [need])
    assert user_scopes({}) == []
    assert out_of_reach({}, None, frozenset()) == []
    assert need.groups == [("contact:user.id:readonly",)]


def test_a_user_grants_what_the_catalog_needs(monkeypatch):
    def source(_config, catalog):
        return [Need("x", (endpoints.BITABLE_APP_GET,))] if catalog is None else []

    register(monkeypatch, tap=source)
    assert user_scopes({}, {"streams": []}) == []


def test_nobody_grants_writing_where_reading_is_enough():
    listing = ("space:document:retrieve", "drive:drive:readonly", "drive:drive")
    metas = ("drive:drive.metadata:readonly", "drive:drive")
    assert choose_scopes([listing, metas]) == [
        "drive:drive.metadata:readonly",
        "space:document:retrieve",
    ]
    assert choose_scopes([listing, metas, ("drive:drive",)]) == ["drive:drive"]


def test_without_a_catalog_a_user_is_asked_for_what_the_app_has(monkeypatch):
    rows = (endpoints.BITABLE_TABLE_LIST, endpoints.IM_CHAT_LIST)
    needs = [Need(row.name, (row,)) for row in rows]
    needs.append(Need("messages", scopes=(("im:message.group_msg:get_as_user",),)))
    register(monkeypatch, tap=lambda _config, _catalog: needs)
    enabled = frozenset({"bitable:app:readonly"})
    assert user_scopes({}, enabled=enabled) == ["bitable:app:readonly"]
    assert out_of_reach({}, None, enabled) == [endpoints.IM_CHAT_LIST.name, "messages"]
    assert out_of_reach({}, None, None) == []
    asked = user_scopes({}, {"streams": []}, enabled=enabled)
    assert {"bitable:app:readonly", "im:message.group_msg:get_as_user"} <= set(asked)
