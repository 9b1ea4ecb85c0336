"""Writing tasks: types before rules, rights like everybody's, keys that hold for one token."""

from __future__ import annotations

import pytest

LISTS, TASKS = "/task/v2/tasklists", "/task/v2/tasks"
NOW = 1_770_000_000_000
DUE = {"timestamp": "1769860800999", "is_all_day": False}
TOKEN = "daa2237f-8310-4707"


@pytest.fixture(autouse=True)
def world(sandbox):
    sandbox.clock.freeze(NOW)
    sandbox.world.state.tasks.tasks.clear()
    return sandbox.world


@pytest.fixture
def anna(world):
    return next(iter(world.state.users.values()))


@pytest.fixture
def shared(sandbox, world, anna):
    """A list of somebody's that the app may edit."""
    tasklist = world.tasks.add_list("共享", anna)
    world.tasks.share(tasklist, sandbox.app, "editor")
    return tasklist


def make(api, **fields):
    return api.data("POST", TASKS, json={"summary": "A", **fields})["task"]


def act(api, task, name, **body):
    return api.data("POST", f"{TASKS}/{task['guid']}/{name}", json=body)["task"]


def patch(api, task, *fields, **values):
    body = {"task": values, "update_fields": [*values, *fields]}
    return api.call("PATCH", f"{TASKS}/{task['guid']}", json=body)


def test_a_task_is_made_by_the_app_with_all_that_belongs_to_it(api, sandbox, shared, anna):
    task = make(
        api,
        due=DUE,
        start={"timestamp": "1769860000000"},
        members=[{"id": anna.open_id, "role": "assignee"}],
        tasklists=[{"tasklist_guid": shared.guid}],
        reminders=[{"relative_fire_minute": 30}],
        completed_at=str(NOW),
        mode=1,
        extra="x",
    )
    assert task["due"] == {"timestamp": "1769860800000", "is_all_day": False}
    assert task["creator"]["id"] == sandbox.app.app_id
    assert [one["relative_fire_minute"] for one in task["reminders"]] == [30]
    assert (task["status"], task["source"], task["mode"]) == ("done", 6, 1)
    assert task["origin"]["platform_i18n_name"]["zh_cn"] == sandbox.app.name
    listed = api.data("GET", f"{LISTS}/{shared.guid}/tasks")["items"]
    assert [one["guid"] for one in listed] == [task["guid"]]


def test_a_day_is_kept_as_its_date(api):
    assert make(api, due={**DUE, "is_all_day": True})["due"]["timestamp"] == "1769817600000"


@pytest.mark.parametrize(
    "fields,code",
    [
        ({"summary": ""}, 1470400),
        ({"summary": "x" * 3001}, 1470400),
        ({"description": "x" * 3001}, 1470400),
        ({"summary": 1}, 99992402),
        ({"due": "1769860800000"}, 99992402),
        ({"due": {"timestamp": 1769860800000}}, 99992402),
        ({"due": {"is_all_day": True}}, 1470400),
        ({"due": {"timestamp": "-1"}}, 1470400),
        ({"completed_at": 0}, 99992402),
        ({"extra": "x" * 65_537}, 99992402),
        ({"name": "x"}, 99992402),
        ({"mode": 3}, 1470400),
        ({"mode": True}, 99992402),
        ({"members": [{"id": "ou_x"}]}, 1470400),
        ({"members": [{"id": "ou_x", "role": "owner"}]}, 1470400),
        ({"members": [{"id": "ou_x", "role": "follower"}]}, 1470500),
        ({"members": ["ou_x"]}, 99992402),
        ({"reminders": [{"relative_fire_minute": 5}]}, 1470400),
        ({"due": DUE, "reminders": [{"relative_fire_minute": -5}]}, 1470400),
        ({"due": DUE, "reminders": [{"relative_fire_minute": n} for n in (1, 2)]}, 1470400),
        ({"repeat_rule": "FREQ=DAILY"}, 1470400),
        ({"due": DUE, "start": {**DUE, "is_all_day": True}}, 1470400),
        ({"due": DUE, "start": {"timestamp": "1769860802000"}}, 1470400),
        ({"tasklists": [{"tasklist_guid": "no guid"}]}, 1470400),
        ({"tasklists": [{"tasklist_guid": "0" * 8 + "-0000-0000-0000-" + "0" * 12}]}, 1470404),
        ({"custom_fields": [{"guid": "g", "text_value": "x"}]}, 1470400),
        ({"origin": {"href": {"url": "example.com"}}}, 1470400),
        ({"client_token": "short"}, 99992402),
    ],
    ids=[f"{n}" for n in range(28)],
)
def test_what_is_not_documented_is_refused(api, world, fields, code):
    assert api.code("POST", TASKS, json={"summary": "A", **fields}) == code
    assert not world.state.tasks.tasks


