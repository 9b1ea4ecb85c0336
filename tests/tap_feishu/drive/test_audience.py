"""Statistics and view records of documents in folders, in wikis, and of those that are named."""

from __future__ import annotations

import pytest

STATISTICS, RECORDS = "file_statistics", "file_view_records"


@pytest.fixture
def world(bench):
    world = bench.sandbox.world
    world.state.wiki.spaces.clear()
    return world


@pytest.fixture
def drive(world):
    return world.drive


@pytest.fixture
def folder(bench, drive):
    token = drive.add_folder("共享 Shared")
    drive.share(token, bench.sandbox.app.app_id, "manage")
    return token


@pytest.fixture
def read(bench, folder):
    def run(*streams, **config):
        return bench.run(*streams, bases=[], **{"drive_folders": [folder], **config})

    return run


def asked(run, stream=STATISTICS):
    return {row["file_token"]: row["file_type"] for row in run.records.get(stream, [])}


def test_a_snapshot_tells_its_time_and_what_cannot_be_liked(bench, world, drive, folder, read):
    bench.sandbox.clock.freeze(1_769_846_400_000)
    file = drive.add_file("a", folder)
    drive.put(folder, bench.base.app_token, "bitable", "Base")
    people = list(world.state.users)
    drive.record_view(file, people[0])
    run = read(STATISTICS)
    assert not run.error
    rows = {row["file_token"]: row for row in run.records[STATISTICS]}
    assert rows[file] == {
        "file_token": file,
        "file_type": "file",
        "timestamp": "2026-01-31T08:00:00.000Z",
        "uv": 1,
        "pv": 1,
        "like_count": 0,
        "uv_today": 1,
        "pv_today": 1,
        "like_count_today": 0,
    }
    assert rows[bench.base.app_token]["like_count"] == -1


def test_every_run_adds_a_snapshot(bench, drive, folder, read):
    drive.add_file("a", folder)
    first = read(STATISTICS)
    bench.sandbox.clock.advance(3600)
    second = read(STATISTICS, state=first.state)
    times = [run.records[STATISTICS][0]["timestamp"] for run in (first, second)]
    assert times[0] < times[1]


def test_readers_come_once_with_their_latest_visit(world, drive, folder, read):
    file = drive.add_file("a", folder)
    viewers = list(world.state.users)
    for number, viewer in enumerate(viewers * 2):
        drive.record_view(file, viewer, at=1_769_846_400 + number)
    run = read(RECORDS, user_id_type="union_id")
    assert not run.error
    rows = {row["viewer_id"]: row for row in run.records[RECORDS]}
    assert len(rows) == len(run.records[RECORDS]) == len(viewers)
    first = world.state.users[viewers[0]]
    assert rows[first.union_id]["name"] == first.name
    assert rows[first.union_id]["last_view_time"] == "2026-01-31T08:00:25.000Z"
    assert rows[first.union_id]["file_token"] == file


def test_readers_who_come_back_while_pages_are_read_are_not_lost(bench, world, drive, folder, read):
    file = drive.add_file("a", folder)
    people = [world.add_user(f"读者 {number}").open_id for number in range(70)]
    for number, viewer in enumerate(people):
        drive.record_view(file, viewer, at=1_769_846_400 + number)
    late = people[0]
    bench.sandbox.faults.add(
        "*view_record.list", "callback", after=1, call=lambda _: drive.record_view(file, late)
    )
    run = read(RECORDS)
    assert sorted(row["viewer_id"] for row in run.records[RECORDS]) == sorted(people)


def test_only_types_that_feishu_counts_are_asked_about_and_no_shortcuts(bench, drive, folder, read):
    counted = {
        drive.add_file(kind, folder, kind=kind): kind
        for kind in ("doc", "docx", "sheet", "mindnote", "file")
    }
    drive.add_file("slides", folder, kind="slides")
    drive.add_shortcut(next(iter(counted)), folder)
    drive.add_folder("folder", folder)
    run = read(STATISTICS, RECORDS)
    assert asked(run) == counted
    assert len(bench.sandbox.calls.of("*view_record.list")) == len(counted)


