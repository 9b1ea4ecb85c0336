"""The official client sends, answers, changes, recalls and uploads."""

from __future__ import annotations

import io
import json

import pytest
from lark_oapi.api.im.v1 import (
    CreateFileRequest,
    CreateFileRequestBody,
    CreateImageRequest,
    CreateImageRequestBody,
    CreateMessageRequest,
    CreateMessageRequestBody,
    DeleteMessageRequest,
    PatchMessageRequest,
    PatchMessageRequestBody,
    ReplyMessageRequest,
    ReplyMessageRequestBody,
    UpdateMessageRequest,
    UpdateMessageRequestBody,
)

CARD = {"config": {"update_multi": True}, "elements": []}


def good(response):
    assert response.success(), (response.code, response.msg)
    return getattr(response, "data", None)


@pytest.fixture
def send(lark, sandbox):
    chat = next(iter(sandbox.world.state.chats))

    def act(msg_type, content):
        body = CreateMessageRequestBody.builder().receive_id(chat).msg_type(msg_type)
        body = body.content(json.dumps(content)).uuid("one").build()
        request = CreateMessageRequest.builder().receive_id_type("chat_id").request_body(body)
        return good(lark.im.v1.message.create(request.build()))

    return act


def test_a_text_is_sent_answered_edited_and_recalled(lark, send):
    sent = send("text", {"text": "a"})
    assert send("text", {"text": "b"}).message_id == sent.message_id
    content = json.dumps({"text": "c"})
    body = ReplyMessageRequestBody.builder().content(content).msg_type("text")
    request = ReplyMessageRequest.builder().message_id(sent.message_id)
    request = request.request_body(body.reply_in_thread(reply_in_thread=True).uuid("two").build())
    answer = good(lark.im.v1.message.reply(request.build()))
    assert (answer.parent_id, bool(answer.thread_id)) == (sent.message_id, True)
    body = UpdateMessageRequestBody.builder().msg_type("text").content(content).build()
    request = UpdateMessageRequest.builder().message_id(sent.message_id).request_body(body)
    assert good(lark.im.v1.message.update(request.build())).body.content == content
    good(
        lark.im.v1.message.delete(
            DeleteMessageRequest.builder().message_id(sent.message_id).build()
        )
    )


def test_a_card_is_patched(lark, sandbox, send):
    sent = send("interactive", CARD)
    body = PatchMessageRequestBody.builder().content(json.dumps({**CARD, "header": {}})).build()
    request = PatchMessageRequest.builder().message_id(sent.message_id).request_body(body)
    good(lark.im.v1.message.patch(request.build()))
    message = sandbox.world.state.messages[sent.message_id]
    assert json.loads(message.content)["header"] == {}


def test_pictures_and_files_are_uploaded(lark, sandbox, send):
    picture = io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(32))
    body = CreateImageRequestBody.builder().image_type("message").image(picture).build()
    image = good(lark.im.v1.image.create(CreateImageRequest.builder().request_body(body).build()))
    assert send("image", {"image_key": image.image_key}).msg_type == "image"
    body = CreateFileRequestBody.builder().file_type("mp4").file_name("a.mp4").duration(3000)
    request = CreateFileRequest.builder().request_body(body.file(io.BytesIO(b"film")).build())
    file = good(lark.im.v1.file.create(request.build()))
    upload = sandbox.world.state.im.uploads[file.file_key]
    assert (upload.name, upload.duration, upload.content) == ("a.mp4", 3000, b"film")
