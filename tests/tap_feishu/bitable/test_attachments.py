"""Attachments: downloaded once, complete, inside their folder, and told in the row."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import typing as t
from pathlib import PurePosixPath

import pytest

from tap_feishu.bitable.attachments import folder as folder_room
from tap_feishu.bitable.attachments.ledger import FILE_NAME, Ledger
from tests.tap_feishu.bitable.conftest import DAY, STREAM, Desk

if t.TYPE_CHECKING:
    from tests.tap_feishu.conftest import Bench

DOWNLOAD = "drive.media.download"
BIG = bytes(range(256)) * 12_000


@pytest.fixture
def desk(bench: Bench) -> Desk:
    desk = Desk(
        bench,
        [
            {"field_name": "名称", "type": 1},
            {"field_name": "附件", "type": 17},
            {"field_name": "其他", "type": 17},
        ],
    )
    desk.at(-DAY)
    return desk


@pytest.fixture
def options(tmp_path) -> dict:
    return {"attachments": "download", "attachments_dir": str(tmp_path / "files")}


@pytest.fixture
def files(tmp_path):
    return tmp_path / "files"


def upload(desk, name: str = "报告.txt", content: bytes = b"abc") -> str:
    return desk.sandbox.world.add_media(desk.base.app_token, name, content).file_token


def row(desk, *tokens: str, column: str = "附件") -> str:
    return desk.table.add_row({"名称": "x", column: [{"file_token": one} for one in tokens]})


def cells(run, column: str = "附件") -> list:
    return [cell for found in run.records[STREAM] for cell in found[column] or ()]


def downloads(desk) -> list:
    return desk.sandbox.calls.of(DOWNLOAD)


def on_disk(files) -> set[str]:
    found = {path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file()}
    return {name for name in found if not name.startswith(".")}


def test_files_lie_where_their_rows_say(desk, files, options):
    token = upload(desk)
    row(desk, token)
    (cell,) = cells(desk.run(**options))
    assert cell["path"] == f"{desk.base.app_token}/{desk.table.table_id}/{token}_报告.txt"
    assert (files / cell["path"]).read_bytes() == b"abc"
    assert cell["sha256"] == hashlib.sha256(b"abc").hexdigest()
    assert on_disk(files) == {cell["path"]}


def test_path_and_hash_are_columns_only_with_the_setting(desk, options):
    row(desk, upload(desk))
    items = desk.run().schemas[STREAM]["schema"]["properties"]["附件"]["items"]
    assert "path" not in items["properties"]
    run = desk.run(**options)
    items = run.schemas[STREAM]["schema"]["properties"]["附件"]["items"]["properties"]
    assert (items["path"], items["sha256"]) == ({"type": ["string", "null"]},) * 2
    assert set(cells(run)[0]) == set(items)


def test_without_the_setting_nothing_is_downloaded(desk):
    row(desk, upload(desk))
    desk.run()
    assert downloads(desk) == []


def test_a_second_run_downloads_nothing_again(desk, options):
    row(desk, upload(desk), upload(desk))
    first = desk.run(**options)
    second = desk.run(**options)
    assert cells(second) == cells(first)
    assert downloads(desk) == []


def test_a_row_that_is_not_emitted_costs_no_download(desk, files, options):
    row(desk, upload(desk))
    first = desk.run(**options)
    for path in files.rglob("*_*"):
        path.unlink()
    assert desk.run(state=first.state, **options).records == {}
    assert downloads(desk) == []


def test_a_file_that_was_deleted_or_cut_on_the_disk_comes_again(desk, files, options):
    row(desk, upload(desk, "a.txt"), upload(desk, "b.txt"))
    one, other = cells(desk.run(**options))
    (files / one["path"]).unlink()
    (files / other["path"]).write_bytes(b"a")
    assert cells(desk.run(**options)) == [one, other]
    assert len(downloads(desk)) == 2
    assert (files / other["path"]).read_bytes() == b"abc"


def test_a_replaced_attachment_is_a_changed_row_and_a_new_file(desk, files, options):
    record_id = row(desk, upload(desk))
    first = desk.run(**options)
    desk.at(5)
    token = upload(desk, content=b"new")
    desk.table.edit_row(record_id, {"附件": [{"file_token": token}]})
    (cell,) = cells(desk.run(state=first.state, **options))
    assert token in cell["path"]
    assert (files / cell["path"]).read_bytes() == b"new"


def test_a_file_in_two_cells_is_downloaded_once(desk, options):
    token = upload(desk)
    row(desk, token)
    row(desk, token, column="其他")
    run = desk.run(**options)
    assert len(downloads(desk)) == 1
    assert cells(run)[0]["path"] == cells(run, "其他")[0]["path"]


def test_columns_that_are_not_selected_cost_nothing(desk, options):
    row(desk, upload(desk))
    row(desk, upload(desk), column="其他")
    catalog = desk.bench.tap(**options).catalog_dict
    for entry in catalog["streams"]:
        for found in entry["metadata"]:
            if found["breadcrumb"] == ["properties", "其他"]:
                found["metadata"]["selected"] = False
    run = desk.run(catalog=catalog, **options)
    assert len(downloads(desk)) == 1
    assert cells(run)[0]["sha256"]


@pytest.mark.parametrize(
    "name", ["../../../escape.txt", "/etc/passwd", "..", "a\\..\\b", "CON", "x\n.txt"]
)
def test_no_name_leaves_the_folder(desk, files, options, name):
    row(desk, upload(desk, name))
    (cell,) = cells(desk.run(**options))
    assert (files / cell["path"]).read_bytes() == b"abc"
    parts = PurePosixPath(cell["path"]).parts
    assert len(parts) == 3
    assert not {"..", "."} & set(parts)
    assert (files / cell["path"]).resolve().is_relative_to(files.resolve())


def test_a_json_file_is_a_file(desk, files, options):
    content = json.dumps({"code": 99991663, "msg": "not an error"}).encode()
    row(desk, upload(desk, "data.json", content))
    (cell,) = cells(desk.run(**options))
    assert (files / cell["path"]).read_bytes() == content


@pytest.mark.parametrize("kind", ["truncate", "cut", "lost_reply"])
def test_a_transfer_that_breaks_off_is_gone_on_with(desk, files, options, kind):
    row(desk, upload(desk, "big.bin", BIG))
    desk.sandbox.faults.add(DOWNLOAD, kind, times=2)
    run = desk.run(**options)
    (cell,) = cells(run)
    assert not run.error
    assert (files / cell["path"]).read_bytes() == BIG
    assert cell["sha256"] == hashlib.sha256(BIG).hexdigest()
    assert on_disk(files) == {cell["path"]}


def test_what_a_failed_run_has_received_is_kept_for_the_next(desk, files, options):
    row(desk, upload(desk, "big.bin", BIG))
    desk.sandbox.faults.add(DOWNLOAD, "truncate", times=None)
    first = desk.run(**options)
    assert "run is incomplete" in first.error
    (partial,) = on_disk(files)
    assert partial.endswith(".part")
    size = (files / partial).stat().st_size
    assert 0 < size < len(BIG)
    desk.sandbox.faults.clear()
    (cell,) = cells(desk.run(state=first.state or None, **options))
    assert (files / cell["path"]).read_bytes() == BIG
    assert len(downloads(desk)) == 1


def test_a_file_that_a_killed_run_left_complete_is_taken_as_it_is(desk, files, options):
    row(desk, upload(desk))
    (before,) = cells(desk.run(**options))
    (files / FILE_NAME).unlink()
    assert cells(desk.run(**options)) == [before]
    assert downloads(desk) == []


def test_a_partial_file_with_all_bytes_is_complete(desk, files, options):
    row(desk, upload(desk))
    (before,) = cells(desk.run(**options))
    (files / FILE_NAME).unlink()
    path = files / before["path"]
    path.replace(path.with_name(f"{path.name}.part"))
    assert cells(desk.run(**options)) == [before]
    assert downloads(desk) == []


@pytest.mark.parametrize("status, code", [(404, 1061003), (404, 1061044), (403, 1061004)])
def test_a_file_that_is_not_to_be_had_leaves_its_row_and_an_error(desk, options, status, code):
    lost, kept = upload(desk, "weg.txt"), upload(desk, "da.txt")
    record_id = row(desk, lost, kept)
    desk.sandbox.faults.add(DOWNLOAD, "code", code=code, status=status)
    run = desk.run(**options)
    one, other = cells(run)
    assert (one["path"], one["sha256"]) == (None, None)
    assert other["path"].endswith("_da.txt")
    assert "weg.txt" in run.error
    assert record_id in run.error


@pytest.mark.parametrize("code", [1061003, 1061044])
def test_a_file_that_is_gone_is_told_once_and_not_asked_for_again(desk, options, code):
    row(desk, upload(desk))
    desk.sandbox.faults.add(DOWNLOAD, "code", times=None, code=code, status=404)
    first = desk.run(**options)
    assert first.error
    second = desk.run(state=first.state, **options)
    assert (second.records, second.error) == ({}, "")
    assert downloads(desk) == []


@pytest.mark.parametrize("status, code", [(400, 1061002), (403, 1061004), (400, 31415926)])
def test_a_file_that_is_refused_is_tried_again_until_it_can_be_had(
    desk, files, options, status, code
):
    kept = row(desk, upload(desk, "da.txt"))
    first = desk.run(**options)
    desk.at(-5)
    changed = row(desk, upload(desk, "nein.txt"))
    desk.sandbox.faults.add(DOWNLOAD, "code", times=2, code=code, status=status)
    state = first.state
    for _ in range(2):
        refused = desk.run(state=state, **options)
        assert refused.ids(STREAM) == [changed]
        assert cells(refused)[0]["path"] is None
        assert "nein.txt" in refused.error
        assert refused.state["bookmarks"][STREAM] == first.state["bookmarks"][STREAM]
        state = refused.state
    last = desk.run(state=state, **options)
    (cell,) = cells(last)
    assert (files / cell["path"]).read_bytes() == b"abc"
    assert (last.ids(STREAM), last.error) == ([changed], "")
    assert kept not in last.ids(STREAM)
    assert desk.run(state=last.state, **options).records == {}


def test_deletions_are_not_lost_by_a_run_with_a_refused_file(desk, options, tombstones):
    ids = [row(desk, upload(desk)) for _ in range(2)]
    first = desk.run(**options, **tombstones)
    desk.at(-5)
    new = row(desk, upload(desk))
    desk.table.remove_rows(ids[0])
    desk.sandbox.faults.add(DOWNLOAD, "code", code=1061004, status=403)
    second = desk.run(state=first.state, **options, **tombstones)
    assert set(second.ids(STREAM)) == {new, ids[0]}
    desk.table.remove_rows(new)
    third = desk.run(state=second.state, **options, **tombstones)
    gone = {one["_record_id"] for one in third.records[STREAM] if one["_sdc_deleted_at"]}
    assert gone == {new, ids[0]}
    assert not third.error
    assert desk.run(state=third.state, **options, **tombstones).records == {}


def test_a_server_in_trouble_fails_the_stream_so_that_the_row_comes_again(desk, options):
    row(desk, upload(desk))
    desk.sandbox.faults.add(DOWNLOAD, "html", times=None, status=502)
    run = desk.run(**options)
    assert "run is incomplete" in run.error
    assert STREAM not in run.records
    desk.sandbox.faults.clear()
    assert cells(desk.run(state=run.state or None, **options))[0]["path"]


def test_advanced_permissions_get_the_cell_that_holds_the_file(desk, files, options):
    desk.base.data.is_advanced = True
    token = upload(desk)
    record_id = row(desk, token)
    (cell,) = cells(desk.run(**options))
    assert (files / cell["path"]).read_bytes() == b"abc"
    (call,) = downloads(desk)
    field_id = desk.table.field("附件").field_id
    assert json.loads(call.query["extra"][0]) == {
        "bitablePerm": {
            "tableId": desk.table.table_id,
            "attachments": {field_id: {record_id: [token]}},
        }
    }


def test_the_daily_limit_stops_the_stream_and_the_next_day_goes_on(
    desk, files, options, monkeypatch
):
    monkeypatch.setattr(folder_room, "DAILY_LIMIT", 2)
    for number in range(5):
        row(desk, upload(desk, f"{number}.txt"))
    runs = []
    for day in range(3):
        runs.append(desk.run(**options))
        assert len(downloads(desk)) == min(2, 5 - 2 * day)
        if day < 2:
            desk.run(**options)
            assert downloads(desk) == []
        _yesterday(files)
    assert ["run is incomplete" in run.error for run in runs] == [True, True, False]
    assert len(cells(runs[2])) == 5


def _yesterday(files) -> None:
    """Let the account be of another day."""
    ledger = Ledger(files)
    with ledger._connected() as database:
        database.execute("UPDATE downloads SET day = '2000-01-01'")


def test_days_are_those_of_china(tmp_path):
    ledger = Ledger(tmp_path)
    evening = dt.datetime(2026, 1, 31, 15, 59, tzinfo=dt.timezone.utc)
    ledger.count("cli_1", evening, 3)
    assert ledger.calls_of("cli_1", evening) == 3
    assert ledger.calls_of("cli_2", evening) == 0
    assert ledger.calls_of("cli_1", evening + dt.timedelta(minutes=1)) == 0


def test_a_folder_that_cannot_be_written_is_told(desk, options, tmp_path):
    (tmp_path / "files").write_text("a file")
    row(desk, upload(desk))
    run = desk.run(**options)
    assert "run is incomplete" in run.error
    assert STREAM not in run.records


def test_tombstones_have_no_files(desk, options, tombstones):
    record_id = row(desk, upload(desk))
    first = desk.run(**options, **tombstones)
    desk.table.remove_rows(record_id)
    second = desk.run(state=first.state, **options, **tombstones)
    assert second.records[STREAM][0]["附件"] is None
    assert downloads(desk) == []
