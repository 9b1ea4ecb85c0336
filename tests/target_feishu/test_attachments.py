"""Files move into the base that they are written to."""

from __future__ import annotations

import json
import typing as t

import pytest

from feishu_connect import CellError
from target_feishu.bitable.attachments import MAX_FILE_BYTES, file_name
from tests.target_feishu.support import TEXT, feed, make_target, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox

FILES = {
    "type": ["array", "null"],
    "items": {"type": "object"},
    "x-feishu": {"field_name": "Files", "type": 17, "ui_type": "Attachment"},
}
UPLOAD = "drive.media.upload_all"


def file(token: str, **more: t.Any) -> dict[str, t.Any]:
    """Make a file object as the tap gives it."""
    return {"file_token": token, "name": "名.png", "type": "image/png", "size": 3, **more}


@pytest.fixture
def source(sandbox: Sandbox) -> BaseBuilder:
    return sandbox.world.add_base("source")


@pytest.fixture
def token(sandbox: Sandbox, source: BaseBuilder) -> str:
    return sandbox.world.add_media(source.app_token, "名.png", b"abc").file_token


@pytest.mark.parametrize("as_text", [False, True])
def test_files_of_another_base_are_copied_once(
    sandbox: Sandbox, base: BaseBuilder, token: str, *, as_text: bool
):
    files: t.Any = json.dumps([file(token)]) if as_text else [file(token)]
    columns = {"id": TEXT, "files": {**FILES, "type": ["array", "string", "null"]}}
    lines = [record("a", id=str(i), files=files) for i in range(3)]
    feed(make_target(sandbox, base=base.app_token), schema("a", **columns), *lines)
    (upload,) = sandbox.calls.of(UPLOAD)
    assert upload.body["parent_type"] == "bitable_image"
    (copy,) = {row["Files"][0]["file_token"] for row in base.table("a").rows().values()}
    media = sandbox.world.state.media[copy]
    assert (media.parent_node, media.name, media.content) == (base.app_token, "名.png", b"abc")


def test_files_of_the_same_base_and_bare_tokens_stay(sandbox: Sandbox, base: BaseBuilder):
    token = sandbox.world.add_media(base.app_token, "a.txt", b"abc").file_token
    columns = {"id": TEXT, "_app_token": TEXT, "files": FILES}
    feed(
        make_target(sandbox, base=base.app_token),
        schema("a", **columns),
        record("a", id="1", _app_token=base.app_token, files=[file(token)]),
        record("a", id="2", files=[{"file_token": token}]),
    )
    assert sandbox.calls.of(UPLOAD) == []
    found = [row["Files"][0]["file_token"] for row in base.table("a").rows().values()]
    assert found == [token, token]


@pytest.mark.parametrize(
    "size, problem", [(0, "is empty"), (MAX_FILE_BYTES + 1, "takes 20 MB at once")]
)
def test_files_that_feishu_refuses_are_named(
    sandbox: Sandbox, base: BaseBuilder, size: int, problem: str
):
    target = make_target(sandbox, base=base.app_token)
    with pytest.raises(CellError, match=f"field `Files`, record id=.*{problem}"):
        feed(
            target,
            schema("a", id=TEXT, files=FILES),
            record("a", id="1", files=[file("boxcnA", size=size)]),
        )


def test_long_names_keep_their_ending():
    assert file_name(" a.txt ") == "a.txt"
    cut = file_name("x" * 300 + ".pdf")
    assert len(cut) == 250
    assert cut.endswith("x.pdf")
    assert file_name("  ") == "file"