def test_pages_of_the_configured_wikis_are_asked_about_as_documents(bench, world, read):
    app = bench.sandbox.app.app_id
    space, other = (world.wiki.add_space(name, admins=[app]) for name in ("a", "b"))
    page = world.wiki.add_node(space, "page")
    origin = world.wiki.add_node(other, "elsewhere", kind="sheet")
    world.wiki.add_shortcut(space, origin)
    assert asked(read(STATISTICS)) == {}
    run = read(STATISTICS, wiki_spaces=[space.space_id])
    assert asked(run) == {page.obj_token: "docx"}


def test_named_documents_are_asked_about_once_wherever_else_they_lie(
    bench, world, drive, folder, read
):
    app = bench.sandbox.app.app_id
    space = world.wiki.add_space("a", admins=[app])
    page = world.wiki.add_node(space, "page")
    docx = drive.add_file("x", folder, kind="docx")
    sheet = drive.add_file("y", folder, kind="sheet")
    run = read(
        STATISTICS,
        wiki_spaces=[space.space_id],
        documents=[docx, f"https://x.feishu.cn/wiki/{page.node_token}"],
        spreadsheets=[f"https://x.feishu.cn/sheets/{sheet}"],
    )
    assert not run.error
    assert len(run.records[STATISTICS]) == 3
    assert asked(run) == {docx: "docx", sheet: "sheet", page.obj_token: "docx"}


def test_documents_that_the_app_does_not_manage_fail_and_the_others_are_read(
    bench, drive, folder, read
):
    mine = drive.add_file("mine", folder)
    closed = []
    for number in range(8):
        closed.append(drive.add_file(str(number), folder))
        drive.share(closed[-1], bench.sandbox.app.app_id, None)
    run = read(STATISTICS, RECORDS)
    assert asked(run) == {mine: "file"}
    assert all(f"document file {token} of stream {STATISTICS}" in run.error for token in closed)


def test_a_found_document_that_went_is_no_failure_and_a_named_one_is(bench, drive, folder, read):
    file = drive.add_file("a", folder, kind="docx")
    kept = drive.add_file("b", folder)
    bench.sandbox.faults.add("*statistics.get", "callback", call=lambda _: drive.trash(file))
    run = read(STATISTICS)
    assert not run.error
    assert asked(run) == {kept: "file"}
    named = read(STATISTICS, documents=[file])
    assert f"document docx {file}" in named.error


def test_what_a_closed_folder_hides_makes_the_stream_incomplete(bench, drive, folder, read):
    file = drive.add_file("a", folder)
    closed = drive.add_folder("closed", folder)
    drive.share(closed, bench.sandbox.app.app_id, None)
    run = read(STATISTICS)
    assert asked(run) == {file: "file"}
    assert f"folder {closed}" in run.error
    assert f"stream {STATISTICS}" in run.error


def test_a_wiki_link_that_leads_nowhere_fails_alone(drive, folder, read):
    file = drive.add_file("a", folder)
    run = read(STATISTICS, documents=["https://x.feishu.cn/wiki/wikcn000000000000000000000"])
    assert asked(run) == {file: "file"}
    assert "wiki page wikcn000000000000000000000" in run.error


def test_folders_are_listed_once_for_all_streams(bench, drive, folder, read):
    drive.add_file("a", folder)
    read("drive_files", STATISTICS, RECORDS)
    assert len(bench.sandbox.calls.of("drive.file.list")) == 1


def test_a_missing_scope_is_told_once_for_all_documents(bench, drive, folder, read):
    for number in range(3):
        drive.add_file(str(number), folder)
    del bench.sandbox.app.scopes["drive:file:view_record:readonly"]
    del bench.sandbox.app.scopes["contact:user.base:readonly"]
    run = read(RECORDS)
    assert f"stream {RECORDS}" in run.error
    assert len(bench.sandbox.calls.of("*view_record.list")) == 1
