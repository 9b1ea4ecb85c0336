"""Every kind of control, from a definition in a route to a value that Feishu takes."""

from __future__ import annotations

import json

import pytest

from feishu_connect import regions
from target_feishu.approvals.spec import body_of, name_of
from target_feishu.errors import RecordError
from tests.target_feishu.approvals.conftest import SPEC, change, head
from tests.target_feishu.support import feed

FORM = [
    {"id": "line", "name": "Line", "type": "input"},
    {"id": "lines", "name": "Lines", "type": "textarea"},
    {"id": "note", "name": "Note", "type": "text", "value": "Read this"},
    {"id": "count", "name": "Count", "type": "number"},
    {"id": "cost", "name": "Cost", "type": "amount", "option": {"currencyRange": ["CNY", "USD"]}},
    {"id": "day", "name": "Day", "type": "date"},
    {"id": "stay", "name": "Stay", "type": "dateInterval"},
    {"id": "kind", "name": "Kind", "type": "radioV2", "options": ["Hardware", "软件"]},
    {
        "id": "tags",
        "name": "Tags",
        "type": "checkboxV2",
        "options": [{"key": "a", "text": "Alpha"}, {"key": "b", "text": "Beta, too"}],
    },
    {"id": "who", "name": "Who", "type": "contact"},
    {"id": "where", "name": "Where", "type": "department"},
    {"id": "doc", "name": "Doc", "type": "document"},
    {"id": "files", "name": "Files", "type": "attachmentV2"},
    {"id": "photo", "name": "Photo", "type": "image"},
    {"id": "place", "name": "Place", "type": "address"},
    {"id": "phone", "name": "Phone", "type": "telephone"},
    {
        "id": "items",
        "name": "Items",
        "type": "fieldList",
        "fields": [
            {"id": "item", "name": "Item", "type": "input", "required": True},
            {"id": "price", "name": "Price", "type": "number"},
        ],
    },
]
PLACE = {"id": "290557", "detailAddress": "1"}
FULL = {"name": "Everything", "form": FORM}


def sent(office):
    (call,) = (c for c in office.sandbox.calls if c.operation == "approval.instance.create")
    return {entry["id"]: entry for entry in json.loads(call.body["form"])}


def fill(office, **form):
    route = office.target(definition=FULL, form=form)
    feed(route, head(), change("1"))
    return sent(office)


