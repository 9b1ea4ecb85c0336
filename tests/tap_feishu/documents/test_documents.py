"""Documents and blocks against the sandbox: each of one revision, and only when it is new."""

from __future__ import annotations

import collections

import pytest

from tap_feishu.streams.documents import content_of

BOTH = ("documents", "document_blocks")


@pytest.fixture
def docx(sandbox):
    return sandbox.world.docx


@pytest.fixture
def document(docx):
    return docx.add_document("标题", *(f"paragraph {number}" for number in range(1200)))


@pytest.fixture
def read(bench, document):
    """Run over one document, unless told otherwise."""

    def run(*streams, **config):
        bench.sandbox.calls.clear()
        bench.config["bases"] = []
        config = {"documents": [document.document_id], **config}
        outcome = bench.run(*(streams or BOTH), **config)
        outcome.calls = collections.Counter(
            call.operation for call in bench.sandbox.calls if call.operation.startswith("docx")
        )
        return outcome

    return run


def truth(document, version=None):
    """Keys, revision and place of the blocks as they have to be."""
    version = version or document.newest
    return [
        (document.document_id, item["block_id"], version.revision_id, item["parent_id"])
        for item in version.blocks
    ]


def blocks(run):
    names = ("document_id", "block_id", "revision_id", "parent_id")
    return [tuple(row[name] for name in names) for row in run.records.get("document_blocks", [])]


def deselected(bench, *columns, stream="documents"):
    catalog = {"streams": [bench.discover()[stream]]}
    for entry in catalog["streams"][0]["metadata"]:
        if entry["breadcrumb"] and entry["breadcrumb"][-1] in columns:
            entry["metadata"]["selected"] = False
    return catalog


@pytest.fixture
def editing(sandbox, document):
    """Have the document edited just before a call that matches."""

    def plan(match, times=1, **more):
        def act(_call):
            sandbox.world.docx.add_block(document.document_id, "text", "edited")

        sandbox.faults.add(match, "callback", times=times, call=act, **more)

    return plan


def test_documents_and_blocks_are_those_of_feishu(docx, document, read):
    document.cover = {"token": "D6d9", "offset_ratio_x": 0, "offset_ratio_y": 0.25}
    docx.add_block(document.document_id, "todo", {"style": {"done": True}})
    run = read()
    (row,) = run.records["documents"]
    assert (row["document_id"], row["revision_id"], row["title"]) == (
        document.document_id,
        2,
        "标题",
    )
    assert row["cover"] == document.cover
    assert row["display_setting"] == {"show_authors": True, "show_create_time": True}
    assert row["content"].startswith("标题\nparagraph 0\n")
    assert blocks(run) == truth(document)
    page, *_, todo = run.records["document_blocks"]
    assert page["children"] == document.newest.blocks[0]["children"]
    assert (todo["block_type"], todo["children"], todo["content"]) == (
        17,
        None,
        {"style": {"done": True}},
    )
    assert run.calls == {
        "docx.document.get": 2,
        "docx.document.raw_content": 1,
        "docx.document.block.list": 3,
    }


def test_an_unchanged_document_costs_one_call_and_an_edited_one_comes_whole(docx, document, read):
    first = read()
    second = read(state=first.state)
    assert (second.records, second.calls) == ({}, {"docx.document.get": 1})
    assert second.state == first.state
    gone = document.newest.blocks[5]["block_id"]
    docx.remove_block(document.document_id, gone)
    third = read(state=second.state)
    assert third.records["documents"][0]["revision_id"] == 2
    assert blocks(third) == truth(document)
    assert third.state["bookmarks"]["document_blocks"]["cursors"] == {document.document_id: 2}


def test_the_text_is_asked_for_only_where_it_is_selected(bench, read):
    run = read("documents", catalog=deselected(bench, "content"))
    assert run.calls == {"docx.document.get": 1}
    assert "content" not in run.records["documents"][0]


def test_the_text_is_of_the_revision_that_the_row_tells(editing, read):
    editing("docx.document.raw_content", after=0)
    run = read("documents")
    (row,) = run.records["documents"]
    assert (row["revision_id"], row["content"].count("edited")) == (2, 1)
    assert run.calls["docx.document.raw_content"] == 2


def test_an_editor_goes_on_with_the_revision_that_was_begun(sandbox, document, editing, read):
    sandbox.world.docx.share(document.document_id, sandbox.app.app_id, "edit")
    editing("docx.document.block.list", after=1)
    run = read("document_blocks")
    assert not run.error
    assert blocks(run) == truth(document, document.versions[0])
    assert run.calls["docx.document.block.list"] == 3
    assert run.state["bookmarks"]["document_blocks"]["cursors"] == {document.document_id: 1}


def test_a_reader_begins_again_with_the_newest_revision(document, editing, read):
    editing("docx.document.block.list", after=1)
    run = read("document_blocks")
    assert not run.error
    assert blocks(run) == truth(document)
    assert run.calls["docx.document.block.list"] == 5
    assert run.state["bookmarks"]["document_blocks"]["cursors"] == {document.document_id: 2}


