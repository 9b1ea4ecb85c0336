"""Uploads in parts: what is checked, and that the file is what was sent."""

from __future__ import annotations

import io
import zlib

import pytest
from lark_oapi.api.drive.v1 import (
    MediaUploadInfo,
    UploadFinishMediaRequest,
    UploadFinishMediaRequestBody,
    UploadPartMediaRequest,
    UploadPartMediaRequestBody,
    UploadPrepareMediaRequest,
)

MEDIAS = "/drive/v1/medias"
BLOCK = 4 * 1024 * 1024
CONTENT = bytes(range(256)) * (BLOCK // 256) + b"tail"
DAY = 24 * 60 * 60


@pytest.fixture
def begin(api, base):
    def act(**changes):
        body = {
            "file_name": "film.mp4",
            "parent_type": "bitable_file",
            "parent_node": base.app_token,
            "size": len(CONTENT),
            **changes,
        }
        return api.call("POST", f"{MEDIAS}/upload_prepare", json=body)

    return act


@pytest.fixture
def upload_id(begin):
    return begin()["data"]["upload_id"]


@pytest.fixture
def part(api):
    def act(begun, number, content, **changes):
        form = {
            "upload_id": begun,
            "seq": str(number),
            "size": str(len(content)),
            "checksum": str(zlib.adler32(content)),
            **changes,
        }
        return api.code("POST", f"{MEDIAS}/upload_part", data=form, files={"file": ("f", content)})

    return act


@pytest.fixture
def finish(api):
    def act(upload_id, block_num=2):
        body = {"upload_id": upload_id, "block_num": block_num}
        return api.call("POST", f"{MEDIAS}/upload_finish", json=body)

    return act


def test_parts_become_the_file_that_was_sent(sandbox, begin, part, finish):
    begun = begin()["data"]
    assert (begun["block_size"], begun["block_num"]) == (BLOCK, 2)
    assert part(begun["upload_id"], 0, CONTENT[:BLOCK]) == 0
    assert part(begun["upload_id"], 1, CONTENT[BLOCK:]) == 0
    token = finish(begun["upload_id"])["data"]["file_token"]
    media = sandbox.world.state.media[token]
    assert (media.name, media.content == CONTENT) == ("film.mp4", True)
    assert finish(begun["upload_id"])["code"] == 1061021


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"size": 0}, 1061002),
        ({"size": "5"}, 1061002),
        ({"size": None}, 1061002),
        ({"file_name": None}, 1061002),
        ({"file_name": "x" * 251}, 1061008),
        ({"parent_type": "nowhere"}, 1061002),
        ({"parent_node": "unknown"}, 1061044),
        ({"extra": "nonsense"}, 1061002),
    ],
)
def test_a_beginning_that_breaks_a_rule_is_refused(begin, changes, code):
    assert begin(**changes)["code"] == code


@pytest.mark.parametrize(
    "number, size, wrong",
    [
        (0, BLOCK, ({"checksum": "1"}, 1062008)),
        (0, BLOCK, ({"size": "5"}, 1062009)),
        (0, 100, ({}, 1062009)),
        (1, 4, ({}, 1062010)),
        (2, 4, ({}, 1062011)),
        (0, BLOCK, ({"seq": "first"}, 1061002)),
        (0, BLOCK, ({"upload_id": "7"}, 1061021)),
    ],
)
def test_a_part_that_breaks_a_rule_is_refused(part, upload_id, number, size, wrong):
    changes, code = wrong
    assert part(upload_id, number, CONTENT[:size], **changes) == code


@pytest.mark.parametrize("block_num, code", [(2, 1062010), (3, 1062011), ("2", 1061002)])
def test_an_end_without_all_parts_is_refused(part, finish, upload_id, block_num, code):
    assert part(upload_id, 0, CONTENT[:BLOCK]) == 0
    assert finish(upload_id, block_num)["code"] == code


def test_a_part_may_be_sent_again(part, upload_id):
    assert [part(upload_id, 0, CONTENT[:BLOCK]) for _ in range(2)] == [0, 0]


def test_an_upload_is_over_after_a_day(sandbox, part, upload_id):
    sandbox.world.state.drive.uploads[upload_id].begun -= DAY + 1
    assert part(upload_id, 0, CONTENT[:BLOCK]) == 1061021


def test_another_identity_cannot_go_on(sandbox, part, upload_id):
    sandbox.world.state.drive.uploads[upload_id].principal = "cli_other"
    assert part(upload_id, 0, CONTENT[:BLOCK]) == 1062007


def test_the_official_client_uploads_in_parts(lark, base):
    media = lark.drive.v1.media
    info = MediaUploadInfo.builder().file_name("film.mp4").parent_type("bitable_file")
    info = info.parent_node(base.app_token).size(len(CONTENT)).build()
    begun = media.upload_prepare(UploadPrepareMediaRequest.builder().request_body(info).build())
    assert begun.data.block_num == 2
    for seq, content in enumerate((CONTENT[:BLOCK], CONTENT[BLOCK:])):
        body = UploadPartMediaRequestBody.builder().upload_id(begun.data.upload_id).seq(seq)
        body = body.size(len(content)).checksum(str(zlib.adler32(content)))
        body = body.file(io.BytesIO(content)).build()
        assert media.upload_part(
            UploadPartMediaRequest.builder().request_body(body).build()
        ).success()
    body = UploadFinishMediaRequestBody.builder().upload_id(begun.data.upload_id).block_num(2)
    request = UploadFinishMediaRequest.builder().request_body(body.build()).build()
    assert media.upload_finish(request).data.file_token
