"""What is wrong with an approval route is told before any call, and what it needs."""

from __future__ import annotations

import pytest

from target_feishu.approvals.spec import body_of
from target_feishu.config import config_problems
from target_feishu.needs import needs
from tests.target_feishu.approvals.conftest import SPEC

CONNECTION = {"app_id": "cli_a", "app_secret": "s"}
ROUTE = {"stream": "s", "to": "approval", "applicant": "{{ who }}"}


def problems(**settings):
    return config_problems({**CONNECTION, "routes": [{**ROUTE, **settings}]})


def control(**members):
    return {"definition": {"name": "n", "form": [{"name": "a", "type": "input", **members}]}}


def node(**members):
    return {"definition": {**SPEC, "nodes": [members]}}


@pytest.mark.parametrize(
    "settings, message",
    [
        ({}, "either `approval_code` or `definition`"),
        ({"approval_code": "A", "definition": SPEC}, "either `approval_code` or `definition`"),
        ({"approval_code": "A", "operation": "close"}, "`operation` must be create or cancel"),
        ({"approval_code": "A", "form": {"x": "{{"}}, "not a valid template"),
        ({"approval_code": "A", "approver": "x"}, "approver"),
        ({"definition": {"form": []}}, "`name` is missing"),
        ({"definition": {"name": "n"}}, "`form` must be a list"),
        (control(type="serialNumber"), "does not put into a form"),
        (control(type="radioV2"), "has no `options`"),
        (control(name=""), "a control has no `name`"),
        (control(name="@i18n@a"), "fewer than 9"),
        (control(name="@i18n@name"), "no text in `i18n_resources`"),
        ({"definition": {"name": "n", "form": [{"name": "a"}] * 2}}, "same name"),
        ({"definition": {"name": "n", "form": [{"id": "a", "name": "a"}] * 2}}, "same `id`"),
        (node(type="ANY"), "use AND, OR, SEQUENTIAL"),
        (node(type="SEQUENTIAL", approvers=["a@b.c"]), "its approver is `Free`"),
        ({"definition": {**SPEC, "nodes": "x"}}, "`nodes` must be a list"),
        ({"definition": {**SPEC, "i18n_resources": [{"locale": "de-DE"}]}}, "`locale`"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_route_is_told(settings, message):
    assert any(message in problem for problem in problems(**settings)), problems(**settings)


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"form": {"Titel": "x"}}, "no control 'Titel'; it has 'Title', 'Amount'"),
        ({"approvers": {"Boss": "x"}}, "no step that lets choose 'Boss'; it has 'Approval'"),
        ({"cc": {"Boss": "x"}}, "no step 'Boss'"),
    ],
)
@pytest.mark.parametrize("how", ["short", "API"])
def test_names_that_the_definition_does_not_have_are_told_before_it_is_made(settings, message, how):
    spec = {**SPEC, "nodes": [{"id": "first", "name": "Approval"}]}
    told = problems(definition=body_of(spec, str) if how == "API" else spec, **settings)
    assert any(message in each for each in told)


def test_controls_and_steps_have_their_ids_and_names_of_any_language():
    form = [
        {"name": {"zh-CN": "标题", "en-US": "Title"}, "id": "title", "type": "input"},
        {"name": "Amount", "type": "number"},
    ]
    spec = {"name": "n", "form": form, "nodes": [{"id": "boss", "name": "Boss"}]}
    for name in ("标题", "Title", "title", "widget123"):
        told = problems(definition=spec, form={name: "x", "amount ": "1"}, approvers={"boss": "x"})
        assert told == []


def test_an_unknown_key_hides_nothing_else():
    told = problems(approval_code="A", oops=1, operation="close")
    assert any("oops" in each for each in told)
    assert any("`operation` must be" in each for each in told)


def test_a_right_route_has_no_problems():
    assert problems(definition=SPEC) == []
    assert problems(approval_code="A", operation="{{ what }}") == []


def test_only_a_route_that_opens_needs_an_applicant():
    route = {"stream": "s", "to": "approval", "approval_code": "A"}
    assert config_problems({**CONNECTION, "routes": [{**route, "operation": "approve"}]}) == []
    (problem,) = config_problems({**CONNECTION, "routes": [route]})
    assert "`applicant` is missing" in problem


def test_a_route_needs_what_its_operations_call():
    def called(**settings):
        found = needs({**CONNECTION, "routes": [{**ROUTE, **settings}]})
        return {row.name for need in found for row in need.endpoints}

    everything = called(definition=SPEC, operation="{{ what }}", comment="x")
    assert everything == {
        "approval.comment.create",
        "approval.definition.create",
        "approval.definition.get",
        "approval.file.upload",
        "approval.instance.cancel",
        "approval.instance.create",
        "approval.instance.get",
        "approval.task.approve",
        "approval.task.reject",
        "contact.user.batch_get_id",
    }
    assert called(approval_code="A", operation="cancel") == {
        "approval.instance.cancel",
        "approval.instance.get",
        "contact.user.batch_get_id",
    }
