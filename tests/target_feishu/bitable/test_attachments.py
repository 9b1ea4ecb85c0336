"""Files of attachment cells: brought into the base once, by path, by URL and from other bases."""

from __future__ import annotations

import hashlib
import json
import typing as t

import pytest

from feishu_connect import CellError
from target_feishu import uploads
from target_feishu.uploads import file_name
from tests.target_feishu.support import TEXT, feed, make_target, record, schema

if t.TYPE_CHECKING:
    import pathlib

    from feishu_sandbox import BaseBuilder, Sandbox
    from target_feishu.target import TargetFeishu

FILES = {
    "type": ["array", "object", "string", "null"],
    "items": {"type": ["object", "string"]},
    "x-feishu": {"field_name": "Files", "type": 17, "ui_type": "Attachment"},
}
SCHEMA = schema("a", id=TEXT, files=FILES)
UPLOAD = "drive.media.upload_all"
PARTS = ("drive.media.upload_prepare", "drive.media.upload_part", "drive.media.upload_finish")
WRITES = ("bitable.record.batch_create", "bitable.record.batch_update")


def file(token: str, **more: t.Any) -> dict[str, t.Any]:
    """Make a file object as the tap gives it."""
    return {"file_token": token, "name": "名.png", "type": "image/png", "size": 3, **more}


def count(sandbox: Sandbox, *names: str) -> int:
    return sum(len(sandbox.calls.of(name)) for name in names)


def cells(base: BaseBuilder) -> dict[str, list[tuple[str, bytes]]]:
    """Give name and content of the files of all rows, by the rows' key."""
    media = base.world.state.media
    return {
        row["id"][0]["text"]: [
            (media[each["file_token"]].name, media[each["file_token"]].content)
            for each in row.get("Files", ())
        ]
        for row in base.table("a").rows().values()
    }


@pytest.fixture
def target(sandbox: Sandbox, base: BaseBuilder) -> t.Callable[[], TargetFeishu]:
    return lambda: make_target(sandbox, base=base.app_token)


@pytest.fixture
def source(sandbox: Sandbox) -> BaseBuilder:
    return sandbox.world.add_base("source")


@pytest.fixture
def token(sandbox: Sandbox, source: BaseBuilder) -> str:
    return sandbox.world.add_media(source.app_token, "名.png", b"abc").file_token


Make = t.Callable[[], "TargetFeishu"]


@pytest.mark.parametrize("as_text", [False, True])
def test_files_of_another_base_are_copied_once(
    sandbox: Sandbox, base: BaseBuilder, token: str, target: Make, *, as_text: bool
):
    files: t.Any = json.dumps([file(token)]) if as_text else [file(token)]
    feed(target(), SCHEMA, *[record("a", id=str(i), files=files) for i in range(3)])
    (upload,) = sandbox.calls.of(UPLOAD)
    assert upload.body["parent_type"] == "bitable_image"
    (copy,) = {row["Files"][0]["file_token"] for row in base.table("a").rows().values()}
    media = sandbox.world.state.media[copy]
    assert (media.parent_node, media.name, media.content) == (base.app_token, "名.png", b"abc")


def test_files_of_the_same_base_and_bare_tokens_stay(
    sandbox: Sandbox, base: BaseBuilder, target: Make
):
    token = sandbox.world.add_media(base.app_token, "a.txt", b"abc").file_token
    columns = {"id": TEXT, "_app_token": TEXT, "files": FILES}
    feed(
        target(),
        schema("a", **columns),
        record("a", id="1", _app_token=base.app_token, files=[file(token)]),
        record("a", id="2", files=[{"file_token": token}]),
    )
    assert count(sandbox, UPLOAD) == 0
    found = [row["Files"][0]["file_token"] for row in base.table("a").rows().values()]
    assert found == [token, token]


