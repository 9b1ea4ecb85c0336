"""The company's own lists, and the fields of people behind scopes of their own."""

from __future__ import annotations

import pytest

CONTACT = "/contact/v3"
LISTS = ("employee_type_enums", "job_levels", "job_families", "custom_attrs")
#: path -> query parameters that the documents name.
QUERIES = {
    "scopes": {"user_id_type", "department_id_type", "page_size", "page_token"},
    "departments/0/children": {
        *("user_id_type", "department_id_type", "page_size", "page_token", "fetch_child"),
    },
    "departments/batch": {"user_id_type", "department_id_type", "department_ids"},
    "departments/0": {"user_id_type", "department_id_type"},
    "users/find_by_department": {
        *("user_id_type", "department_id_type", "page_size", "page_token", "department_id"),
    },
    "users/batch": {"user_id_type", "department_id_type", "user_ids"},
    "users/ou_x": {"user_id_type", "department_id_type"},
    "group/simplelist": {"page_size", "page_token", "type"},
    "group/g1/member/simplelist": {"page_size", "page_token", "member_type", "member_id_type"},
    "employee_type_enums": {"page_size", "page_token"},
    "job_levels": {"page_size", "page_token", "name"},
    "job_families": {"page_size", "page_token", "name"},
    "custom_attrs": {"page_size", "page_token"},
}


def listed(api, name, /, **params):
    return api.data("GET", f"{CONTACT}/{name}", params=params)


def find(api, user, kind="open_id"):
    path = f"{CONTACT}/users/{getattr(user, kind)}"
    return api.data("GET", path, params={"user_id_type": kind})["user"]


@pytest.fixture
def chen(sandbox):
    return next(user for user in sandbox.world.state.users.values() if user.name == "陈晨")


def test_employee_types_carry_their_number_as_text(api):
    items = listed(api, "employee_type_enums")["items"]
    assert [item["enum_value"] for item in items] == ["1", "2", "3", "4", "5", "6"]
    assert [item["enum_type"] for item in items] == [1, 1, 1, 1, 1, 2]
    assert items[0]["i18n_content"][1] == {"locale": "en_us", "value": "Regular"}
    assert all(item["enum_id"].endswith("==") for item in items)


def test_jobs_are_found_by_their_exact_name(api):
    (level,) = listed(api, "job_levels", name="经理")["items"]
    assert (level["order"], level["status"]) == (300, True)
    assert listed(api, "job_levels", name="经")["items"] == []
    (family,) = listed(api, "job_families", name="已停用")["items"]
    assert family["status"] is False
    assert "parent_job_family_id" not in family
    assert api.code("GET", f"{CONTACT}/job_families", params={"name": "x" * 101}) == 99992402


def test_custom_fields_have_options_where_one_chooses(api, sandbox):
    items = {item["type"]: item for item in listed(api, "custom_attrs")["items"]}
    assert "options" not in items["TEXT"]
    options = items["ENUMERATION"]["options"]
    assert options["default_option_id"] == options["options"][0]["id"]
    assert options["option_type"] == "TEXT"
    sandbox.world.state.contact.custom_attrs_open = False
    assert listed(api, "custom_attrs") == {"items": [], "has_more": False}


@pytest.mark.parametrize(
    "name, sizes, below",
    [
        ("employee_type_enums", (20, 100), 99992402),
        ("job_levels", (10, 50), 99992402),
        ("job_families", (10, 50), 99992402),
        ("custom_attrs", (20, 100), 40011),
    ],
)
def test_lists_have_their_page_sizes(api, sandbox, name, sizes, below):
    default, maximum = sizes
    directory = sandbox.world.directory
    for number in range(120):
        directory.add_employee_type(f"{number}")
        directory.add_job_level(f"{number}")
        directory.add_job_family(f"{number}")
        directory.add_custom_attr(f"{number}")
    page = listed(api, name)
    assert (len(page["items"]), page["has_more"]) == (default, True)
    assert len(listed(api, name, page_size=maximum)["items"]) == maximum
    path = f"{CONTACT}/{name}"
    assert api.code("GET", path, params={"page_size": maximum + 1}) == 99992402
    assert api.code("GET", path, params={"page_size": 0}) == below


@pytest.mark.parametrize("name", [*LISTS, "group/simplelist", "scopes"])
def test_a_users_token_is_not_taken(api, sandbox, name):
    token = sandbox.sign_in().access_token
    headers = {"Authorization": f"Bearer {token}"}
    assert api.code("GET", f"{CONTACT}/{name}", headers=headers) == 99991668