def test_a_list_that_the_app_only_reads_takes_no_task(api, sandbox, world, shared):
    world.tasks.share(shared, sandbox.app, "viewer")
    body = {"summary": "A", "tasklists": [{"tasklist_guid": shared.guid}]}
    assert api.code("POST", TASKS, json=body) == 1470403


def test_a_client_token_is_kept_for_five_minutes_one_endpoint_and_one_access_token(
    api, sandbox, world
):
    first = make(api, client_token=TOKEN)
    assert make(api, client_token=TOKEN, description="other")["guid"] == first["guid"]
    path = f"{TASKS}/{first['guid']}/subtasks"
    child = api.data("POST", path, json={"summary": "B", "client_token": TOKEN})["subtask"]
    assert child["parent_task_guid"] == first["guid"]
    sandbox.clock.advance(301)
    second = make(api, client_token=TOKEN)
    assert second["guid"] != first["guid"]
    world.tokens.revoke_all()
    api.sign_in()
    assert make(api, client_token=TOKEN)["guid"] not in {first["guid"], second["guid"]}


def test_a_token_of_a_call_that_failed_is_new_again(api):
    bad = {"summary": "A", "client_token": TOKEN, "mode": 3}
    assert api.code("POST", TASKS, json=bad) == 1470400
    assert make(api, client_token=TOKEN)["summary"] == "A"


def test_an_update_changes_what_is_named_and_clears_what_has_no_value(api):
    task = make(api, description="x", due=DUE, repeat_rule="FREQ=DAILY")
    assert patch(api, task, "description", summary="B")["code"] == 0
    shown = api.data("GET", f"{TASKS}/{task['guid']}")["task"]
    assert (shown["summary"], shown["description"]) == ("B", "")
    assert shown["due"]["timestamp"] == "1769860800000"
    body = {"task": {"summary": "C"}, "update_fields": ["description"]}
    assert api.code("PATCH", f"{TASKS}/{task['guid']}", json=body) == 0
    assert api.data("GET", f"{TASKS}/{task['guid']}")["task"]["summary"] == "B"


def test_updates_keep_the_rules(api):
    task = make(api, due=DUE)
    refused = [
        (("summary",), {}),
        (("members",), {}),
        ((), {"completed_at": "1", "repeat_rule": "FREQ=DAILY"}),
        (("due",), {"repeat_rule": "FREQ=DAILY"}),
        ((), {"start": {"timestamp": "1769860802000"}}),
        ((), {"mode": 0}),
    ]
    for fields, values in refused:
        assert patch(api, task, *fields, **values)["code"] == 1470400, (fields, values)
    body = {"task": {"members": []}, "update_fields": ["summary"]}
    assert api.code("PATCH", f"{TASKS}/{task['guid']}", json=body) == 99992402
    assert api.code("PATCH", f"{TASKS}/{task['guid']}", json={"task": {}}) == 99992402


