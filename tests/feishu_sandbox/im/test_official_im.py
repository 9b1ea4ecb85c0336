"""The official client gets typed answers about chats, members, threads and messages."""

from __future__ import annotations

import json

import pytest
from lark_oapi.api.im.v1 import (
    GetChatMembersRequest,
    GetChatRequest,
    GetMessageRequest,
    ListChatRequest,
    ListMessageRequest,
)


def good(response):
    assert response.success(), (response.code, response.msg)
    return response.data


@pytest.fixture
def chat(sandbox):
    return next(one for one in sandbox.world.state.chats.values() if one.name == "Data platform")


def test_chats_and_their_members(lark, chat):
    request = ListChatRequest.builder().sort_type("ByCreateTimeAsc").page_size(100)
    items = good(lark.im.v1.chat.list(request.user_id_type("union_id").build())).items
    assert [item.chat_status for item in items] == ["normal", "normal"]
    assert items[1].chat_id == chat.chat_id
    request = GetChatRequest.builder().chat_id(chat.chat_id).user_id_type("open_id")
    page = good(lark.im.v1.chat.get(request.build()))
    assert (page.user_count, page.chat_mode, page.owner_id) == ("3", "group", chat.owner)
    assert page.restricted_mode_setting.status is False
    request = GetChatMembersRequest.builder().chat_id(chat.chat_id).member_id_type("open_id")
    members = good(lark.im.v1.chat_members.get(request.page_size(100).build()))
    assert [item.member_id for item in members.items] == chat.members
    assert members.member_total == 3


def test_messages_and_threads(lark, chat):
    request = ListMessageRequest.builder().container_id_type("chat").container_id(chat.chat_id)
    request = request.start_time("1767500000").sort_type("ByCreateTimeAsc").page_size(50)
    items = good(lark.im.v1.message.list(request.build())).items
    root = items[0]
    assert (root.sender.id_type, root.mentions[0].key) == ("open_id", "@_user_1")
    assert [item.deleted for item in items] == [False, False, True, False]
    assert [item.updated for item in items] == [False, True, False, False]
    request = ListMessageRequest.builder().container_id_type("thread").container_id(root.thread_id)
    replies = good(lark.im.v1.message.list(request.build())).items
    assert [item.root_id for item in replies] == [None, root.message_id, root.message_id]
    got = good(
        lark.im.v1.message.get(GetMessageRequest.builder().message_id(root.message_id).build())
    )
    assert json.loads(got.items[0].body.content)["text"].startswith("@_user_1")
