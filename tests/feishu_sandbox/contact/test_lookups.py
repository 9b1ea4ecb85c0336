from __future__ import annotations

import pytest

LOOKUP = "/contact/v3/users/batch_get_id"
GROUPS = "/contact/v3/group"


@pytest.fixture
def user(sandbox):
    return list(sandbox.world.state.users.values())[2]


def look_up(api, params=None, **body):
    return api.data("POST", LOOKUP, json=body, params=params)["user_list"]


def test_entries_come_in_the_order_of_the_question(api, user):
    found = look_up(api, emails=["no@body.example", user.email.upper()], mobiles=[user.mobile])
    assert [entry.get("user_id") for entry in found] == [None, user.open_id, user.open_id]
    assert "status" not in found[0]
    assert found[2]["mobile"] == user.mobile


def test_a_mainland_number_needs_no_prefix_and_a_foreign_one_does(api, sandbox, user):
    abroad = next(u for u in sandbox.world.state.users.values() if u.mobile.startswith("+44"))
    mobiles = [user.mobile.removeprefix("+86"), abroad.mobile, abroad.mobile.removeprefix("+44")]
    found = [entry.get("user_id") for entry in look_up(api, mobiles=mobiles)]
    assert found == [user.open_id, abroad.open_id, None]


def test_resigned_people_are_found_on_request(api, sandbox):
    gone = next(u for u in sandbox.world.state.users.values() if u.resigned)
    assert "user_id" not in look_up(api, emails=[gone.email])[0]
    assert look_up(api, emails=[gone.email], include_resigned=True)[0]["user_id"] == gone.open_id


def test_the_id_kind_is_the_callers_and_needs_its_scope(api, sandbox, user):
    params = {"user_id_type": "user_id"}
    assert look_up(api, params, emails=[user.email])[0]["user_id"] == user.user_id
    del sandbox.app.scopes["contact:user.employee_id:readonly"]
    assert "user_id" not in look_up(api, params, emails=[user.email])[0]


@pytest.mark.parametrize("body", [{"emails": ["x"] * 51}, {"mobiles": [1]}, {"emails": "x"}])
def test_a_lookup_has_its_limits(api, body):
    assert api.code("POST", LOOKUP, json=body) == 99992402


def test_groups_are_listed_by_type(api):
    normal = api.data("GET", f"{GROUPS}/simplelist")["grouplist"]
    dynamic = api.data("GET", f"{GROUPS}/simplelist", params={"type": 2})["grouplist"]
    assert [group["member_user_count"] for group in normal] == [4, 0]
    assert [group["name"] for group in dynamic] == ["新员工"]
    assert api.code("GET", f"{GROUPS}/simplelist", params={"type": 3}) == 99992402


def test_members_are_listed_by_type_and_id_kind(api, sandbox):
    ids = {group.name: group.id for group in sandbox.world.state.groups.values()}
    path = f"{GROUPS}/{ids['海外同事']}/member/simplelist"
    assert api.data("GET", path)["memberlist"] == []
    params = {"member_type": "department", "member_id_type": "department_id"}
    member = api.data("GET", path, params=params)["memberlist"][0]
    assert member["member_type"] == "department"
    assert member["member_id"].startswith("D")


@pytest.mark.parametrize(
    "params, code",
    [
        ({"member_type": "chat"}, 41074),
        ({"member_id_type": "lark_id"}, 41071),
        ({"member_id_type": "department_id"}, 41072),
        ({"member_type": "department", "member_id_type": "open_id"}, 41072),
        ({"page_size": 101}, 99992402),
    ],
)
def test_a_wrong_question_about_members_is_refused(api, sandbox, params, code):
    group = next(iter(sandbox.world.state.groups))
    assert api.code("GET", f"{GROUPS}/{group}/member/simplelist", params=params) == code


def test_an_unknown_group_is_refused(api):
    assert api.code("GET", f"{GROUPS}/g000000/member/simplelist") == 42002