def test_a_completed_task_is_not_completed_again(api):
    task = make(api, due=DUE, repeat_rule="FREQ=DAILY")
    done = patch(api, task, completed_at=str(NOW))["data"]["task"]
    assert (done["status"], done["repeat_rule"]) == ("done", "")
    assert patch(api, task, completed_at=str(NOW + 1))["code"] == 1470400
    assert patch(api, task, completed_at="0")["data"]["task"]["status"] == "todo"


def test_a_time_of_zero_is_no_time(api):
    task = make(api, due=DUE)
    assert "due" not in patch(api, task, due={"timestamp": "0"})["data"]["task"]


def test_a_deleted_task_is_gone(api):
    task = make(api)
    assert api.code("DELETE", f"{TASKS}/{task['guid']}") == 0
    assert api.code("DELETE", f"{TASKS}/{task['guid']}") == 1470404


def test_members_come_and_go_and_repetitions_are_ignored(api, sandbox, anna):
    task = make(api)
    members = [
        {"id": anna.open_id, "role": "assignee"},
        {"id": sandbox.app.app_id, "type": "app", "role": "follower"},
    ]
    for _ in range(2):
        shown = act(api, task, "add_members", members=members)["members"]
        assert [(one["id"], one["role"]) for one in shown] == [
            (anna.open_id, "assignee"),
            (sandbox.app.app_id, "follower"),
        ]
    for _ in range(2):
        shown = act(api, task, "remove_members", members=members[:1])["members"]
        assert [one["type"] for one in shown] == ["app"]
    for body in ({}, {"members": []}, {"members": members * 2, "client_token": TOKEN}):
        path = f"{TASKS}/{task['guid']}/remove_members"
        assert api.code("POST", path, json=body) in (1470400, 99992402)


def test_a_role_has_room_for_so_many(api, world):
    task = make(api)
    people = [world.add_user(f"u{n}") for n in range(101)]
    members = [{"id": user.open_id, "role": "follower"} for user in people]
    path = f"{TASKS}/{task['guid']}/add_members"
    codes = [api.code("POST", path, json={"members": members[n : n + 50]}) for n in (0, 50, 100)]
    assert codes == [0, 0, 1470611]
    assert api.code("POST", path, json={"members": members}) == 1470400


def test_a_task_has_one_reminder_and_needs_a_time_for_it(api):
    task = make(api)
    path = f"{TASKS}/{task['guid']}/add_reminders"
    body = {"reminders": [{"relative_fire_minute": 5}]}
    assert api.code("POST", path, json=body) == 1470400
    patch(api, task, due=DUE)
    (reminder,) = act(api, task, "add_reminders", **body)["reminders"]
    assert api.code("POST", path, json=body) == 1470613
    for _ in range(2):
        assert act(api, task, "remove_reminders", reminder_ids=[reminder["id"]])["reminders"] == []
    assert api.code("POST", path, json={"reminders": []}) == 1470400


def test_a_task_goes_into_lists_and_out_of_them(api, world, shared):
    task = make(api)
    section = world.tasks.add_section(shared, "晚")
    for _ in range(2):
        shown = act(api, task, "add_tasklist", tasklist_guid=shared.guid, section_guid=section.guid)
        assert shown["tasklists"] == [{"tasklist_guid": shared.guid, "section_guid": section.guid}]
    for _ in range(2):
        assert act(api, task, "remove_tasklist", tasklist_guid=shared.guid)["tasklists"] == []
    body = {"tasklist_guid": shared.guid, "section_guid": "none"}
    assert api.code("POST", f"{TASKS}/{task['guid']}/add_tasklist", json=body) == 1470400


def test_subtasks_take_what_their_page_has(api):
    path = f"{TASKS}/{make(api)['guid']}/subtasks"
    assert api.code("POST", path, json={"summary": "B", "mode": 1}) == 99992402
    assert api.data("POST", path, json={"summary": "B"})["subtask"]["summary"] == "B"