@pytest.mark.parametrize("form", ["text", "uri", "list", "object"])
def test_files_are_taken_from_the_disk(
    base: BaseBuilder, tmp_path: pathlib.Path, target: Make, form: str
):
    path = tmp_path / "报告 1.txt"
    path.write_bytes(b"content")
    forms: dict[str, t.Any] = {
        "text": str(path),
        "uri": path.as_uri(),
        "list": [str(path)],
        "object": {"path": str(path), "name": "Other.txt"},
    }
    feed(target(), SCHEMA, record("a", id="1", files=forms[form]))
    name = "Other.txt" if form == "object" else "报告 1.txt"
    assert cells(base) == {"1": [(name, b"content")]}


def test_a_bare_name_that_looks_like_a_token_is_the_file_that_is_there(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: pathlib.Path
):
    (tmp_path / "report2026").write_bytes(b"abc")
    own = sandbox.world.add_media(base.app_token, "own", b"def").file_token
    target = make_target(sandbox, base=base.app_token, files_dir=str(tmp_path))
    feed(target, SCHEMA, record("a", id="1", files=["report2026", own]))
    assert cells(base) == {"1": [("report2026", b"abc"), ("own", b"def")]}


def test_files_are_taken_from_the_web_once_a_run(
    sandbox: Sandbox, source: BaseBuilder, base: BaseBuilder, target: Make
):
    token = sandbox.world.add_media(source.app_token, "a.txt", b"from the web").file_token
    url = f"{sandbox.url}/sandbox/files/{token}"
    feed(target(), SCHEMA, *[record("a", id=str(i), files=[{"url": url}]) for i in range(3)])
    assert {content for ((_, content),) in cells(base).values()} == {b"from the web"}
    assert count(sandbox, UPLOAD) == 1


def test_one_content_is_uploaded_once_however_it_is_named(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: pathlib.Path, target: Make
):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"same")
    lines = [record("a", id=name, files=str(tmp_path / name)) for name in ("a.txt", "b.txt")]
    feed(target(), SCHEMA, *lines)
    assert count(sandbox, UPLOAD) == 1
    assert len(cells(base)) == 2


def test_a_cell_may_hold_one_content_under_two_names(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: pathlib.Path, target: Make
):
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in paths:
        path.write_bytes(b"same")
    line = record("a", id="1", files=[*map(str, paths), str(paths[0])])
    feed(target(), SCHEMA, line)
    assert cells(base) == {"1": [("a.txt", b"same"), ("b.txt", b"same")]}
    sandbox.calls.clear()
    feed(target(), SCHEMA, line)
    assert count(sandbox, UPLOAD, *WRITES) == 0


def test_a_rerun_uploads_and_writes_nothing(
    sandbox: Sandbox, token: str, tmp_path: pathlib.Path, target: Make
):
    path = tmp_path / "a.txt"
    path.write_bytes(b"content")
    lines = [SCHEMA, record("a", id="1", files=[str(path), file(token)])]
    feed(target(), *lines)
    sandbox.calls.clear()
    feed(target(), *lines)
    assert count(sandbox, UPLOAD, "drive.media.download", *WRITES) == 0


def test_a_changed_file_is_uploaded_anew(base: BaseBuilder, tmp_path: pathlib.Path, target: Make):
    path = tmp_path / "a.txt"
    for content in (b"one", b"two"):
        path.write_bytes(content)
        feed(target(), SCHEMA, record("a", id="1", files=str(path)))
    assert cells(base) == {"1": [("a.txt", b"two")]}


def test_what_the_tap_has_saved_is_not_downloaded_again(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: pathlib.Path, token: str, target: Make
):
    path = tmp_path / "saved"
    path.write_bytes(b"abc")
    saved = {"path": str(path), "sha256": hashlib.sha256(b"abc").hexdigest()}
    feed(target(), SCHEMA, record("a", id="1", files=[file(token, **saved)]))
    assert count(sandbox, "drive.media.download") == 0
    assert cells(base) == {"1": [("名.png", b"abc")]}
    path.unlink()
    feed(target(), SCHEMA, record("a", id="2", files=[file(token, **saved)]))
    assert count(sandbox, "drive.media.download") == 0


