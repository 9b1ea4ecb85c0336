"""Definitions, instances and decisions through the API: shapes, rules, repetitions."""

from __future__ import annotations

import copy
import json

import pytest

PATH = "/approval/v4"
TEXTS = {
    "@i18n@name": "Change",
    "@i18n@title": "Title",
    "@i18n@kind": "Kind",
    "@i18n@one": "One",
    "@i18n@node": "Lead",
}
CONTROLS = [
    {"id": "title", "type": "input", "required": True, "name": "@i18n@title"},
    {
        "id": "kind",
        "type": "radioV2",
        "required": False,
        "name": "@i18n@kind",
        "value": [{"key": "1", "text": "@i18n@one"}],
    },
]


def definition(**changes):
    body = {
        "approval_name": "@i18n@name",
        "viewers": [{"viewer_type": "TENANT"}],
        "form": {"form_content": json.dumps(CONTROLS)},
        "node_list": [
            {"id": "START"},
            {
                "id": "lead",
                "name": "@i18n@node",
                "node_type": "AND",
                "approver": [{"type": "Free"}],
                "approver_chosen_multi": True,
            },
            {"id": "END"},
        ],
        "i18n_resources": [
            {
                "locale": "zh-CN",
                "is_default": True,
                "texts": [{"key": key, "value": value} for key, value in TEXTS.items()],
            }
        ],
    }
    return {**copy.deepcopy(body), **changes}


@pytest.fixture
def people(sandbox):
    return list(sandbox.world.state.users)


@pytest.fixture
def code(api):
    return api.data("POST", f"{PATH}/approvals", json=definition())["approval_code"]


@pytest.fixture
def instance(code, people):
    """A body that starts an instance."""
    return {
        "approval_code": code,
        "open_id": people[0],
        "form": json.dumps([{"id": "title", "type": "input", "value": "x"}]),
        "node_approver_open_id_list": [{"key": "lead", "value": people[1:3]}],
        "uuid": "7C468A54-8745-2245-9675-08B7C63E7A87",
    }


def start(api, body, **changes):
    return api.data("POST", f"{PATH}/instances", json={**body, **changes})["instance_code"]


def shown(api, instance_code):
    return api.data("GET", f"{PATH}/instances/{instance_code}")


def test_a_definition_shows_texts_options_and_who_is_chosen(api, code):
    data = api.data("GET", f"{PATH}/approvals/{code}")
    (node,) = data["node_list"]
    assert (data["approval_name"], node["name"]) == ("Change", "Lead")
    assert (node["need_approver"], node["approver_chosen_multi"]) == (True, True)
    assert node["custom_node_id"] == "lead"
    form = json.loads(data["form"])
    assert form[1]["option"] == [{"value": "1", "text": "One"}]


def test_a_code_writes_over_and_its_absence_makes_another(api, sandbox, code):
    before = len(sandbox.world.state.approvals.definitions)
    node = sandbox.world.state.approvals.definitions[code].nodes[0].node_id
    body = definition(approval_code=code, viewers=[{"viewer_type": "NONE"}])
    assert api.data("POST", f"{PATH}/approvals", json=body)["approval_code"] == code
    assert len(sandbox.world.state.approvals.definitions) == before
    assert sandbox.world.state.approvals.definitions[code].nodes[0].node_id == node
    api.data("POST", f"{PATH}/approvals", json=definition())
    assert len(sandbox.world.state.approvals.definitions) == before + 1
    unknown = definition(approval_code="NOPE")
    assert api.code("POST", f"{PATH}/approvals", json=unknown) == 1390002


def nodes(**changes):
    body = definition()
    body["node_list"][1] |= changes
    return body


def form(*controls):
    return definition(form={"form_content": json.dumps(controls)})


