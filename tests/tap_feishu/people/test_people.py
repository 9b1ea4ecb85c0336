"""Who is in which department and group, and the company's own lists."""

from __future__ import annotations

import pytest

USER_LISTING = "contact.user.find_by_department"
OWN = ("employee_types", "job_levels", "job_families", "custom_attrs")


@pytest.fixture
def world(bench):
    return bench.sandbox.world


@pytest.fixture
def read(bench):
    def read(*streams, error=False, **config):
        run = bench.run(*streams, bases=[], **config)
        assert bool(run.error) is error, run.error
        return run.records

    return read


@pytest.fixture
def as_user(bench, tmp_path):
    """Settings with which a signed-in user's token is sent."""
    granted = bench.sandbox.sign_in()
    store = f"sqlite:///{tmp_path}/store.db"
    return {"identity": "user", "refresh_token": granted.refresh_token, "store_url": store}


def narrow(bench, *, departments=(), users=(), groups=()):
    scope = bench.sandbox.app.contact_range
    scope.everyone = False
    scope.departments, scope.users = list(departments), list(users)
    scope.groups = list(groups)


def pairs(rows):
    found = [(row["open_id"], row["department_id"]) for row in rows]
    assert len(found) == len(set(found))
    return set(found)


def employed(world):
    return [user for user in world.state.users.values() if not user.resigned]


def truth(world):
    return {(user.open_id, one) for user in employed(world) for one in user.departments}


def test_every_pair_of_a_person_and_a_department_is_a_row_with_its_order(read, world):
    rows = read("user_departments")["user_departments"]
    assert pairs(rows) == truth(world)
    both = next(user for user in employed(world) if len(user.departments) == 2)
    mine = {row["department_id"]: row for row in rows if row["open_id"] == both.open_id}
    first, second = (mine[one] for one in both.departments)
    assert (first["is_primary_dept"], second["is_primary_dept"]) == (True, False)
    assert first["department_order"] > second["department_order"]
    assert first["user_order"] == 100


def test_people_are_asked_for_once_though_both_streams_are_made_of_them(read, bench):
    read("users")
    alone = len(bench.sandbox.calls.of("contact.*"))
    records = read("users", "user_departments")
    assert len(bench.sandbox.calls.of("contact.*")) == 2 * alone
    assert {row["open_id"] for row in records["users"]} == {
        row["open_id"] for row in records["user_departments"]
    }


def test_without_the_scope_for_departments_the_listings_tell_who_is_where(read, bench, world):
    del bench.sandbox.app.scopes["contact:user.department:readonly"]
    rows = read("user_departments")["user_departments"]
    assert pairs(rows) == truth(world)
    assert {row["is_primary_dept"] for row in rows} == {None}


@pytest.mark.parametrize("kind", ["open_id", "union_id", "user_id"])
def test_people_granted_alone_have_their_departments_too(read, bench, world, kind):
    both = next(user for user in employed(world) if len(user.departments) == 2)
    narrow(bench, users=[both.open_id], departments=both.departments[:1])
    rows = read("user_departments", user_id_type=kind)["user_departments"]
    mine = {row["department_id"] for row in rows if row["open_id"] == both.open_id}
    assert mine == set(both.departments)
    pairs(rows)


def vanish_before(bench, operation, remove):
    """Do something right before the last call of an operation that is about departments."""
    bench.sandbox.faults.add(
        operation, "callback", after=3, times=1, call=lambda _: remove(), locked=False
    )


def test_a_department_that_vanishes_after_it_was_listed_is_no_failure(read, bench, world):
    gone = next(one for one in world.state.departments.values() if one.name == "伦敦办公室")
    own = gone.open_department_id
    vanish_before(bench, USER_LISTING, lambda: world.directory.remove_department(own))
    records = read("departments", "users", "user_departments")
    assert own in {row["open_department_id"] for row in records["departments"]}
    kept = {user.open_id for user in employed(world)}
    moved = {user.open_id for user in employed(world) if user.departments == ["0"]}
    assert {row["open_id"] for row in records["users"]} >= kept - moved


