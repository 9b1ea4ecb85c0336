"""Lost replies, throttling, expired tokens, and what Feishu refuses half-way."""

from __future__ import annotations

import json

import pytest

from feishu_connect import FeishuError, NotFoundError
from feishu_sandbox import Sandbox
from tests.target_feishu.documents.library import (
    CONFIG,
    PNG,
    ROUTE,
    STREAM,
    documents,
    edits,
    note,
    notes,
    outline,
    shelf,
)
from tests.target_feishu.support import TEXT, feed, make_target

NAMES = (
    "docx.document.convert",
    "docx.document.create",
    "docx.document.block.descendant.create",
    "docx.document.block.list",
    "docx.document.block.batch_update",
    "docx.document.block.children.batch_delete",
    "drive.media.upload_all",
)


@pytest.fixture
def run(sandbox, tmp_path):
    """Make a document, then change all of it."""
    (tmp_path / "dot.png").write_bytes(PNG)
    picture = f"![x]({tmp_path / 'dot.png'})"
    store = f"sqlite:///{tmp_path}/store.db"

    def act(*lines):
        columns = notes(folder_token=TEXT)
        feed(make_target(sandbox, **CONFIG, store_url=store), columns, *lines)

    def twice():
        act(note(content=f"one\n\n{picture}"))
        act(note(title="New", content=f"two\n\n- a\n  - b\n\n{picture}"))
        return shelf(sandbox)

    act.twice = twice
    return act


WANTED = {"New": ["text two", "bullet a", "  bullet b", "image"]}


@pytest.mark.parametrize("tokens", ["kept", "forgotten"])
@pytest.mark.parametrize("kind", ["lost_reply", "cut", "truncate", "html"])
@pytest.mark.parametrize("name", NAMES)
def test_a_reply_that_is_lost_doubles_nothing(sandbox, run, name, kind, tokens):
    sandbox.behaviour.document_tokens = tokens
    sandbox.faults.add(name, kind, times=3, every=2)
    sandbox.faults.add(name, kind, times=1)
    assert run.twice() == WANTED


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", [400, 429])
def test_throttled_calls_wait(sandbox, run, name, status):
    sandbox.faults.add(name, "rate_limit", times=2, status=status, limit=3)
    assert run.twice() == WANTED


@pytest.mark.parametrize("name", NAMES)
def test_tokens_may_expire_at_any_call(sandbox, run, name):
    sandbox.faults.add(name, "expire_tokens", times=1)
    assert run.twice() == WANTED


@pytest.mark.parametrize("code", [1771001, 1771005])
@pytest.mark.parametrize("name", NAMES[:-1])
def test_internal_errors_pass(sandbox, run, name, code):
    sandbox.faults.add(name, "code", times=1, code=code, status=500)
    assert run.twice() == WANTED


def test_a_folder_in_which_another_document_is_made_is_waited_for(sandbox, run):
    sandbox.faults.add("docx.document.create", "code", times=2, code=1770036, status=400)
    assert run.twice() == WANTED
    assert "drive.file.list" not in edits(sandbox)


def test_a_document_that_is_not_known_everywhere_yet_is_waited_for(sandbox, run):
    sandbox.faults.add("*descendant*", "code", times=2, code=1770002, status=404)
    run(note())
    assert shelf(sandbox) == {"Note": ["text Hello"]}
    assert len(documents(sandbox)) == 1


def test_a_body_that_is_refused_half_way_leaves_the_old_one(sandbox, run):
    run(note())
    sandbox.faults.add("*descendant*", "code", after=1, times=1, code=1770041, status=400)
    with pytest.raises(FeishuError, match="do not fit together"):
        run(note(content="\n\n".join(str(n) for n in range(1500))))
    assert shelf(sandbox) == {"Note": ["text Hello"]}
    run(note(content="short"))
    assert shelf(sandbox) == {"Note": ["text short"]}


def test_two_documents_of_one_title_are_never_taken_for_each_other(sandbox, run):
    sandbox.faults.add("docx.document.create", "lost_reply", times=None)
    run(note(content=None), note("2", content=None), note("3", content="third"))
    assert len(documents(sandbox)) == 3
    sandbox.faults.clear()
    run(note(content="a"), note("2", content="b"), note("3", content="third"))
    assert sorted(map(outline, documents(sandbox))) == [["text a"], ["text b"], ["text third"]]