@pytest.mark.parametrize(
    "control, value, members",
    [
        ("line", "x", {"value": "x"}),
        ("line", "{{ amount }}", {"value": "3"}),
        ("lines", "a\nb", {"value": "a\nb"}),
        ("Count", "{{ amount }}", {"value": 3}),
        ("count", "2.5", {"value": 2.5}),
        ("cost", "12", {"value": 12, "currency": "CNY"}),
        ("cost", {"value": "{{ amount }}", "currency": "USD"}, {"value": 3, "currency": "USD"}),
        ("day", "2026-03-02T08:00:00+08:00", {"value": "2026-03-02T08:00:00+08:00"}),
        ("day", "2026-03-02", {"value": "2026-03-02T00:00:00+00:00"}),
        (
            "stay",
            ["2026-03-02", "2026-03-04T12:00:00Z"],
            {
                "value": {
                    "start": "2026-03-02T00:00:00+00:00",
                    "end": "2026-03-04T12:00:00+00:00",
                    "interval": 2.5,
                }
            },
        ),
        ("tags", "Beta, too", {"value": ["b"]}),
        ("tags", ["Alpha", "b"], {"value": ["a", "b"]}),
        ("doc", "https://acme.feishu.cn/docx/Doc1", {"value": {"token": "Doc1", "type": "docx"}}),
        ("place", PLACE, {"value": [PLACE]}),
        (
            "phone",
            "13122222222",
            {"value": {"countryCode": "+86", "nationalNumber": "13122222222"}},
        ),
        (
            "phone",
            "+1 415-555-0100",
            {"value": {"countryCode": "+1", "nationalNumber": "4155550100"}},
        ),
        (
            "items",
            [{"Item": "{{ title }}", "price": 2}, {"item": "B"}],
            {
                "value": [
                    [
                        {"id": "item", "type": "input", "value": "Change 1"},
                        {"id": "price", "type": "number", "value": 2},
                    ],
                    [{"id": "item", "type": "input", "value": "B"}],
                ]
            },
        ),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_value_becomes_what_its_control_takes(office, control, value, members):
    (entry,) = fill(office, **{control: value}).values()
    assert entry == {"id": entry["id"], "type": entry["type"], **members}


def test_an_option_is_named_by_its_text_and_sent_by_its_key(office):
    entry = fill(office, Kind="软件")["kind"]
    (definition,) = office.of("Everything")
    control = next(each for each in definition.form if each["id"] == "kind")
    assert entry["value"] == next(o["value"] for o in control["option"] if o["text"] == "软件")
    assert next(e for e in office.instances[0].form)["value"] == "软件"


def test_people_and_departments_of_a_form(office):
    world = office.sandbox.world
    department = world.add_department("Form").open_department_id
    user_id = world.state.users[office.other].user_id
    entries = fill(office, who=["bob@acme.example", user_id], where=department)
    assert entries["who"] | {"id": "", "type": ""} == {
        "id": "",
        "type": "",
        "value": [user_id],
        "open_ids": [office.approver],
    }
    assert entries["where"]["value"] == [{"open_id": department}]


def test_files_are_uploaded_once_and_named_by_their_code(office, tmp_path):
    office.sandbox.app.scopes["approval:approval:readonly"] = 1
    path = tmp_path / "报价.txt"
    path.write_bytes(b"1,2\r\n\x00")
    state = office.sandbox.world.state.approvals
    state.files.clear()
    entries = fill(office, files=[str(path), path.as_uri()], photo=str(path))
    office.sandbox.app.scopes["approval:approval:readonly"] = 2
    kept = list(state.files.values())
    assert [(each.name, each.kind, each.content) for each in kept] == [
        ("报价.txt", "attachment", b"1,2\r\n\x00"),
        ("报价.txt", "image", b"1,2\r\n\x00"),
    ]
    assert entries["files"]["value"] == [kept[0].code] * 2
    assert entries["photo"]["value"] == [kept[1].code]


def test_files_of_feishu_go_to_its_web_domain():
    assert regions.web_url("https://open.feishu.cn") == "https://www.feishu.cn"
    assert regions.web_url("https://open.larksuite.com") == "https://www.larksuite.com"
    assert regions.web_url("http://127.0.0.1:8370") == "http://127.0.0.1:8370"


@pytest.mark.parametrize(
    "control, value, message",
    [
        ("note", "x", "does not fill in controls of the kind 'text'"),
        ("cost", {"value": 1, "currency": "EUR"}, "CNY or USD"),
        ("stay", "2026-03-02", "no interval"),
        ("tags", "a, Beta, too", "no option 'Beta'.* 'Alpha', 'Beta, too'"),
        ("kind", ["Hardware", "软件"], "takes one option"),
        ("phone", "555", "code of a country"),
        ("where", "Sales", "open_department_id"),
        ("files", "/nowhere/at/all", "no file"),
        ("items", [{"Colour": "x"}], "'Item'"),
        ("items", [{"price": 1}], "'Item' .* is required"),
        ("items", "x", "no list of rows"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_value_that_does_not_fit_names_its_control(office, control, value, message):
    with pytest.raises(RecordError, match=message):
        fill(office, **{control: value})
    assert office.instances == []


def test_texts_of_a_definition_go_under_keys_in_two_languages():
    spec = {**SPEC, "name": {"zh-CN": "变更", "en-US": "Change"}, "description": "Why"}
    body = body_of(spec, str)
    texts = {
        each["locale"]: {one["key"]: one["value"] for one in each["texts"]}
        for each in body["i18n_resources"]
    }
    assert [each["is_default"] for each in body["i18n_resources"]] == [True, False]
    assert (texts["zh-CN"][body["approval_name"]], texts["en-US"][body["approval_name"]]) == (
        "变更",
        "Change",
    )
    assert all(len(key) >= 9 for key in texts["zh-CN"])
    assert texts["zh-CN"].keys() == texts["en-US"].keys()
    assert (name_of(spec), [node["id"] for node in body["node_list"]]) == (
        "变更",
        ["START", "step_1", "END"],
    )
    assert body["node_list"][0].keys() == body["node_list"][2].keys() == {"id"}


def test_a_definition_in_the_terms_of_the_api_is_passed_on(office):
    texts = {"@i18n@name": "Native", "@i18n@field": "Reason", "@i18n@node": "Lead"}
    control = {"id": "reason", "type": "input", "required": True, "name": "@i18n@field"}
    spec = {
        "approval_name": "@i18n@name",
        "viewers": [{"viewer_type": "NONE"}],
        "form": {"form_content": json.dumps([control])},
        "node_list": [
            {"id": "START"},
            {
                "id": "lead",
                "name": "@i18n@node",
                "node_type": "OR",
                "approver": [{"type": "Personal", "user_id": "eve@acme.example"}],
            },
            {"id": "END"},
        ],
        "settings": {"revert_interval": 0},
        "config": {"can_update_form": True},
        "icon": 3,
        "process_manager_ids": ["ada@acme.example"],
        "i18n_resources": [
            {
                "locale": "en-US",
                "is_default": True,
                "texts": [{"key": key, "value": value} for key, value in texts.items()],
            }
        ],
    }
    feed(office.target(definition=spec, form={"Reason": "x"}), head(), change("1"))
    (definition,) = office.of("Native")
    assert (definition.revert_seconds, definition.admins) == (0, [office.applicant])
    assert [task.approver for task in office.instances[0].tasks] == [office.other]


def test_controls_are_found_by_name_where_feishu_shows_the_keys_of_their_names(office):
    feed(office.target(definition=FULL, form={"Line": "x"}), head(), change("1"))
    (definition,) = office.of("Everything")
    for control in definition.form:
        control["name"] = f"@i18n@control_{control['id']}"
    feed(office.target(definition=FULL, form={"Line": "y", "Kind": "软件"}), head(), change("2"))
    assert [entry["value"] for entry in office.instances[1].form] == ["y", "软件"]