@pytest.mark.parametrize("name", LISTS)
def test_lists_need_their_scopes(api, sandbox, name):
    sandbox.app.scopes.clear()
    assert api.code("GET", f"{CONTACT}/{name}") == 99991672


@pytest.mark.parametrize("path, known", QUERIES.items(), ids=list(QUERIES))
def test_a_query_parameter_that_the_documents_do_not_name_is_refused(api, path, known):
    reply = api.call("GET", f"{CONTACT}/{path}", params={"pagesize": 1})
    assert reply["code"] == 99992402
    assert reply["error"]["field_violations"][0]["field"] == "pagesize"
    for name in known:
        reply = api.call("GET", f"{CONTACT}/{path}", params={name: ""})
        told = reply.get("error", {}).get("field_violations") or [{"description": ""}]
        assert told[0]["description"] != "no such parameter"


@pytest.mark.parametrize(
    "scope, field",
    [
        ("contact:user.user_geo", "geo"),
        ("contact:user.job_level:readonly", "job_level_id"),
        ("contact:user.job_family:readonly", "job_family_id"),
        ("contact:user.dotted_line_leader_info.read", "dotted_line_leader_user_ids"),
    ],
)
def test_rare_fields_have_scopes_that_nothing_stands_for(api, sandbox, chen, scope, field):
    assert find(api, chen)[field]
    del sandbox.app.scopes[scope]
    sandbox.app.scopes["contact:contact:readonly_as_app"] = 1
    assert field not in find(api, chen)


def test_custom_fields_of_people_name_others_in_the_callers_kind_of_id(api, sandbox, chen):
    mentor = find(api, chen, "user_id")["custom_attrs"][-1]
    person = mentor["value"]["generic_user"]
    assert sandbox.world.find_user(person["id"], "user_id").name == "张伟"
    sandbox.world.state.contact.custom_attrs_open = False
    assert "custom_attrs" not in find(api, chen)


def test_the_way_to_a_department_is_shown_to_users_alone(api, sandbox, chen):
    assert "department_path" not in find(api, chen)
    headers = {"Authorization": f"Bearer {sandbox.sign_in().access_token}"}
    path = f"{CONTACT}/users/{chen.open_id}"
    (way,) = api.data("GET", path, headers=headers)["user"]["department_path"]
    assert way["department_name"]["i18n_name"]["en_us"] == "Backend"
    assert len(way["department_path"]["department_ids"]) == 2
    params = {"user_ids": [chen.open_id]}
    (shown,) = api.data("GET", f"{CONTACT}/users/batch", headers=headers, params=params)["items"]
    assert "department_path" not in shown


def test_a_users_recursion_ends_without_a_word(api, sandbox):
    sandbox.behaviour.user_recursion_limit = 3
    headers = {"Authorization": f"Bearer {sandbox.sign_in().access_token}"}
    params = {"fetch_child": "true", "page_size": 50}
    path = f"{CONTACT}/departments/0/children"
    page = api.data("GET", path, headers=headers, params=params)
    assert (len(page["items"]), page["has_more"]) == (3, False)
    assert len(api.data("GET", path, params=params)["items"]) == 12


def test_granted_people_have_no_user_id_without_its_scope(api, sandbox):
    path = f"{CONTACT}/scopes"
    assert api.data("GET", path, params={"user_id_type": "user_id"})["user_ids"]
    del sandbox.app.scopes["contact:user.employee_id:readonly"]
    assert "user_ids" not in api.data("GET", path, params={"user_id_type": "user_id"})
    assert api.data("GET", path)["user_ids"]


def test_a_dissolved_department_is_gone_and_its_people_sit_above_it(api, sandbox):
    departments = {one.name: one for one in sandbox.world.state.departments.values()}
    own = departments["华东区"].open_department_id
    sandbox.world.directory.remove_department(own)
    assert api.code("GET", f"{CONTACT}/departments/{own}/children") == 40008
    assert departments["上海组"].parent == departments["销售部"].open_department_id
    params = {"department_id": departments["销售部"].open_department_id, "page_size": 50}
    page = api.data("GET", f"{CONTACT}/users/find_by_department", params=params)
    assert "褚玲" in {item["name"] for item in page["items"]}