@pytest.mark.parametrize(
    "stream, match", [("documents", "*raw_content"), ("document_blocks", "*block.list")]
)
def test_a_document_that_is_always_edited_is_a_failure_without_rows(editing, read, stream, match):
    editing(match, times=None)
    run = read(stream)
    assert f"of stream {stream}" in run.error
    assert run.records == {}
    assert run.state["bookmarks"][stream] == {"cursors": {}}


def test_a_text_that_is_too_large_is_missing_and_never_silent(sandbox, document, read):
    sandbox.faults.add("docx.document.raw_content", "code", code=1770033, status=400, times=None)
    for state in ({}, read("documents").state):
        run = read("documents", state=state)
        assert [(row["title"], row["content"]) for row in run.records["documents"]] == [
            ("标题", None)
        ]
        assert f"document {document.document_id} of stream documents" in run.error


def test_closed_and_missing_configured_documents_fail_and_the_others_go_on(
    sandbox, docx, document, read, caplog
):
    closed, deleted = docx.add_document("closed"), docx.add_document("deleted")
    docx.share(closed.document_id, sandbox.app.app_id, None)
    docx.delete(deleted.document_id)
    tokens = [closed.document_id, deleted.document_id, "x" * 27, document.document_id]
    run = read(documents=tokens)
    assert [row["title"] for row in run.records["documents"]] == ["标题"]
    for token in tokens[:3]:
        assert f"document {token} of stream document_blocks" in run.error
    assert "Add document app" in caplog.text


def test_a_missing_scope_is_told_once(sandbox, read, caplog):
    for scope in ("docx:document", "docx:document:readonly"):
        del sandbox.app.scopes[scope]
    run = read("documents")
    assert "stream documents" in run.error
    assert caplog.text.count("The app lacks a scope") == 1


def test_links_of_wiki_pages_lead_to_their_documents(sandbox, document, read):
    world = sandbox.world
    node = world.add_node(document.document_id, "page", obj_type="docx")
    base = world.add_node("bascn" + "x" * 22, "base", obj_type="bitable")
    links = [f"https://x.feishu.cn/wiki/{one.node_token}" for one in (node, base)]
    run = read("documents", documents=[*links, document.document_id])
    assert [row["document_id"] for row in run.records["documents"]] == [document.document_id]
    assert f"wiki page {base.node_token} of `documents`" in run.error
    assert "bitable" not in run.error


def test_folders_and_spaces_are_searched_where_no_document_is_named(sandbox, docx, read):
    world = sandbox.world
    space = world.wiki.add_space("space")
    folder = world.drive.add_folder("folder")
    world.drive.share(folder, sandbox.app.app_id, "view")
    inside, both, page, gone = (docx.add_document(title).document_id for title in "abcd")
    for token in (inside, both, gone):
        world.drive.put(folder, token, "docx", "x")
    world.drive.put(folder, "shtcn" + "x" * 22, "sheet", "x")
    for token in (both, page):
        node = world.wiki.add_node(space, "x", obj_token=token)
    world.wiki.add_shortcut(space, node)
    docx.delete(gone)
    run = read(documents=[], drive_folders=[folder], wiki_spaces=[space.space_id])
    assert not run.error
    titles = sorted(row["title"] for row in run.records["documents"])
    assert titles == ["a", "b", "c"]
    assert len(run.records["document_blocks"]) == 3


def test_a_place_that_cannot_be_searched_is_a_failure_that_keeps_the_cursors(sandbox, docx, read):
    world = sandbox.world
    folder = world.drive.add_folder("folder")
    world.drive.share(folder, sandbox.app.app_id, "view")
    world.drive.put(folder, docx.add_document("a").document_id, "docx", "x")
    first = read("documents", documents=[], drive_folders=[folder])
    world.drive.share(folder, sandbox.app.app_id, None)
    second = read("documents", documents=[], drive_folders=[folder], state=first.state)
    assert "stream documents" in second.error
    assert second.state == first.state


def test_where_nothing_is_configured_nothing_is_called(bench, read):
    run = read(documents=[])
    assert (run.records, run.error, list(bench.sandbox.calls)) == ({}, "", [])


def test_a_killed_run_goes_on_with_the_documents_that_are_left(sandbox, docx, read):
    tokens = [docx.add_document(title).document_id for title in "abc"]
    whole = read(documents=tokens)
    sandbox.faults.add("*block.list", "code", code=1770032, status=403, times=None, after=1)
    broken = read(documents=tokens)
    sandbox.faults.clear()
    rest = read(documents=tokens, state=broken.state)
    assert "document_blocks" in broken.error
    assert blocks(broken) + blocks(rest) == blocks(whole)


@pytest.mark.parametrize(
    "block, content",
    [
        ({"block_id": "a", "block_type": 2, "children": [], "text": {"style": {}}}, {"style": {}}),
        ({"block_id": "a", "block_type": 22, "divider": {}}, {}),
        ({"block_type": 5000, "from_the_future": {"x": 1}, "comment_ids": ["1"]}, {"x": 1}),
        ({"block_type": 999}, None),
        ({"block_type": 2, "text": None, "strange": "y"}, None),
        ({"a": {"x": 1}, "b": {}}, {"a": {"x": 1}, "b": {}}),
    ],
)
def test_content_is_the_object_of_the_type_whatever_types_there_are(block, content):
    assert content_of(block) == content