def test_a_document_that_somebody_else_fills_is_not_taken(sandbox, run):
    sandbox.faults.add("docx.document.create", "cut", times=1)
    made = sandbox.world.docx.add_document("Note", "a person's", apps=[sandbox.app.app_id])
    owner = sandbox.app.bot_open_id
    sandbox.world.drive.put("", made.document_id, "docx", "Note", owner=owner)
    run(note())
    assert len(documents(sandbox)) == 2
    assert len(made.newest.blocks) == 2


def test_an_empty_document_of_somebody_else_is_not_taken(sandbox, run):
    sandbox.faults.add("docx.document.create", "cut", times=1)
    made = sandbox.world.docx.add_document("Note", apps=[sandbox.app.app_id])
    folder = sandbox.world.drive.add_folder("Shared")
    sandbox.world.drive.share(folder, sandbox.app.app_id, "manage")
    sandbox.world.drive.put(folder, made.document_id, "docx", "Note")
    run(note(folder_token=folder))
    assert len(documents(sandbox)) == 2
    assert len(made.newest.blocks) == 1


def test_a_lost_document_in_a_folder_is_found_again(sandbox, run):
    folder = sandbox.world.drive.add_folder("Shared")
    sandbox.world.drive.share(folder, sandbox.app.app_id, "manage")
    sandbox.faults.add("docx.document.create", "lost_reply", times=1)
    run(note(folder_token=folder))
    assert shelf(sandbox) == {"Note": ["text Hello"]}
    assert edits(sandbox).count("docx.document.create") == 1


def test_a_folder_that_the_route_writes_out_is_no_records_fault(sandbox, tmp_path):
    letters = tmp_path / "dead.jsonl"
    route = {**ROUTE, "on_error": "dead_letter", "folder_token": "fldcnNoSuchFolder"}
    config = {"routes": [route], "dead_letter_path": str(letters)}
    sandbox.faults.add("docx.document.create", "code", times=1, code=1770039, status=403)
    with pytest.raises(NotFoundError, match=r"^There is no such folder"):
        feed(make_target(sandbox, **config), notes(), note())
    assert not letters.exists()


def test_a_record_that_feishu_refuses_is_put_aside(sandbox, tmp_path):
    letters = tmp_path / "dead.jsonl"
    config = {
        "routes": [{**ROUTE, "on_error": "dead_letter"}],
        "dead_letter_path": str(letters),
        "store_url": f"sqlite:///{tmp_path}/store.db",
    }
    sandbox.faults.add("docx.document.create", "code", times=1, code=1770040, status=403)
    feed(make_target(sandbox, **config), notes(), note(), note("2", "Other"))
    [letter] = [json.loads(each) for each in letters.read_text().splitlines()]
    assert (letter["code"], letter["record"]["id"]) == (1770040, "1")
    assert "group" in letter["message"]
    assert list(shelf(sandbox)) == ["Other"]


def test_a_document_that_is_there_in_part_is_told_and_counted(sandbox, tmp_path):
    letters = tmp_path / "dead.jsonl"
    config = {
        "routes": [{**ROUTE, "on_error": "dead_letter", "members": ["oc_nowhere"]}],
        "dead_letter_path": str(letters),
        "store_url": f"sqlite:///{tmp_path}/store.db",
    }
    target = make_target(sandbox, **config)
    feed(target, notes(), note())
    [letter] = [json.loads(each) for each in letters.read_text().splitlines()]
    [document] = documents(sandbox)
    assert f"made (document {document.document_id}), but not all of it: " in letter["message"]
    counts = target.summary.counts[STREAM, "documents"]
    assert counts == {"created_in_part": 1, "dead_lettered": 1}
    # The next run goes on with the one that is there.
    config["routes"] = [{**ROUTE, "members": []}]
    feed(make_target(sandbox, **config), notes(), note())
    assert len(documents(sandbox)) == 1


def test_real_limits_are_kept(tmp_path):
    with Sandbox() as sandbox:
        sandbox.world.state.docx.documents.clear()
        known = {key: sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
        target = make_target(sandbox, **known, **CONFIG, store_url=f"sqlite:///{tmp_path}/s.db")
        target.client = type(target.client)(target.settings.connection)
        feed(target, notes(), note(), note("2", "Second"), note(content="new"))
        assert {call.code for call in sandbox.calls} == {0}
