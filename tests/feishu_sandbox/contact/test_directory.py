"""The directory under a full and a partial contact range."""

from __future__ import annotations

import pytest

from feishu_sandbox.model import ContactRange

CONTACT = "/contact/v3"


def department(sandbox, name):
    return next(d for d in sandbox.world.state.departments.values() if d.name == name)


def person(sandbox, name):
    return next(user for user in sandbox.world.state.users.values() if user.name == name)


def children(api, parent, **params):
    return api.data("GET", f"{CONTACT}/departments/{parent}/children", params=params)


def names(page):
    return [item["name"] for item in page["items"]]


@pytest.fixture
def partial(sandbox):
    """Only East China, one single person and one group."""
    groups = {group.name: group.id for group in sandbox.world.state.groups.values()}
    sandbox.app.contact_range = ContactRange(
        everyone=False,
        departments=[department(sandbox, "华东区").open_department_id],
        users=[person(sandbox, "许诺").open_id],
        groups=[groups["海外同事"]],
    )


def test_the_root_lists_first_level_departments(api):
    assert names(children(api, "0")) == [
        "产品研发中心",
        "销售部",
        "市场部",
        "人力行政部",
        "财务部",
        "伦敦办公室",
    ]


def test_fetch_child_walks_all_levels(api):
    assert len(children(api, "0", fetch_child="true", page_size=50)["items"]) == 12


def test_pages_are_10_by_default_and_50_at_most(api):
    first = children(api, "0", fetch_child="true")
    last = children(api, "0", fetch_child="true", page_token=first["page_token"])
    assert (len(first["items"]), first["has_more"]) == (10, True)
    assert (len(last["items"]), last["has_more"]) == (2, False)
    assert "page_token" not in last
    path = f"{CONTACT}/departments/0/children"
    reply = api.send("GET", path, params={"page_size": 51})
    assert reply.json()["code"] == 99992402
    assert reply.json()["error"]["field_violations"][0]["field"] == "page_size"
    assert api.code("GET", path, params={"page_size": 0}) == 40011
    assert api.code("GET", path, params={"page_token": "x"}) == 40012


def test_recursion_has_a_limit(api, sandbox):
    sandbox.behaviour.recursion_limit = 11
    path = f"{CONTACT}/departments/0/children"
    assert api.code("GET", path, params={"fetch_child": "true"}) == 40162
    assert api.code("GET", path) == 0


def test_departments_answer_to_their_custom_id(api, sandbox):
    sales = department(sandbox, "销售部")
    page = children(api, sales.department_id, department_id_type="department_id")
    assert names(page) == ["华东区", "华南区"]
    assert page["items"][0]["parent_department_id"] == sales.department_id


def test_members_are_direct_members_only_and_resigned_ones_are_gone(api, sandbox):
    def members(name):
        own = department(sandbox, name).open_department_id
        path = f"{CONTACT}/users/find_by_department"
        params = {"department_id": own, "page_size": 50}
        return names(api.data("GET", path, params=params))

    assert members("销售部") == ["冯刚", "朱琳"]
    assert members("后端组") == ["张伟", "刘洋", "陈晨"]
    path = f"{CONTACT}/users/find_by_department"
    assert names(api.data("GET", path, params={"department_id": "0"})) == ["王思远"]
    assert api.code("GET", path) == 99992402


def test_member_counts_include_what_lies_below_once(api, sandbox):
    shown = {item["name"]: item for item in children(api, "0", page_size=50)["items"]}
    assert shown["产品研发中心"]["member_count"] == 9
    assert shown["销售部"]["primary_member_count"] == 1
    assert shown["销售部"]["order"] == str(department(sandbox, "销售部").order)


def test_a_resigned_person_is_found_by_id_only(api, sandbox):
    gone = person(sandbox, "施工")
    user = api.data("GET", f"{CONTACT}/users/{gone.open_id}")["user"]
    assert user["status"]["is_resigned"] is True


def test_times_and_types_of_a_person(api, sandbox):
    user = api.data("GET", f"{CONTACT}/users/{person(sandbox, '刘洋').open_id}")["user"]
    assert isinstance(user["join_time"], int)
    assert len(user["department_ids"]) == 2
    assert [order["is_primary_dept"] for order in user["orders"]] == [True, False]
    assert user["leader_user_id"] == person(sandbox, "张伟").open_id


def test_a_missing_field_scope_removes_fields_silently(api, sandbox):
    own = person(sandbox, "刘洋").open_id
    sandbox.app.scopes = {"contact:contact.base:readonly": 1}
    user = api.data("GET", f"{CONTACT}/users/{own}")["user"]
    assert set(user) == {"open_id", "union_id"}
    assert set(children(api, "0")["items"][0]) == {"open_department_id"}


def test_broad_scopes_open_everything_but_mail_phone_and_user_id(api, sandbox):
    own = person(sandbox, "刘洋").open_id
    sandbox.app.scopes = {"contact:contact:readonly_as_app": 1}
    user = api.data("GET", f"{CONTACT}/users/{own}")["user"]
    assert {"name", "gender", "department_ids", "job_title", "employee_no"} <= set(user)
    assert not {"email", "mobile", "user_id"} & set(user)


