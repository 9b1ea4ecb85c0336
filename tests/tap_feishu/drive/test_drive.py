"""Files of drive, against the sandbox's tree; everything comes once, whatever moves meanwhile."""

from __future__ import annotations

import pytest

from tests.tap_feishu.conftest import Collector

HOME = "drive_files"
LISTED = (
    *("token", "name", "type", "parent_token", "url", "shortcut_info"),
    *("created_time", "modified_time", "owner_id"),
)


@pytest.fixture
def drive(bench):
    return bench.sandbox.world.drive


@pytest.fixture
def folder(bench, drive):
    """A folder that the app may manage."""
    token = drive.add_folder("共享 Shared")
    drive.share(token, bench.sandbox.app.app_id, "manage")
    return token


@pytest.fixture
def read(bench, folder):
    """Run a stream over folders, the shared one unless told."""

    def run(*streams, folders=None, **config):
        folders = [folder] if folders is None else folders
        return bench.run(*(streams or (HOME,)), bases=[], drive_folders=folders, **config)

    return run


@pytest.fixture
def listed_only(bench):
    """A catalog that selects the columns of the listing alone."""
    entry = bench.discover(bases=[])[HOME]
    for one in entry["metadata"]:
        place = one["breadcrumb"]
        one["metadata"]["selected"] = not place or place[1] in LISTED
    return {"streams": [entry]}


def tokens(run, stream=HOME):
    return [row["token"] for row in run.records.get(stream, [])]


def listings(bench):
    return [
        call.query.get("folder_token", [""])[0] for call in bench.sandbox.calls.of("*file.list")
    ]


def test_the_whole_tree_comes_with_times_owners_and_metadata(bench, drive, folder, read):
    clock = bench.sandbox.clock
    clock.freeze(1_769_846_400_000)
    people = list(bench.sandbox.world.state.users)
    inner = drive.add_folder("内 Inner", folder)
    file = drive.add_file("报告.pdf", inner, owner=people[2])
    drive.entry(file).sec_label = "L2-内部"
    clock.advance(60)
    drive.edit(file, by=people[3])
    run = read()
    assert not run.error
    rows = {row["token"]: row for row in run.records[HOME]}
    assert set(rows) == {inner, file}
    assert rows[file] == {
        "token": file,
        "name": "报告.pdf",
        "type": "file",
        "parent_token": inner,
        "url": f"https://stardust.feishu.cn/file/{file}",
        "shortcut_info": None,
        "created_time": "2026-01-31T08:00:00.000Z",
        "modified_time": "2026-01-31T08:01:00.000Z",
        "owner_id": people[2],
        "title": "报告.pdf",
        "create_time": "2026-01-31T08:00:00.000Z",
        "latest_modify_user": people[3],
        "latest_modify_time": "2026-01-31T08:01:00.000Z",
        "sec_label_name": "L2-内部",
    }
    assert rows[inner]["title"] == "内 Inner"


def test_a_second_run_reads_everything_again(drive, folder, read):
    drive.add_file("a", folder)
    first = read()
    second = read(state=first.state)
    assert tokens(first) == tokens(second)


def test_ids_of_people_are_of_the_kind_that_the_settings_ask_for(bench, drive, folder, read):
    person = next(iter(bench.sandbox.world.state.users.values()))
    drive.add_file("a", folder, owner=person.open_id)
    (row,) = read(user_id_type="union_id").records[HOME]
    assert row["owner_id"] == row["latest_modify_user"] == person.union_id


def test_no_metadata_is_asked_for_where_none_of_its_columns_is_selected(
    bench, drive, folder, read, listed_only
):
    drive.add_file("a", folder)
    run = read(catalog=listed_only)
    assert set(run.records[HOME][0]) == set(LISTED)
    assert bench.sandbox.calls.of("drive.meta.*") == []


def test_metadata_of_many_files_takes_one_call_for_200(bench, drive, folder, read):
    for number in range(205):
        drive.add_file(str(number), folder)
    run = read()
    assert len(set(tokens(run))) == len(tokens(run)) == 205
    assert all(row["title"] == row["name"] for row in run.records[HOME])
    assert len(bench.sandbox.calls.of("drive.meta.*")) == 2


def test_shortcuts_and_unsupported_types_are_rows_without_metadata(bench, drive, folder, read):
    file = drive.add_file("a", folder)
    shortcut = drive.add_shortcut(file, folder)
    drive.add_file("b", folder, kind="mindnote")
    drive.add_file("c", folder, kind="board")
    bench.sandbox.world.state.drive.without_metas.append("mindnote")
    run = read()
    assert not run.error
    assert [row["title"] for row in run.records[HOME]] == ["a", None, None, None]
    rows = {row["token"]: row for row in run.records[HOME]}
    assert rows[shortcut]["shortcut_info"] == {"target_type": "file", "target_token": file}


def test_metadata_that_is_closed_is_told_and_the_file_stays(bench, drive, folder, read):
    file = drive.add_file("a", folder)
    open_one = drive.add_file("b", folder)
    drive.share(file, bench.sandbox.app.app_id, None)
    run = read()
    assert f"metadata of file {file}" in run.error
    assert tokens(run) == [file, open_one]