def test_only_who_may_edit_changes_a_task(api, sandbox, world, shared, anna):
    closed = world.tasks.add_task("别人的", by=anna)
    followed = world.tasks.add_task("关注", by=anna)
    followed.members = [type(followed.creator)(sandbox.app.app_id, "app", "follower")]
    for task in (closed, followed):
        for call in ({"method": "DELETE", "path": ""}, {"method": "POST", "path": "/subtasks"}):
            path = f"{TASKS}/{task.guid}{call['path']}"
            body = {"json": {"summary": "x"}} if call["path"] else {}
            assert api.code(call["method"], path, **body) == 1470403
    listed = world.tasks.add_task("清单里的", shared, by=anna)
    below = world.tasks.add_task("下面的", by=anna, parent=listed)
    for task in (listed, below):
        assert patch(api, {"guid": task.guid}, summary="C")["code"] == 0


def test_custom_fields_change_one_by_one(api, shared):
    fields = [{"guid": "a", "text_value": "x"}, {"guid": "b", "number_value": "1"}]
    task = make(api, tasklists=[{"tasklist_guid": shared.guid}], custom_fields=fields)
    shown = patch(api, task, custom_fields=[{"guid": "b", "number_value": "2"}])["data"]["task"]
    assert shown["custom_fields"] == [fields[0], {"guid": "b", "number_value": "2"}]
    outside = make(api)
    assert patch(api, outside, custom_fields=fields)["code"] == 1470400
    wrong = [{"guid": "a", "text_value": "x", "number_value": "1"}]
    assert patch(api, task, custom_fields=wrong)["code"] == 1470400


def test_a_list_belongs_to_who_made_it_and_is_shared(api, sandbox, world, anna):
    chat = world.add_chat("群", bots=[sandbox.app.app_id]).chat_id
    members = [
        {"id": anna.open_id, "role": "editor"},
        {"id": sandbox.app.app_id, "type": "app"},
        {"id": chat, "type": "chat"},
    ]
    made = api.data("POST", LISTS, json={"name": "新", "members": members})["tasklist"]
    assert made["owner"]["id"] == sandbox.app.app_id
    assert [one["role"] for one in made["members"]] == ["editor", "viewer"]
    path = f"{LISTS}/{made['guid']}/add_members"
    shown = api.data("POST", path, json={"members": [{"id": anna.open_id}]})["tasklist"]
    assert {one["id"]: one["role"] for one in shown["members"]}[anna.open_id] == "viewer"
    for body in ({"name": ""}, {"name": "x" * 101}, {"name": "x", "members": [{"id": "ou_"}]}):
        assert api.code("POST", LISTS, json=body) in (1470400, 1470500)
    for wrong in ([], [{"id": anna.open_id, "role": "owner"}], [{"id": "oc_", "type": "chat"}]):
        assert api.code("POST", path, json={"members": wrong}) == 1470400


def test_comments_answer_each_other_within_a_task(api):
    task, other = make(api), make(api)
    path = "/task/v2/comments"
    first = api.data("POST", path, json={"content": "?", "resource_id": task["guid"]})["comment"]
    answer = {"content": "!", "reply_to_comment_id": first["id"]}
    assert api.code("POST", path, json={**answer, "resource_id": task["guid"]}) == 0
    assert api.code("POST", path, json={**answer, "resource_id": other["guid"]}) == 1470404
    for body in ({"content": ""}, {"content": "x", "resource_type": "list"}):
        assert api.code("POST", path, json={**body, "resource_id": task["guid"]}) == 1470400


def test_a_person_writes_as_a_person(api, sandbox, anna):
    api.token = sandbox.sign_in(anna).access_token
    task = make(api)
    assert (task["source"], task["creator"]["id"]) == (7, anna.open_id)
    assert "origin" not in task


def test_only_the_creator_completes_a_task_of_all_assignees(api, world, shared, anna):
    task = world.tasks.add_task("会签", shared, by=anna, mode=1)
    assert patch(api, {"guid": task.guid}, completed_at=str(NOW))["code"] == 1470400