def test_batches_take_repeated_ids_and_leave_unknown_ones_out(api, sandbox):
    users = [person(sandbox, name).open_id for name in ("张伟", "刘洋")]
    path = f"{CONTACT}/users/batch"
    got = api.data("GET", path, params={"user_ids": [*users, "ou_none"]})
    assert names(got) == ["张伟", "刘洋"]
    joined = api.data("GET", path, params={"user_ids": ",".join(users)})
    assert joined["items"] == []
    assert api.code("GET", path) == 99992402
    assert api.code("GET", path, params={"user_ids": ["ou_x"] * 51}) == 99992402
    departments = f"{CONTACT}/departments/batch"
    assert api.code("GET", departments, params={"department_ids": ["od-x"] * 51}) == 99992402


def test_single_look_ups_tell_what_is_wrong(api):
    assert api.code("GET", f"{CONTACT}/users/ou_none") == 41012
    assert api.code("GET", f"{CONTACT}/departments/od-none") == 40008
    assert api.code("GET", f"{CONTACT}/departments/0") == 40161


def test_the_full_range_lists_top_departments_root_members_and_all_groups(api, sandbox):
    data = api.data("GET", f"{CONTACT}/scopes")
    assert data["user_ids"] == [person(sandbox, "王思远").open_id]
    assert len(data["department_ids"]) == 6
    assert data["group_ids"] == list(sandbox.world.state.groups)


def test_users_departments_and_groups_share_a_page(api):
    path = f"{CONTACT}/scopes"
    first = api.data("GET", path, params={"page_size": 3})
    second = api.data("GET", path, params={"page_size": 7, "page_token": first["page_token"]})
    assert [len(first[key]) for key in ("user_ids", "department_ids", "group_ids")] == [1, 2, 0]
    assert [len(second[key]) for key in ("user_ids", "department_ids", "group_ids")] == [0, 4, 3]
    assert second["has_more"] is False
    assert api.code("GET", path, params={"page_size": 101}) == 99992402


@pytest.mark.usefixtures("partial")
class TestPartialRange:
    def test_scopes_list_the_grants_as_they_are(self, api, sandbox):
        data = api.data("GET", f"{CONTACT}/scopes")
        assert data["department_ids"] == [department(sandbox, "华东区").open_department_id]
        assert data["user_ids"] == [person(sandbox, "许诺").open_id]
        assert len(data["group_ids"]) == 1

    def test_the_root_is_shut(self, api):
        for path, params in (
            (f"{CONTACT}/departments/0/children", {}),
            (f"{CONTACT}/users/find_by_department", {"department_id": "0"}),
            (f"{CONTACT}/departments/0", {}),
        ):
            reply = api.send("GET", path, params=params)
            assert (reply.status_code, reply.json()["code"]) == (403, 40004)

    def test_a_granted_department_opens_what_lies_below(self, api, sandbox):
        east = department(sandbox, "华东区").open_department_id
        assert names(children(api, east, fetch_child="true")) == ["上海组"]
        shanghai = department(sandbox, "上海组").open_department_id
        params = {"department_id": shanghai}
        path = f"{CONTACT}/users/find_by_department"
        assert names(api.data("GET", path, params=params)) == ["卫东", "蒋欣"]

    def test_a_department_outside_is_shut_or_missing(self, api, sandbox):
        sales = department(sandbox, "销售部").open_department_id
        assert api.code("GET", f"{CONTACT}/departments/{sales}") == 40004
        params = {"department_ids": [sales]}
        assert api.data("GET", f"{CONTACT}/departments/batch", params=params)["items"] == []

    def test_people_outside_are_shut_or_missing(self, api, sandbox):
        outside = person(sandbox, "张伟")
        assert api.code("GET", f"{CONTACT}/users/{outside.open_id}") == 41050
        params = {"user_ids": [outside.open_id]}
        assert api.data("GET", f"{CONTACT}/users/batch", params=params)["items"] == []
        body = {"emails": [outside.email]}
        found = api.data("POST", f"{CONTACT}/users/batch_get_id", json=body)["user_list"]
        assert found == [{"email": outside.email}]

    @pytest.mark.parametrize("name", ["许诺", "卫东", "Emily Carter"])
    def test_people_inside_come_by_grant_department_or_group(self, api, sandbox, name):
        own = person(sandbox, name).open_id
        assert api.data("GET", f"{CONTACT}/users/{own}")["user"]["name"] == name

    def test_groups_outside_are_shut_or_missing(self, api, sandbox):
        listed = api.data("GET", f"{CONTACT}/group/simplelist")["grouplist"]
        assert [group["name"] for group in listed] == ["海外同事"]
        hidden = next(g for g in sandbox.world.state.groups.values() if g.name == "项目组 Apollo")
        reply = api.send("GET", f"{CONTACT}/group/{hidden.id}/member/simplelist")
        assert (reply.status_code, reply.json()["code"]) == (403, 42009)
