from __future__ import annotations

import json
import struct

import pytest

PNG = b"\x89PNG\r\n\x1a\n"
MB = 1024 * 1024


def png(width=8, height=8):
    return PNG + struct.pack(">I4sII", 13, b"IHDR", width, height)


def image(api, content, kind="message"):
    return api.call("POST", "/im/v1/images", data={"image_type": kind}, files={"image": content})


def file(api, content=b"x", kind="pdf", **form):
    form = {"file_type": kind, "file_name": "a.pdf", **form}
    return api.call("POST", "/im/v1/files", data=form, files={"file": content})


@pytest.mark.parametrize(
    "content, kind, code",
    [
        (png(), "message", 0),
        (png(12_000, 12_000), "message", 0),
        (png(12_001, 1), "message", 234039),
        (png(4_097, 1), "avatar", 234039),
        (b"GIF89a" + struct.pack("<HH", 2_001, 1), "message", 234039),
        (b"RIFF....WEBPVP8 ", "message", 0),
        (b"plain text", "message", 234011),
        (b"", "message", 234010),
        (png() + bytes(10 * MB), "message", 234006),
        (png(), "photo", 234001),
    ],
    ids=list(map(str, range(10))),
)
def test_pictures_have_limits(api, content, kind, code):
    reply = image(api, content, kind)
    assert reply["code"] == code
    assert code or reply["data"]["image_key"].startswith("img_")


@pytest.mark.parametrize(
    "content, form, code",
    [
        (b"x", {}, 0),
        (b"x", {"duration": "3000"}, 0),
        (b"x", {"duration": "long"}, 234001),
        (b"x", {"kind": "docx"}, 234001),
        (b"x", {"file_name": ""}, 234001),
        (b"", {}, 234010),
        (bytes(30 * MB + 1), {}, 234006),
    ],
    ids=list(map(str, range(7))),
)
def test_files_have_limits(api, content, form, code):
    reply = file(api, content, **form)
    assert reply["code"] == code
    assert code or reply["data"]["file_key"].startswith("file_")


def test_uploads_need_a_form_and_a_bot(api, sandbox):
    assert api.code("POST", "/im/v1/images", json={"image_type": "message"}) == 234001
    assert api.code("POST", "/im/v1/images", data={"image_type": "message"}) == 234001
    sandbox.app.bot = False
    assert image(api, png())["code"] == 234007


def test_each_upload_is_a_file_of_its_own(api):
    assert image(api, png()) != image(api, png())


@pytest.mark.parametrize(
    "msg_type, kind, code",
    [
        ("file", "pdf", 0),
        ("file", "stream", 0),
        ("file", "mp4", 230055),
        ("audio", "opus", 0),
        ("audio", "stream", 230055),
        ("media", "mp4", 0),
        ("media", "opus", 230055),
        ("sticker", "stream", 230055),
    ],
)
def test_a_file_is_sent_as_what_it_was_uploaded(api, sandbox, msg_type, kind, code):
    key = file(api, kind=kind)["data"]["file_key"]
    assert send(api, sandbox, msg_type, {"file_key": key}) == code


def test_keys_are_of_one_app_and_of_one_kind(api, sandbox):
    key = image(api, png())["data"]["image_key"]
    assert send(api, sandbox, "image", {"image_key": key}) == 0
    assert send(api, sandbox, "post", {"zh_cn": {"content": [[img(key)]]}}) == 0
    assert send(api, sandbox, "post", {"zh_cn": {"content": [[img("img_x")]]}}) == 230017
    assert send(api, sandbox, "post", {"zh_cn": {"content": [[{"tag": "img"}]]}}) == 230001
    assert send(api, sandbox, "interactive", {"elements": [{"img_key": key}]}) == 0
    assert send(api, sandbox, "interactive", {"elements": [{"img_key": "img_x"}]}) == 230099
    assert send(api, sandbox, "file", {"file_key": key}) == 230055
    sandbox.world.state.im.uploads[key].owner = "cli_other"
    assert send(api, sandbox, "image", {"image_key": key}) == 230017


def img(key):
    return {"tag": "img", "image_key": key}


def send(api, sandbox, msg_type, content):
    chat = next(iter(sandbox.world.state.chats))
    body = {"receive_id": chat, "msg_type": msg_type, "content": json.dumps(content)}
    params = {"receive_id_type": "chat_id"}
    return api.code("POST", "/im/v1/messages", params=params, json=body)