@pytest.mark.parametrize(
    "body, answer",
    [
        (definition(approval_name="Change"), 1390001),
        (definition(approval_name="@i18n@x"), 1390001),
        (definition(approval_name="@i18n@other"), 1390001),
        (definition(viewers=[]), 99992402),
        (definition(viewers=[{"viewer_type": "ALL"}]), 99992402),
        (definition(viewers=[{"viewer_type": "USER", "viewer_user_id": "ou_no"}]), 1390004),
        (definition(colour="red"), 99992402),
        (definition(icon=25), 99992402),
        (definition(config={"can_update_form": True}), 99992402),
        (definition(settings={"revert_option": 2}), 99992402),
        (definition(form={"form_content": CONTROLS}), 99992402),
        (form(), 1390001),
        (form({**CONTROLS[0], "type": "formula"}), 1390001),
        (form(CONTROLS[0], CONTROLS[0]), 1390001),
        (form({**CONTROLS[1], "value": []}), 1390001),
        (form({**CONTROLS[0], "type": "amount", "value": "CNY", "option": {}}), 1390001),
        (form({**CONTROLS[0], "type": "date", "value": "YYYY"}), 1390001),
        (form({"id": "a", "type": "input", "name": "@i18n@title"}), 99992402),
        (definition(node_list=[{"id": "START"}]), 1390001),
        (definition(node_list=[{"id": "START", "name": "@i18n@node"}, {"id": "END"}]), 1390001),
        (nodes(approver=[]), 1390001),
        (nodes(approver=[{"type": "Supervisor"}]), 99992402),
        (nodes(node_type="SEQUENTIAL", approver=[{"type": "Supervisor", "level": "1"}]), 1390001),
        (nodes(ccer=[{"type": "Free"}]), 1390001),
        (nodes(privilege_field={"writable": [], "readable": ["nope"]}), 1390001),
        (definition(i18n_resources=[]), 99992402),
        (
            definition(
                i18n_resources=[{"locale": "zh-CN", "is_default": False, "texts": []}],
            ),
            1390001,
        ),
    ],
    ids=[
        "text instead of a key",
        "short key",
        "key without a text",
        "no viewers",
        "kind of viewer",
        "unknown viewer",
        "unknown member",
        "icon",
        "half a config",
        "settings",
        "form as a list",
        "empty form",
        "kind of control",
        "same control twice",
        "choice without options",
        "amount without currencies",
        "format of a date",
        "control without required",
        "no end",
        "start with a name",
        "no approver",
        "no level",
        "sequence of fixed people",
        "free copies",
        "rights of no control",
        "no texts",
        "no default language",
    ],
)
def test_a_definition_that_breaks_the_docs_is_refused(api, body, answer):
    assert api.code("POST", f"{PATH}/approvals", json=body) == answer


def test_a_uuid_starts_one_instance_for_ever_in_any_case(api, instance):
    made = start(api, instance)
    again = {**instance, "uuid": instance["uuid"].lower()}
    assert api.code("POST", f"{PATH}/instances", json=again) == 60012
    assert shown(api, instance["uuid"].lower())["instance_code"] == made


def test_the_people_who_were_chosen_are_asked(api, instance, people):
    data = shown(api, start(api, instance, title="@i18n@t", i18n_resources=title()))
    assert [task["open_id"] for task in data["task_list"]] == people[1:3]
    assert json.loads(data["form"])[0]["value"] == "x"


def title():
    texts = [{"key": "@i18n@t", "value": "Mine"}]
    return [{"locale": "zh-CN", "is_default": True, "texts": texts}]


@pytest.mark.parametrize(
    "changes, answer",
    [
        ({"approval_code": "NOPE"}, 1390002),
        ({"open_id": None}, 99992402),
        ({"open_id": "ou_nobody"}, 1390004),
        ({"department_id": "0"}, 60005),
        ({"form": "x"}, 1390001),
        ({"form": []}, 99992402),
        ({"form": json.dumps([{"id": "nope", "type": "input", "value": "x"}])}, 1390001),
        ({"form": json.dumps([{"id": "title", "type": "textarea", "value": "x"}])}, 1390001),
        ({"form": json.dumps([{"id": "title", "type": "input"}])}, 1390001),
        ({"form": json.dumps([{"id": "kind", "type": "radioV2", "value": "One"}])}, 1390001),
        ({"node_approver_open_id_list": []}, 1390001),
        ({"node_approver_open_id_list": [{"key": "nope", "value": []}]}, 1390001),
        ({"node_approver_open_id_list": [{"key": "lead", "value": ["ou_no"]}]}, 1390004),
        ({"uuid": "x" * 65}, 99992402),
        ({"title": "Mine"}, 1390001),
        ({"user": "x"}, 99992402),
        ({"cancel_bot_notification": 3}, 99992402),
    ],
    ids=lambda value: str(value)[:50],
)
def test_an_instance_that_breaks_the_docs_is_refused(api, instance, changes, answer):
    assert api.code("POST", f"{PATH}/instances", json={**instance, **changes}) == answer