def test_what_the_tap_has_saved_elsewhere_is_downloaded(
    sandbox: Sandbox, base: BaseBuilder, token: str, target: Make
):
    feed(target(), SCHEMA, record("a", id="1", files=[file(token, path="/nowhere/saved")]))
    assert count(sandbox, "drive.media.download") == 1
    assert cells(base) == {"1": [("名.png", b"abc")]}


@pytest.mark.parametrize("code", [1254303, 1254027])
def test_a_file_that_feishu_has_lost_is_uploaded_again(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: pathlib.Path, target: Make, code: int
):
    path = tmp_path / "a.txt"
    path.write_bytes(b"content")
    feed(target(), SCHEMA, record("a", id="1", files=str(path)))
    sandbox.calls.clear()
    sandbox.faults.add("bitable.record.batch_create", "code", code=code)
    feed(target(), SCHEMA, record("a", id="2", files=str(path)))
    assert count(sandbox, UPLOAD) == 1
    assert cells(base) == {"1": [("a.txt", b"content")], "2": [("a.txt", b"content")]}


def test_large_files_go_in_parts(
    sandbox: Sandbox,
    base: BaseBuilder,
    tmp_path: pathlib.Path,
    target: Make,
):
    path = tmp_path / "film.mp4"
    content = bytes(range(256)) * (4 * 20 * 1024) + b"end"
    path.write_bytes(content)
    feed(target(), SCHEMA, record("a", id="1", files=str(path)))
    assert [count(sandbox, name) for name in (UPLOAD, *PARTS)] == [0, 1, 6, 1]
    ((name, landed),) = cells(base)["1"]
    assert (name, landed == content) == ("film.mp4", True)


@pytest.fixture
def film(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """Make a file that is taken as a large one."""
    monkeypatch.setattr(uploads, "WHOLE_BYTES", 1024)
    path = tmp_path / "film.mp4"
    path.write_bytes(b"x" * 2000)
    return path


@pytest.mark.parametrize(
    "name, fault, attempts",
    [
        ("drive.media.upload_finish", {"kind": "lost_reply"}, 2),
        ("drive.media.upload_part", {"kind": "lost_reply"}, 1),
        ("drive.media.upload_part", {"kind": "code", "code": 1061021}, 2),
        ("drive.media.upload_finish", {"kind": "code", "code": 1062010}, 2),
    ],
)
def test_an_upload_in_parts_that_breaks_off_begins_anew(  # noqa: PLR0913 - fixtures and cases
    sandbox: Sandbox,
    base: BaseBuilder,
    film: pathlib.Path,
    target: Make,
    *,
    name: str,
    fault: dict[str, t.Any],
    attempts: int,
):
    sandbox.faults.add(name, **fault)
    feed(target(), SCHEMA, record("a", id="1", files=str(film)))
    assert count(sandbox, "drive.media.upload_prepare") == attempts
    assert cells(base) == {"1": [("film.mp4", b"x" * 2000)]}


@pytest.mark.parametrize(
    "files, problem",
    [
        ([file("boxcnAAAAAAAAAA", size=0)], "is empty"),
        ("/nowhere/a.txt", "there is no file"),
        ([{"name": "a.txt"}], "expected a file with a file_token"),
        ([f"/nowhere/{number}" for number in range(101)], "at most 100 attachments, got 101"),
    ],
)
def test_files_that_cannot_be_had_are_named(target: Make, files: t.Any, problem: str):
    with pytest.raises(CellError, match=f"field `Files`, record id=.*{problem}") as raised:
        feed(target(), SCHEMA, record("a", id="1", files=files))
    assert raised.value.field == "Files"


def test_an_empty_file_is_refused_before_the_upload(
    sandbox: Sandbox, tmp_path: pathlib.Path, target: Make
):
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(CellError, match="has 0 bytes"):
        feed(target(), SCHEMA, record("a", id="1", files=str(tmp_path / "empty")))
    assert count(sandbox, UPLOAD) == 0


def test_long_names_keep_their_ending():
    assert file_name(" a.txt ") == "a.txt"
    cut = file_name("x" * 300 + ".pdf")
    assert len(cut) == 250
    assert cut.endswith("x.pdf")
    assert file_name("  ") == "file"
