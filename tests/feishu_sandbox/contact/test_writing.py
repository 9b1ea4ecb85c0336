"""Taking people in, changing them, letting them go."""

from __future__ import annotations

import pytest

USERS = "/contact/v3/users"
MOBILE = "13711110001"


@pytest.fixture
def department(sandbox):
    return next(iter(sandbox.world.state.departments.values()))


@pytest.fixture
def new(department):
    """Return the body of somebody new."""

    def body(**more):
        least = {
            "name": "新人",
            "mobile": MOBILE,
            "department_ids": [department.open_department_id],
            "employee_type": 1,
        }
        return {name: value for name, value in {**least, **more}.items() if value is not ...}

    return body


@pytest.fixture
def hired(api, sandbox, new):
    user = api.data("POST", USERS, json=new(user_id="E100", email="e100@a.example"))["user"]
    return sandbox.world.state.users[user["open_id"]]


def test_somebody_new_is_in_the_directory(api, hired, department):
    params = {"department_id": department.open_department_id, "page_size": 50}
    found = api.data("GET", f"{USERS}/find_by_department", params=params)["items"]
    (user,) = [each for each in found if each["user_id"] == "E100"]
    assert user["mobile"] == f"+86{MOBILE}"
    assert user["orders"][0]["is_primary_dept"]
    assert user["join_time"] > 0
    entry = api.data("POST", f"{USERS}/batch_get_id", json={"mobiles": [MOBILE]})["user_list"][0]
    assert entry["user_id"] == hired.open_id


def test_everything_that_is_given_is_kept(api, sandbox, new, department):
    leader = next(iter(sandbox.world.state.users.values()))
    attr = next(
        one for one in sandbox.world.state.contact.custom_attrs.values() if one.type == "TEXT"
    )
    order = {
        "department_id": department.department_id,
        "user_order": 7,
        "department_order": 3,
        "is_primary_dept": True,
    }
    given = {
        "en_name": "New",
        "nickname": "N",
        "mobile_visible": False,
        "gender": 3,
        "leader_user_id": leader.user_id,
        "city": "杭州",
        "country": "CN",
        "work_station": "H34",
        "join_time": 1_700_000_000,
        "employee_no": "100",
        "job_title": "工程师",
        "geo": "cn",
        "department_ids": [department.department_id],
        "orders": [order],
        "custom_attrs": [{"type": "TEXT", "id": attr.id, "value": {"text": "B1"}}],
        "dotted_line_leader_user_ids": [leader.user_id],
    }
    params = {"user_id_type": "user_id", "department_id_type": "department_id"}
    user = api.data("POST", USERS, json=new(**given), params=params)["user"]
    assert {name: user[name] for name in given} == given


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"name": ...}, 99992402),
        ({"name": ""}, 99992402),
        ({"name": "x" * 256}, 41070),
        ({"mobile": ...}, 41010),
        ({"mobile": "123"}, 41004),
        ({"mobile": "+4915112345678"}, 44020),
        ({"mobile": 13711110001}, 99992402),
        ({"department_ids": []}, 41017),
        ({"department_ids": ["od-none"]}, 44035),
        ({"department_ids": ["0"] * 51}, 41033),
        ({"employee_type": ...}, 99992402),
        ({"employee_type": 99}, 41059),
        ({"email": "nobody"}, 41005),
        ({"gender": 4}, 41038),
        ({"join_time": 1_700_000_000_000}, 41042),
        ({"join_time": "1700000000"}, 99992402),
        ({"user_id": "x" * 65}, 41043),
        ({"leader_user_id": "ou_none"}, 44022),
        ({"orders": [{"department_id": "0"}]}, 41025),
        ({"custom_attrs": [{"type": "TEXT"}]}, 41044),
        ({"custom_attrs": [{"id": "C-0"}]}, 41045),
        ({"enterprise_email": "a@mail.example"}, 44001),
        ({"geo": "moon"}, 44038),
        ({"job_level_id": "x"}, 44044),
        ({"job_family_id": "x"}, 44045),
        ({"subscription_ids": ["1"]}, 44050),
        ({"is_frozen": True}, 99992402),
        ({"status": {}}, 99992402),
    ],
)
def test_what_is_wrong_has_its_code(api, new, changes, code):
    assert api.code("POST", USERS, json=new(**changes)) == code


