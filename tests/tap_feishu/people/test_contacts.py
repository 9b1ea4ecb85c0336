"""Departments and people over the real visibility rules."""

from __future__ import annotations

import pytest


@pytest.fixture
def company(bench):
    """A small company of its own: two trees, a person in two departments, one under the root."""
    world = bench.sandbox.world
    world.state.departments.clear()
    world.state.users.clear()
    world.state.groups.clear()
    sales = world.add_department("销售", "Sales")
    north = world.add_department("华北", "North", parent=sales.open_department_id)
    research = world.add_department("研发", "R&D")
    people = {
        "boss": world.add_user("老板"),
        "anna": world.add_user("安娜", departments=[sales.open_department_id]),
        "both": world.add_user(
            "两边", departments=[north.open_department_id, research.open_department_id]
        ),
        "dev": world.add_user("开发", departments=[research.open_department_id]),
    }
    bench.departments = {"sales": sales, "north": north, "research": research}
    bench.people = {name: user.open_id for name, user in people.items()}
    return bench


def see(bench, *, departments=(), users=(), groups=()):
    """Narrow the app's contact range."""
    scope = bench.sandbox.app.contact_range
    scope.everyone = False
    scope.departments = [bench.departments[name].open_department_id for name in departments]
    scope.users = [bench.people[name] for name in users]
    scope.groups = list(groups)


def read(bench, **config):
    run = bench.run("departments", "users", bases=[], **config)
    assert not run.error
    names = {one.open_department_id: name for name, one in bench.departments.items()}
    departments = [
        names.get(row["open_department_id"], row["open_department_id"])
        for row in run.records.get("departments", [])
    ]
    who = {open_id: name for name, open_id in bench.people.items()}
    users = [who[row["open_id"]] for row in run.records.get("users", [])]
    return departments, users


def test_the_whole_company_comes_with_its_root_and_everybody_once(company):
    departments, users = read(company)
    assert sorted(departments) == ["0", "north", "research", "sales"]
    assert sorted(users) == ["anna", "boss", "both", "dev"]


def test_a_granted_department_comes_with_what_is_below_it(company):
    see(company, departments=["sales"])
    departments, users = read(company)
    assert sorted(departments) == ["north", "sales"]
    assert sorted(users) == ["anna", "both"]


def test_a_department_granted_twice_comes_once(company):
    see(company, departments=["sales", "north"])
    departments, users = read(company)
    assert sorted(departments) == ["north", "sales"]
    assert sorted(users) == ["anna", "both"]


def test_people_granted_alone_or_through_a_group_come_too(company):
    group = company.sandbox.world.add_group("组", users=[company.people["dev"]])
    see(company, departments=["north"], users=["boss"], groups=[group.id])
    departments, users = read(company)
    assert departments == ["north"]
    assert sorted(users) == ["boss", "both", "dev"]


def test_a_department_in_a_granted_group_is_passed_over_where_it_is_closed(company):
    sales = company.departments["sales"].open_department_id
    group = company.sandbox.world.add_group(
        "组", users=[company.people["dev"]], departments=[sales]
    )
    see(company, groups=[group.id])
    departments, users = read(company)
    assert "dev" in users
    if "sales" in departments:
        assert {"anna", "both"} <= set(users)


def test_an_empty_range_is_no_error(company):
    see(company)
    assert read(company) == ([], [])


@pytest.mark.parametrize("kind", ["union_id", "user_id"])
def test_the_kind_of_id_does_not_double_people(company, kind):
    _, users = read(company, user_id_type=kind)
    assert sorted(users) == ["anna", "boss", "both", "dev"]


def test_a_tree_too_large_for_recursion_is_walked_level_by_level(company):
    company.sandbox.behaviour.recursion_limit = 1
    departments, users = read(company)
    assert sorted(departments) == ["0", "north", "research", "sales"]
    assert sorted(users) == ["anna", "boss", "both", "dev"]


def test_many_departments_and_people_come_over_all_pages(company):
    world = company.sandbox.world
    for number in range(120):
        department = world.add_department(f"部门 {number}")
        company.departments[f"d{number}"] = department
        user = world.add_user(
            f"员工 {number}", departments=[company.departments["sales"].open_department_id]
        )
        company.people[f"u{number}"] = user.open_id
    departments, users = read(company)
    assert len(departments) == len(set(departments)) == 124
    assert len(users) == len(set(users)) == 124


def test_times_are_times_and_every_column_is_there(company):
    company.sandbox.world.state.users[company.people["dev"]].join_time = 1769846400
    run = company.run("users", bases=[])
    rows = {row["open_id"]: row for row in run.records["users"]}
    assert rows[company.people["dev"]]["join_time"] == "2026-01-31T08:00:00.000Z"
    columns = set(run.schemas["users"]["schema"]["properties"])
    assert all(set(row) == columns for row in rows.values())


@pytest.fixture
def as_user(company, tmp_path):
    """Settings with which the boss's token is sent."""
    boss = company.sandbox.world.state.users[company.people["boss"]]
    granted = company.sandbox.sign_in(boss)
    store = f"sqlite:///{tmp_path}/store.db"
    return {"identity": "user", "refresh_token": granted.refresh_token, "store_url": store}


def test_a_user_sees_the_directory_without_asking_for_the_apps_range(company, as_user):
    departments, users = read(company, **as_user)
    assert sorted(departments) == ["0", "north", "research", "sales"]
    assert sorted(users) == ["anna", "boss", "both", "dev"]
    assert company.sandbox.calls.of("contact.scope.list") == []


def test_a_user_to_whom_the_root_is_closed_is_told_so_instead_of_reading_nothing(company, as_user):
    company.sandbox.faults.add("contact.department.children", "code", code=40004, status=403)
    run = company.run("departments", bases=[], **as_user)
    assert "departments" in run.error
    assert "departments" not in run.records
