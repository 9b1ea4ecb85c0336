from __future__ import annotations

import json

import pytest

from feishu_sandbox import store
from feishu_sandbox.model import State


@pytest.fixture
def docx(sandbox):
    return sandbox.world.docx


@pytest.fixture
def document(docx):
    return docx.add_document("标题", "one", "two")


@pytest.fixture
def get(api, document):
    def act(tail="", **params):
        path = f"/docx/v1/documents/{document.document_id}{tail}"
        return api.call("GET", path, params=params)

    return act


def blocks(get, **params):
    return get("/blocks", **params)["data"]


def test_every_edit_is_a_revision(docx, document, get):
    own = document.document_id
    assert get()["data"]["document"]["revision_id"] == 1
    added = docx.add_block(own, "bullet", "three")
    docx.edit(own, own, "新标题")
    docx.remove_block(own, added)
    shown = get()["data"]["document"]
    assert (shown["revision_id"], shown["title"], "cover" in shown) == (4, "新标题", False)


def test_blocks_come_in_the_order_of_the_page_without_what_is_empty(docx, document, get):
    own = document.document_id
    cell = docx.add_block(own, "grid", {"column_size": 2})
    docx.add_block(own, "text", "")
    docx.add_block(own, "text", "inside", cell)
    data = blocks(get)
    page, *_, grid, inside, empty = data["items"]
    assert (page["block_id"], page["parent_id"], page["block_type"]) == (own, "", 1)
    assert page["children"] == [
        item["block_id"] for item in data["items"] if item["parent_id"] == own
    ]
    assert (grid["grid"], grid["children"]) == ({"column_size": 2}, [inside["block_id"]])
    assert (inside["parent_id"], "children" in inside) == (cell, False)
    assert empty["text"] == {"style": {}}
    assert "page_token" not in data
    docx.remove_block(own, cell)
    assert len(blocks(get)["items"]) == 4


def test_an_old_revision_stays_what_it_was_and_needs_edit_permission(sandbox, docx, document, get):
    own, old = document.document_id, blocks(get, document_revision_id=1)
    docx.edit(own, document.newest.blocks[1]["block_id"], "changed")
    assert get("/blocks", document_revision_id=1)["code"] == 1770032
    assert blocks(get, document_revision_id=2) == blocks(get)
    docx.share(own, sandbox.app.app_id, "edit")
    assert blocks(get, document_revision_id=1) == old
    assert get("/blocks", document_revision_id=3)["code"] == 1770001
    for number in range(1001):
        docx.edit(own, own, str(number))
    assert get("/blocks", document_revision_id=1)["code"] == 1770021


def test_pages_belong_to_the_revision_that_was_asked_for(get):
    first = blocks(get, page_size=2)
    assert (first["has_more"], len(first["items"])) == (True, 2)
    token = first["page_token"]
    assert len(blocks(get, page_size=2, page_token=token)["items"]) == 1
    params = {"page_token": token, "document_revision_id": 1}
    assert get("/blocks", **params)["code"] == 1770022
    assert get("/blocks", page_size=501)["code"] == 99992402
    assert get("/blocks", document_revision_id=-2)["code"] == 99992402


def test_the_plain_text_has_a_line_for_each_text_and_names_people(sandbox, docx, document, get):
    user = next(iter(sandbox.world.state.users.values()))
    mention = {"mention_user": {"user_id": user.open_id}}
    own = document.document_id
    docx.add_block(own, "text", {"style": {}, "elements": [mention]})
    docx.add_block(own, "divider", {})
    assert get("/raw_content")["data"]["content"] == f"标题\none\ntwo\n@{user.name}\n"
    assert get("/raw_content", lang=1)["data"]["content"].endswith(f"@{user.en_name}\n")
    assert get("/raw_content", lang=3)["code"] == 99992402
    item = blocks(get, user_id_type="union_id")["items"][3]
    assert item["text"]["elements"][0]["mention_user"]["user_id"] == user.union_id


def test_a_text_above_10_mb_is_refused(docx, document, get):
    docx.add_block(document.document_id, "text", "x" * 10_485_760)
    assert get("/raw_content")["code"] == 1770033


def test_closed_and_missing_documents_are_told_apart(sandbox, api, docx, document, get):
    own = document.document_id
    docx.share(own, sandbox.app.app_id, None)
    reply = api.send("GET", f"/docx/v1/documents/{own}")
    assert (reply.status_code, reply.json()["code"]) == (403, 1770032)
    docx.delete(own)
    assert get()["code"] == get("/blocks")["code"] == 1770003
    reply = api.send("GET", f"/docx/v1/documents/{'x' * 27}")
    assert (reply.status_code, reply.json()["code"]) == (404, 1770002)
    assert api.code("GET", "/docx/v1/documents/short") == 99992402


def test_unknown_parameters_and_a_missing_scope_are_refused(sandbox, get):
    assert get(user_id_type="open_id")["code"] == 99992402
    for scope in ("docx:document", "docx:document:readonly"):
        del sandbox.app.scopes[scope]
    assert get()["code"] == get("/blocks")["code"] == get("/raw_content")["code"] == 99991672


def test_a_person_sees_what_is_shared_with_that_person(sandbox, api, document):
    users = list(sandbox.world.state.users.values())
    path = f"/docx/v1/documents/{document.document_id}"
    codes = []
    for user in users[:2]:
        api.token = sandbox.sign_in(user).access_token
        codes.append(api.code("GET", path))
    assert codes == [0, 1770032]


def test_a_restart_brings_documents_and_spreadsheets_back(sandbox):
    state = sandbox.world.state
    kept = store.from_json(State, json.loads(json.dumps(store.to_json(state))))
    assert kept.docx == state.docx
    assert kept.sheets == state.sheets
    assert kept.docx.documents