def test_a_file_that_went_before_its_metadata_was_asked_for_is_no_failure(
    bench, drive, folder, read
):
    file = drive.add_file("a", folder)
    bench.sandbox.faults.add("drive.meta.batch_query", "callback", call=lambda _: drive.trash(file))
    run = read()
    assert not run.error
    assert [row["title"] for row in run.records[HOME]] == [None]


def test_without_folders_the_root_is_read_in_one_answer(bench, drive, read):
    owner = bench.sandbox.app.bot_open_id
    top = drive.add_folder("top", owner=owner)
    below = drive.add_file("below", top, owner=owner)
    assert tokens(read(folders=[])) == [top, below]
    assert listings(bench) == ["", top]


def test_a_folder_that_is_reached_twice_is_walked_once(bench, drive, folder, read):
    inner = drive.add_folder("inner", folder)
    file = drive.add_file("file", inner)
    around = drive.add_shortcut(folder, inner)
    again = drive.add_shortcut(inner, folder)
    run = read(folders=[folder, inner, f"https://x.feishu.cn/drive/folder/{inner}"])
    assert sorted(tokens(run)) == sorted([inner, file, around, again])
    assert sorted(listings(bench)) == sorted([folder, inner])


def test_a_folder_behind_a_shortcut_is_walked_too(bench, drive, folder, read):
    elsewhere = drive.add_folder("elsewhere")
    drive.share(elsewhere, bench.sandbox.app.app_id, "view")
    file = drive.add_file("file", elsewhere)
    shortcut = drive.add_shortcut(elsewhere, folder)
    assert tokens(read()) == [shortcut, file]


def test_a_closed_folder_fails_alone(bench, drive, folder, read):
    closed, inner = drive.add_folder("closed", folder), drive.add_folder("inner", folder)
    drive.add_file("unseen", closed)
    seen = drive.add_file("seen", inner)
    drive.share(closed, bench.sandbox.app.app_id, None)
    run = read()
    assert f"folder {closed}" in run.error
    assert "stream drive_files" in run.error
    assert tokens(run) == [closed, inner, seen]


def test_a_configured_folder_that_is_gone_is_a_failure_and_a_found_one_is_not(
    bench, drive, folder, read
):
    inner = drive.add_folder("inner", folder)
    bench.sandbox.faults.add(
        "drive.file.list", "callback", after=1, call=lambda _: drive.trash(inner)
    )
    assert not read().error
    assert "folder " + "0" * 20 in read(folders=[folder, "0" * 20]).error


def test_edits_and_new_files_while_pages_are_read_lose_nothing(bench, drive, folder, read):
    made = []
    for number in range(250):
        made.append(drive.add_file(str(number), folder))
        bench.sandbox.clock.advance(1)

    def act(_):
        drive.edit(made[0])
        drive.edit(made[220])
        made.append(drive.add_file("new", folder))

    bench.sandbox.faults.add("drive.file.list", "callback", after=1, times=1, call=act)
    run = read()
    assert not run.error
    assert sorted(tokens(run)) == sorted(made)


def test_a_file_that_a_deletion_shifts_across_a_page_is_found(bench, drive, folder, read):
    made = [drive.add_file(str(number), folder) for number in range(250)]
    bench.sandbox.faults.add(
        "drive.file.list", "callback", after=1, times=1, call=lambda _: drive.trash(made[3])
    )
    run = read()
    assert sorted(tokens(run)) == sorted(set(made) - {made[3]})


def test_a_folder_that_never_rests_gives_all_that_was_seen(bench, drive, folder, read):
    made = [drive.add_file(str(number), folder) for number in range(250)]
    going = iter(made)
    bench.sandbox.faults.add(
        "drive.file.list", "callback", every=2, times=None, call=lambda _: drive.trash(next(going))
    )
    run = read()
    assert set(tokens(run)) == set(made)
    assert len(tokens(run)) == 250
    assert len(listings(bench)) == 8


def test_a_small_folder_takes_one_call(bench, drive, folder, read):
    drive.add_file("a", folder)
    read()
    assert len(listings(bench)) == 1


def test_a_missing_scope_skips_the_stream_with_its_name(bench, drive, folder, read):
    drive.add_file("a", folder)
    del bench.sandbox.app.scopes["space:document:retrieve"]
    run = read(HOME, "wiki_spaces")
    assert "stream drive_files" in run.error
    assert HOME not in run.records
    assert run.records["wiki_spaces"]


def test_a_walk_that_lacks_a_folder_activates_no_version(bench, drive, folder):
    closed = drive.add_folder("closed", folder)
    kinds = []
    for right in ("view", None):
        drive.share(closed, bench.sandbox.app.app_id, right)
        writer = Collector()
        tap = bench.tap(
            writer=writer, bases=[], drive_folders=[folder], emit_activate_version_messages=True
        )
        for name, stream in tap.streams.items():
            stream.selected = name == HOME
        tap.sync_all()
        kinds.append([message["type"] for message in writer.messages].count("ACTIVATE_VERSION"))
    assert kinds == [1, 0]
