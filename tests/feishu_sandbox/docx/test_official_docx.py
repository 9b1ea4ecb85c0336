"""Drives the endpoints of docx with `lark-oapi`, which must get typed answers."""

from __future__ import annotations

from lark_oapi.api.docx.v1 import (
    GetDocumentRequest,
    ListDocumentBlockRequest,
    RawContentDocumentRequest,
)

from feishu_sandbox.docx.operations import OPERATIONS


def good(response):
    assert response.success(), (response.code, response.msg)
    return response.data


def test_every_endpoint_answers_the_official_client(lark, sandbox):
    docx = sandbox.world.docx
    own = docx.add_document("指南", "hello").document_id
    docx.add_block(own, "todo", {"style": {"done": True}})
    docx.document(own).cover = {"token": "D6d9", "offset_ratio_x": 0, "offset_ratio_y": 0.5}
    request = GetDocumentRequest.builder().document_id(own).build()
    document = good(lark.docx.v1.document.get(request)).document
    assert (document.document_id, document.revision_id, document.title) == (own, 2, "指南")
    assert (document.display_setting.show_authors, document.cover.offset_ratio_y) == (True, 0.5)
    request = RawContentDocumentRequest.builder().document_id(own).lang(0).build()
    assert good(lark.docx.v1.document.raw_content(request)).content == "指南\nhello\n\n"
    request = ListDocumentBlockRequest.builder().document_id(own).page_size(2)
    request = request.document_revision_id(2).user_id_type("open_id").build()
    page = good(lark.docx.v1.document_block.list(request))
    assert [item.block_type for item in page.items] == [1, 2]
    assert page.items[1].text.elements[0].text_run.content == "hello"
    assert (page.has_more, bool(page.page_token)) == (True, True)
    assert {call.operation for call in sandbox.calls} >= {item.name for item in OPERATIONS}
