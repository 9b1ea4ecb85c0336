from __future__ import annotations

import pytest

METAS = "/drive/v1/metas/batch_query"


def ask(*docs, **more):
    return {"json": {"request_docs": [{"doc_token": t, "doc_type": k} for t, k in docs], **more}}


def test_metadata_tells_more_than_the_listing(api, sandbox, drive, file):
    drive.entry(file).sec_label = "L2-内部"
    editor = list(sandbox.world.state.users)[3]
    sandbox.clock.advance(60)
    drive.edit(file, by=editor)
    data = api.data("POST", METAS, **ask((file, "file")))
    assert "failed_list" not in data
    (meta,) = data["metas"]
    assert meta["latest_modify_user"] == editor
    assert int(meta["latest_modify_time"]) - int(meta["create_time"]) >= 60
    assert (meta["title"], meta["sec_label_name"]) == ("报告 Report.pdf", "L2-内部")
    assert "url" not in meta
    (meta,) = api.data("POST", METAS, **ask((file, "file"), with_url=True))["metas"]
    assert meta["url"].endswith(f"/file/{file}")


def test_the_security_level_needs_a_scope_of_its_own(api, sandbox, drive, file):
    drive.entry(file).sec_label = "L2-内部"
    del sandbox.app.scopes["drive:file.meta.sec_label.read_only"]
    (meta,) = api.data("POST", METAS, **ask((file, "file")))["metas"]
    assert "sec_label_name" not in meta


def test_failures_are_listed_and_the_call_succeeds(api, drive, folder, file):
    closed, gone = drive.add_file("x"), drive.add_file("y", folder)
    drive.trash(gone)
    docs = [(closed, "file"), (gone, "file"), (file, "docx"), (file, "synced_block")]
    data = api.data("POST", METAS, **ask(*docs))
    assert "metas" not in data
    assert [one["code"] for one in data["failed_list"]] == [970003, 970005, 970005, 970002]


def test_bases_folders_and_pages_are_known_too(api, sandbox, folder, base):
    node = next(iter(sandbox.world.state.nodes.values()))
    docs = [(base.app_token, "bitable"), (folder, "folder"), (node.node_token, "wiki")]
    metas = api.data("POST", METAS, **ask(*docs))["metas"]
    assert [meta["doc_type"] for meta in metas] == ["bitable", "folder", "wiki"]
    assert [meta["title"] for meta in metas] == ["Test base", "共享 Shared", node.title]


@pytest.mark.parametrize(
    "docs",
    [[], [("x", "file")] * 201, [("x", "shortcut")], [("", "file")]],
)
def test_a_wrong_list_is_refused_as_a_whole(api, docs):
    assert api.code("POST", METAS, **ask(*docs)) == 99992402