def test_a_node_that_takes_one_approver_takes_no_second(api, sandbox, instance):
    sandbox.world.state.approvals.definitions[instance["approval_code"]].nodes[0].several = False
    assert api.code("POST", f"{PATH}/instances", json=instance) == 1390001


def test_definitions_that_are_not_active_start_nothing(api, sandbox, instance):
    found = sandbox.world.state.approvals.definitions[instance["approval_code"]]
    codes = {"INACTIVE": 1390015, "DELETED": 1390016}
    for status, code in codes.items():
        found.status = status
        assert api.code("POST", f"{PATH}/instances", json=instance) == code


@pytest.fixture
def act(api, instance, people):
    """Act on an instance in somebody's name; give the reply's code."""
    made = start(api, instance)

    def acting(what, person=0, **members):
        body = {
            "approval_code": instance["approval_code"],
            "instance_code": made,
            "user_id": people[person],
            **members,
        }
        return api.code("POST", f"{PATH}/{what}", json=body)

    acting.shown = lambda: shown(api, made)
    return acting


def test_the_submitter_alone_recalls_and_only_once(act):
    assert act("instances/cancel", 1) == 1390009
    assert act("instances/cancel") == 0
    assert act.shown()["status"] == "CANCELED"
    assert act("instances/cancel") == 1390001


def test_recalling_what_was_approved_puts_it_back_into_approval(act):
    for number, task in enumerate(act.shown()["task_list"], 1):
        assert act("tasks/approve", number, task_id=task["id"], comment="ok") == 0
    assert act.shown()["status"] == "APPROVED"
    assert act("instances/cancel") == 0
    assert act.shown()["status"] == "PENDING"


def test_a_task_is_decided_by_its_own_approver_and_once(act):
    first, second = act.shown()["task_list"]
    assert act("tasks/approve", 2, task_id=first["id"]) == 1390009
    assert act("tasks/approve", 1, task_id="1") == 1390010
    assert act("tasks/approve", 1, task_id=first["id"]) == 0
    assert act("tasks/approve", 1, task_id=first["id"]) == 1390010
    assert act("tasks/reject", 2, task_id=second["id"], comment="no") == 0
    assert (act.shown()["status"], act.shown()["timeline"][-1]["comment"]) == ("REJECTED", "no")


def test_a_task_is_handed_on_and_copies_are_sent(act, people):
    first, _ = act.shown()["task_list"]
    assert act("tasks/transfer", 1, task_id=first["id"], transfer_user_id=people[5]) == 0
    assert people[5] in [task["open_id"] for task in act.shown()["task_list"]]
    assert act("instances/cc", cc_user_ids=[people[6]], comment="see") == 0
    assert act.shown()["timeline"][-1]["open_id_list"] == [people[6]]
    assert act("instances/cc", cc_user_ids=[]) == 99992402


def test_a_signature_by_hand_is_not_for_the_api(act, sandbox, instance):
    sandbox.world.state.approvals.definitions[instance["approval_code"]].signed = True
    task = act.shown()["task_list"][0]
    assert act("tasks/approve", 1, task_id=task["id"]) == 1390018


def test_a_comment_comes_as_often_as_it_is_sent(api, instance, people):
    path = f"{PATH}/instances/{start(api, instance)}/comments"
    body = {"content": json.dumps({"text": "Hi", "files": []})}
    for _ in range(2):
        assert api.data("POST", path, params={"user_id": people[3]}, json=body)["comment_id"]
    assert api.code("POST", path, params={"user_id": people[3]}, json={"content": "Hi"}) == 1390001
    assert api.code("POST", path, json=body) == 99992402


def test_files_go_to_the_web_domain_and_into_forms(api, sandbox):
    sandbox.app.scopes["approval:approval:readonly"] = 1
    api.sign_in()
    headers = {"Authorization": f"Bearer {api.token}"}
    url = f"{sandbox.url}/approval/openapi/v2/file/upload"

    def upload(**changes):
        form = {"name": "a.txt", "type": "attachment", **changes}
        files = {"content": ("a.txt", b"a\r\nb")}
        return api.session.post(url, headers=headers, data=form, files=files, timeout=10).json()

    code = upload()["data"]["code"]
    assert sandbox.world.state.approvals.files[code].content == b"a\r\nb"
    assert upload(type="film")["code"] == 99992402
    assert upload(name="a")["code"] == 1390001