def test_primary_is_the_department_that_stands_first(api, new, department):
    own = department.open_department_id
    orders = [
        {"department_id": own, "department_order": 1, "is_primary_dept": True},
        {"department_id": "0", "department_order": 2},
    ]
    body = new(department_ids=[own, "0"], orders=orders)
    assert api.code("POST", USERS, json=body) == 41410


@pytest.mark.parametrize(
    "changes, code",
    [
        ({}, 41001),
        ({"mobile": f"+86{MOBILE}"}, 41001),
        ({"mobile": "13711110002", "email": "E100@a.example"}, 41002),
        ({"mobile": "13711110002", "user_id": "E100"}, 41011),
        ({"user_id": "E100"}, 41011),
    ],
)
@pytest.mark.usefixtures("hired")
def test_numbers_addresses_and_ids_are_one_persons(api, new, changes, code):
    assert api.code("POST", USERS, json=new(**changes)) == code


def test_number_and_address_of_two_people_are_a_conflict(api, sandbox, hired, new):
    other = sandbox.world.add_user("Other", email="other@a.example")
    reply = api.send("POST", USERS, json=new(email=other.email))
    assert (reply.status_code, reply.json()["code"]) == (409, 41003)
    assert hired.email != other.email


def test_a_client_token_makes_one_person(api, sandbox, new):
    before = len(sandbox.world.state.users)
    params = {"client_token": "abcd-12345-e6f"}
    first = api.data("POST", USERS, json=new(), params=params)
    assert api.data("POST", USERS, json=new(), params=params) == first
    assert len(sandbox.world.state.users) == before + 1
    assert api.code("POST", USERS, json=new(name="x"), params=params) == 40021


def test_a_failed_create_does_not_use_up_its_token(api, new):
    params = {"client_token": "t1"}
    assert api.code("POST", USERS, json=new(gender=9), params=params) == 41038
    assert api.code("POST", USERS, json=new(), params=params) == 0


def test_a_city_that_is_closed_leaves_the_person_saved(api, sandbox, new):
    sandbox.world.state.contact.closed_cities.append("Atlantis")
    sandbox.world.state.contact.closed_titles.append("King")
    assert api.code("POST", USERS, json=new(city="Atlantis")) == 44054
    found = api.data("POST", f"{USERS}/batch_get_id", json={"mobiles": [MOBILE]})
    path = f"{USERS}/{found['user_list'][0]['user_id']}"
    assert api.code("PATCH", path, json={"city": "Atlantis", "job_title": "King"}) == 44059
    assert api.code("PATCH", path, json={"job_title": "King", "nickname": "K"}) == 44058
    user = api.data("GET", path)["user"]
    assert (user["city"], user["job_title"], user["nickname"]) == ("", "", "K")


def test_a_patch_changes_what_it_names(api, hired):
    path = f"{USERS}/{hired.open_id}"
    user = api.data("PATCH", path, json={"nickname": "N", "is_frozen": True})["user"]
    assert (user["nickname"], user["is_frozen"], user["name"]) == ("N", True, "新人")


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"user_id": "E2"}, 99992402),
        ({"geo": "cn"}, 99992402),
        ({"leader_user_id": "E100"}, 41030),
        ({"orders": [{"department_id": "0"}]}, 44002),
        ({"employee_no": "E0001"}, 44051),
    ],
)
@pytest.mark.usefixtures("hired")
def test_a_wrong_patch_has_its_code(api, changes, code):
    params = {"user_id_type": "user_id"}
    assert api.code("PATCH", f"{USERS}/E100", json=changes, params=params) == code


def test_somebody_who_left_cannot_be_changed(api, hired):
    path = f"{USERS}/{hired.open_id}"
    api.data("DELETE", path, json={})
    assert hired.resigned
    assert api.code("PATCH", path, json={"nickname": "N"}) == 42006
    assert api.code("DELETE", path, json={}) == 42006
    assert api.data("GET", path)["user"]["status"]["is_resigned"]