def test_a_department_that_vanishes_from_a_partial_range_is_no_failure(read, bench, world):
    names = {one.name: one.open_department_id for one in world.state.departments.values()}
    narrow(bench, departments=[names["销售部"], names["财务部"]])
    world.add_department("临时", parent=names["销售部"])
    bench.sandbox.faults.add(
        USER_LISTING,
        "callback",
        times=1,
        call=lambda _: world.directory.remove_department(names["财务部"]),
    )
    rows = read("users")["users"]
    assert {"冯刚", "沈括"} <= {row["name"] for row in rows}


def test_a_department_that_is_closed_though_it_is_there_is_a_failure(read, bench):
    bench.sandbox.faults.add(USER_LISTING, "code", code=40004, status=403, after=2)
    read("users", error=True)


def test_a_tree_below_the_ceiling_of_a_user_is_walked_level_by_level(
    read, bench, world, as_user, monkeypatch
):
    monkeypatch.setattr("tap_feishu.people.directory._CEILING_OF_USERS", 4)
    bench.sandbox.behaviour.user_recursion_limit = 4
    rows = read("departments", **as_user)["departments"]
    assert {row["open_department_id"] for row in rows} == {"0", *world.state.departments}


def test_a_user_sees_the_way_to_the_departments(read, world, as_user):
    rows = read("users", **as_user)["users"]
    chen = next(row for row in rows if row["name"] == "陈晨")
    (path,) = chen["department_path"]
    ids = path["department_path"]["department_ids"]
    assert [world.state.departments[one].name for one in ids] == ["产品研发中心", "后端组"]
    assert path["department_id"] == chen["department_ids"][0]


def test_resigned_people_are_in_no_listing(read, world):
    gone = next(user for user in world.state.users.values() if user.resigned)
    records = read("users", "user_departments")
    assert gone.open_id not in {row["open_id"] for row in records["users"]}
    assert gone.open_id not in {row["open_id"] for row in records["user_departments"]}


def test_jobs_and_custom_fields_of_people_come_in_full(read, world):
    rows = {row["name"]: row for row in read("users", user_id_type="union_id")["users"]}
    chen = rows["陈晨"]
    user = world.state.users[chen["open_id"]]
    assert (chen["job_level_id"], chen["job_family_id"]) == (user.job_level, user.job_family)
    assert chen["geo"] == "cn"
    mentor = next(one for one in chen["custom_attrs"] if one["type"] == "GENERIC_USER")
    assert mentor["value"]["generic_user"]["id"] == rows["张伟"]["union_id"]
    assert chen["dotted_line_leader_user_ids"] == [rows["周洁"]["union_id"]]


def test_groups_of_both_types_come(read, world):
    rows = {row["id"]: row for row in read("user_groups")["user_groups"]}
    assert rows.keys() == world.state.groups.keys()
    assert {row["type"] for row in rows.values()} == {1, 2}
    assert all(row["group_id"] for row in rows.values())


@pytest.mark.parametrize("kind", ["open_id", "union_id", "user_id"])
def test_members_of_both_types_come_in_the_right_kind_of_id(read, world, kind):
    rows = read("user_group_members", user_id_type=kind)["user_group_members"]
    found = {(row["group_id"], row["member_type"], row["member_id"]) for row in rows}
    expected = {
        (group.id, "user", getattr(world.state.users[one], kind))
        for group in world.state.groups.values()
        for one in group.users
    }
    expected |= {
        (group.id, "department", one)
        for group in world.state.groups.values()
        for one in group.departments
    }
    assert found == expected
    assert len(rows) == len(found)
    told = {(row["member_type"], row["member_id_type"]) for row in rows}
    assert told == {("user", kind), ("department", "open_department_id")}


def test_groups_are_listed_once_for_both_streams_and_dynamic_ones_hold_people_only(read, bench):
    read("user_groups", "user_group_members")
    calls = bench.sandbox.calls
    assert [call.query["type"] for call in calls.of("contact.group.simplelist")] == [["1"], ["2"]]
    assert len(calls.of("contact.group_member.simplelist")) == 2 * 2 + 1


def test_many_groups_and_members_come_over_all_pages(read, world):
    everybody = list(world.state.users)
    big = world.add_group("大组", users=everybody)
    for number in range(230):
        everybody.append(world.add_user(f"员工 {number}").open_id)
        world.add_group(f"组 {number}")
    big.users = everybody
    records = read("user_groups", "user_group_members")
    assert len({row["id"] for row in records["user_groups"]}) == len(world.state.groups)
    members = [row for row in records["user_group_members"] if row["group_id"] == big.id]
    assert [row["member_id"] for row in members] == everybody


