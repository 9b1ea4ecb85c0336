"""Lists of calendars, roles, identities, subscriptions."""

from __future__ import annotations

import pytest

from feishu_sandbox import Sandbox

PATH = "/calendar/v4/calendars"


def titles(api, **params):
    return [one["summary"] for one in api.data("GET", PATH, params=params)["calendar_list"]]


def test_only_calendars_that_the_caller_is_subscribed_to_are_listed(sandbox, api, room):
    sandbox.world.calendars.add_calendar("别人的", roles={}, permissions="public")
    assert "团队" in titles(api)
    assert "别人的" not in titles(api)
    room.acts.unsubscribe(room.calendar, sandbox.app.app_id)
    assert "团队" not in titles(api)


def test_a_calendar_is_shown_with_the_callers_role_and_alias(sandbox, api, room):
    room.calendar.aliases[sandbox.app.app_id] = "我的团队"
    shown = api.data("GET", room.path)
    assert (shown["role"], shown["summary_alias"]) == ("reader", "我的团队")
    assert set(shown) == {
        *("calendar_id", "summary", "description", "permissions", "color", "type"),
        *("summary_alias", "is_deleted", "is_third_party", "role"),
    }


@pytest.mark.parametrize(
    "size,code", [("50", 0), ("1000", 0), ("49", 99992402), ("1001", 99992402)]
)
def test_pages_hold_50_to_1000_calendars(api, size, code):
    assert api.code("GET", PATH, params={"page_size": size}) == code


def test_a_deleted_calendar_leaves_the_list_and_is_told_after_a_sync_token(api, room):
    token = api.data("GET", PATH)["sync_token"]
    room.acts.delete_calendar(room.calendar)
    assert "团队" not in titles(api)
    changed = api.data("GET", PATH, params={"sync_token": token})["calendar_list"]
    assert [(one["summary"], one["is_deleted"]) for one in changed] == [("团队", True)]
    assert api.code("GET", room.path) == 191003


def test_a_sync_token_lives_90_days(sandbox, api):
    token = api.data("GET", PATH)["sync_token"]
    sandbox.clock.advance(89 * 86_400)
    api.sign_in()
    assert api.code("GET", PATH, params={"sync_token": token}) == 0
    sandbox.clock.advance(2 * 86_400)
    api.sign_in()
    reply = api.send("GET", PATH, params={"sync_token": token})
    assert (reply.status_code, reply.json()["code"]) == (400, 190008)


@pytest.mark.parametrize(
    "path,code",
    [("nonsense", 191001), ("feishu.cn_none@group.calendar.feishu.cn", 191000)],
)
def test_unknown_calendars_are_refused(api, path, code):
    assert api.code("GET", f"{PATH}/{path}") == code


def test_without_a_role_a_calendar_is_closed_and_its_public_face_is_not(api, room):
    room.acts.share(room.calendar, room.sandbox.app.app_id, "")
    assert api.code("GET", room.path) == 191002
    room.calendar.permissions = "show_only_free_busy"
    assert api.data("GET", room.path)["role"] == "free_busy_reader"
    assert room.code() == 191002
    room.calendar.permissions = "public"
    assert room.code() == 0


@pytest.mark.parametrize("kind", ["google", "exchange", "unknown"])
def test_foreign_calendars_have_no_events(room, kind):
    room.calendar.type = kind
    assert room.code() == 191004


def test_an_app_without_bot_sees_no_calendar(sandbox, api, room):
    sandbox.app.bot = False
    assert api.code("GET", PATH) == room.code() == 190007


def test_every_app_and_person_has_a_primary_calendar(sandbox, api):
    shown = api.data("POST", f"{PATH}/primary")["calendars"][0]
    assert shown["user_id"] == sandbox.app.bot_open_id
    assert (shown["calendar"]["type"], shown["calendar"]["role"]) == ("primary", "owner")
    assert api.code("POST", f"{PATH}/primary", params={"user_id_type": "user_id"}) == 190002
    user = list(sandbox.world.state.users.values())[5]
    api.token = sandbox.sign_in(user).access_token
    mine = api.data("POST", f"{PATH}/primary", params={"user_id_type": "user_id"})["calendars"][0]
    assert (mine["user_id"], mine["calendar"]["summary"]) == (user.user_id, user.name)


def test_events_are_subscribed_to_by_users_only(sandbox, api, room):
    assert api.code("POST", f"{room.path}/events/subscription") == 99991663
    user = next(iter(sandbox.world.state.users.values()))
    api.token = sandbox.sign_in(user).access_token
    assert api.data("POST", f"{room.path}/events/subscription") == {}
    api.data("POST", f"{room.path}/events/subscription")
    assert room.calendar.watchers == [user.open_id]
    api.data("POST", f"{room.path}/events/unsubscription")
    assert room.calendar.watchers == []


def test_calendars_survive_a_restart(tmp_path):
    with Sandbox(limits=False, data_dir=tmp_path) as first:
        event = first.world.calendars.add_event(
            first.world.calendars.add_calendar("留下"), "会", recurrence="FREQ=DAILY"
        )
        first.world.calendars.add_attendees(event, "a@b.example")
        kept = first.world.state.calendars
    with Sandbox(limits=False, data_dir=tmp_path) as second:
        assert second.world.state.calendars == kept
