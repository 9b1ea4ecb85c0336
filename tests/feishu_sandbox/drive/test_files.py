"""Folders that are made, files that go to the trash, and who may open them."""

from __future__ import annotations

import pytest


@pytest.fixture
def own(api):
    return api.data("POST", "/docx/v1/documents", json={"title": "T"})["document"]["document_id"]


def test_folders_may_have_the_same_name(api, drive, sandbox):
    def make(parent, name="Reports"):
        body = {"name": name, "folder_token": parent}
        return api.call("POST", "/drive/v1/files/create_folder", json=body)

    first = make("")["data"]["token"]
    assert make("")["data"]["token"] != first
    inner = make(first)["data"]["token"]
    assert drive.entry(inner).parent == first
    assert make("", "报" * 86)["code"] == 1061002
    assert make("nowhere")["code"] == 1061003
    closed = drive.add_folder("closed", owner=list(sandbox.world.state.users)[1])
    assert make(closed)["code"] == 1061004
    drive.trash(first)
    assert make(first)["code"] == 1061007


def test_a_file_is_deleted_once_and_is_in_no_folder_then(api, own):
    def delete(kind="docx"):
        return api.call("DELETE", f"/drive/v1/files/{own}", params={"type": kind})

    assert delete("sheet")["code"] == 1061003
    assert delete("page")["code"] == 99992402
    assert delete()["code"] == 0
    assert delete()["code"] == 1061007
    listed = api.data("GET", "/drive/v1/files")["files"]
    assert own not in {file["token"] for file in listed}
    assert api.code("GET", f"/docx/v1/documents/{own}") == 1770003


def test_who_may_only_read_deletes_nothing(api, sandbox):
    made = sandbox.world.docx.add_document("T")
    path = f"/drive/v1/files/{made.document_id}"
    assert api.code("DELETE", path, params={"type": "docx"}) == 1061004


@pytest.mark.parametrize(
    "member_type, attribute",
    [
        ("openid", "open_id"),
        ("unionid", "union_id"),
        ("userid", "user_id"),
        ("email", "email"),
    ],
)
def test_people_are_given_a_role(api, sandbox, own, member_type, attribute):
    user = next(iter(sandbox.world.state.users.values()))
    member = {"member_type": member_type, "member_id": getattr(user, attribute), "perm": "view"}
    path = f"/drive/v1/permissions/{own}/members"
    for _ in range(2):
        data = api.data("POST", path, json=member, params={"type": "docx"})
        assert data == {"member": member}
    assert sandbox.world.docx.document(own).access[user.open_id] == "view"
    api.data("POST", path, json={**member, "perm": "full_access"}, params={"type": "docx"})
    assert sandbox.world.docx.document(own).access[user.open_id] == "edit"
    assert sandbox.world.drive.entry(own).access[user.open_id] == "manage"


@pytest.mark.parametrize(
    "change, kind, code",
    [
        ({"member_id": "ou_nobody"}, "docx", 1063001),
        ({"member_type": "person"}, "docx", 1063001),
        ({"perm": "own"}, "docx", 1063001),
        ({"member_type": "opendepartmentid"}, "docx", 1063003),
        ({"member_type": "openchat", "member_id": "oc_nowhere"}, "docx", 1063001),
        ({"role": "x"}, "docx", 99992402),
        ({}, "sheet", 1063001),
        ({}, "page", 99992402),
    ],
    ids=["stranger", "type", "role", "department", "chat", "unknown", "other kind", "no kind"],
)
def test_wrong_members_are_refused(api, own, change, kind, code):
    person = next(iter(api.sandbox.world.state.users))
    member = {"member_type": "openid", "member_id": person, "perm": "view", **change}
    path = f"/drive/v1/permissions/{own}/members"
    assert api.code("POST", path, json=member, params={"type": kind}) == code


def test_only_who_may_edit_shares_and_nothing_that_is_deleted(api, sandbox, own):
    person = next(iter(sandbox.world.state.users))
    member = {"member_type": "openid", "member_id": person, "perm": "view"}

    def share(token):
        path = f"/drive/v1/permissions/{token}/members"
        return api.code("POST", path, json=member, params={"type": "docx"})

    assert share(sandbox.world.docx.add_document("read").document_id) == 1063002
    sandbox.world.docx.delete(own)
    assert share(own) == 1063005