def test_a_group_that_vanishes_after_it_was_listed_is_no_failure(read, bench, world):
    first, second, third = world.state.groups
    bench.sandbox.faults.add(
        "contact.group_member.simplelist",
        "callback",
        call=lambda _: world.directory.remove_group(second),
    )
    rows = read("user_group_members")["user_group_members"]
    assert {row["group_id"] for row in rows} == {first, third}


def test_a_group_that_is_closed_is_a_failure_and_the_others_are_read(read, bench, world):
    _, *others = world.state.groups
    bench.sandbox.faults.add(
        "contact.group_member.simplelist", "code", code=42009, status=403, times=1
    )
    rows = read("user_group_members", error=True)["user_group_members"]
    assert {row["group_id"] for row in rows} == set(others)


def test_people_without_the_kind_of_id_that_is_wanted_are_never_left_out_silently(
    read, bench, world
):
    del bench.sandbox.app.scopes["contact:user.employee_id:readonly"]
    read("user_group_members", user_id_type="user_id", error=True)
    narrow(bench, users=list(world.state.users)[:2])
    records = read("users", "departments", user_id_type="user_id", error=True)
    assert "users" not in records


def test_the_companys_own_lists_come_in_full(read, world):
    records = read(*OWN)
    state = world.state.contact
    for stream, key, held in (
        ("employee_types", "enum_id", state.employee_types),
        ("job_levels", "job_level_id", state.job_levels),
        ("job_families", "job_family_id", state.job_families),
        ("custom_attrs", "id", state.custom_attrs),
    ):
        assert [row[key] for row in records[stream]] == list(held)
    types = {row["content"]: row for row in records["employee_types"]}
    assert (types["专家"]["enum_value"], types["专家"]["enum_type"]) == ("6", 2)
    levels = [row["order"] for row in records["job_levels"]]
    assert levels == sorted(levels)
    families = {row["name"]: row for row in records["job_families"]}
    assert families["研发"]["parent_job_family_id"] == families["产品"]["job_family_id"]
    assert families["产品"]["parent_job_family_id"] is None
    assert families["已停用"]["status"] is False
    attrs = {row["i18n_name"][0]["value"]: row for row in records["custom_attrs"]}
    assert [one["value"] for one in attrs["T恤"]["options"]["options"]] == ["M", "L"]
    assert attrs["工卡"]["options"] is None


def test_own_lists_come_over_all_pages(read, world):
    for number in range(130):
        world.directory.add_job_level(f"级 {number}")
        world.directory.add_employee_type(f"类 {number}")
    records = read("job_levels", "employee_types")
    assert len({row["job_level_id"] for row in records["job_levels"]}) == 134
    assert len({row["enum_id"] for row in records["employee_types"]}) == 136


def test_custom_fields_are_empty_while_the_company_keeps_them_from_the_api(read, world):
    world.state.contact.custom_attrs_open = False
    assert "custom_attrs" not in read("custom_attrs")


@pytest.mark.parametrize(
    "scope, stream",
    [
        ("contact:job_level:readonly", "job_levels"),
        ("contact:job_family:readonly", "job_families"),
        ("contact:group:readonly", "user_group_members"),
    ],
)
def test_a_missing_scope_ends_its_stream_alone(read, bench, scope, stream):
    del bench.sandbox.app.scopes[scope]
    records = read(stream, "employee_types", error=True)
    assert stream not in records
    assert records["employee_types"]


def test_a_user_is_not_asked_to_read_what_the_app_alone_can(bench, as_user):
    run = bench.run(bases=[], **as_user)
    assert not {*OWN, "user_groups", "user_group_members"} & run.records.keys()
    assert run.records["user_departments"]


def test_a_second_run_gives_the_same_rows(bench):
    streams = ("user_departments", "user_group_members", *OWN)
    first = bench.run(*streams, bases=[])
    again = bench.run(*streams, bases=[], state=first.state)
    assert again.records == first.records
    assert again.state == first.state