@pytest.mark.parametrize(
    "body, code",
    [
        ({"docs_acceptor_user_id": "ou_none"}, 41052),
        ({"email_acceptor": {"processing_type": "1"}}, 41052),
        ({"email_acceptor": {"processing_type": "9"}}, 99992402),
        ({"email_acceptor": {"processing_type": "2"}}, 0),
        ({"heir": "ou_none"}, 99992402),
    ],
)
def test_what_is_left_goes_to_colleagues(api, hired, body, code):
    assert api.code("DELETE", f"{USERS}/{hired.open_id}", json=body) == code


def test_administrators_stay(api, sandbox):
    manager = next(user for user in sandbox.world.state.users.values() if user.manager)
    assert api.code("DELETE", f"{USERS}/{manager.open_id}", json={}) == 44037


def test_who_left_is_taken_back_within_thirty_days(api, sandbox, hired, department):
    path = f"{USERS}/{hired.open_id}"
    assert api.code("POST", f"{path}/resurrect", json={}) == 44033
    api.data("DELETE", path, json={})
    departments = [{"department_id": department.open_department_id}]
    assert api.code("POST", f"{path}/resurrect", json={"departments": departments}) == 0
    assert (hired.resigned, hired.departments) == (False, [department.open_department_id])
    api.data("DELETE", path, json={})
    sandbox.clock.advance(31 * 86_400)
    api.sign_in()
    assert api.code("POST", f"{path}/resurrect", json={}) == 44028


def test_who_is_still_leaving_or_was_replaced_is_not_taken_back(api, sandbox, hired, new):
    path = f"{USERS}/{hired.open_id}"
    api.data("DELETE", path, json={})
    sandbox.behaviour.resign_seconds = 60
    assert api.code("POST", f"{path}/resurrect", json={}) == 44034
    sandbox.behaviour.resign_seconds = 0
    api.data("POST", USERS, json=new(user_id="E100"))
    assert api.code("POST", f"{path}/resurrect", json={}) == 44030


def test_a_user_id_can_be_changed_a_few_times(api, sandbox, hired):
    path = f"{USERS}/{hired.open_id}/update_user_id"
    taken = next(iter(sandbox.world.state.users.values())).user_id
    assert api.code("PATCH", path, json={}) == 41054
    assert api.code("PATCH", path, json={"new_user_id": taken}) == 41011
    codes = [api.code("PATCH", path, json={"new_user_id": f"E10{n}"}) for n in range(1, 5)]
    assert codes == [0, 0, 0, 41013]
    assert hired.user_id == "E103"


def test_only_people_in_range_are_changed(api, sandbox, hired, new):
    departments = list(sandbox.world.state.departments.values())
    other = next(each for each in departments[1:] if each.parent == departments[0].parent)
    sandbox.app.contact_range.everyone = False
    sandbox.app.contact_range.departments = [other.open_department_id]
    assert api.code("PATCH", f"{USERS}/{hired.open_id}", json={"nickname": "N"}) == 41050
    assert api.code("DELETE", f"{USERS}/{hired.open_id}", json={}) == 41050
    assert api.code("POST", USERS, json=new(mobile="13711110003")) == 40004
    body = new(mobile="13711110003", department_ids=["0"])
    assert api.code("POST", USERS, json=body) == 40004
    body = new(mobile="13711110003", department_ids=[other.open_department_id])
    assert api.code("POST", USERS, json=body) == 0


def test_moves_are_one_a_second():
    from feishu_sandbox import Sandbox  # noqa: PLC0415 - with its limits on
    from tests.feishu_sandbox.conftest import Api  # noqa: PLC0415

    with Sandbox() as sandbox:
        api = Api(sandbox)
        user = sandbox.world.add_user("M", mobile="+8613711110009")
        path = f"{USERS}/{user.open_id}"
        codes = [api.code("PATCH", path, json={"is_frozen": False}) for _ in range(2)]
        codes.append(api.code("PATCH", path, json={"nickname": "x"}))
        api.session.close()
    assert codes == [0, 99991400, 0]


def test_a_scope_is_needed(api, sandbox, new):
    del sandbox.app.scopes["contact:contact"]
    assert api.code("POST", USERS, json=new()) == 99991672
