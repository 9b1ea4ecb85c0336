"""Drives the endpoints of docx with `lark-oapi`, which must get typed answers."""

from __future__ import annotations

import uuid

from lark_oapi.api.docx.v1 import (
    BatchDeleteDocumentBlockChildrenRequest,
    BatchDeleteDocumentBlockChildrenRequestBody,
    BatchUpdateDocumentBlockRequest,
    BatchUpdateDocumentBlockRequestBody,
    Block,
    ConvertDocumentRequest,
    ConvertDocumentRequestBody,
    CreateDocumentBlockChildrenRequest,
    CreateDocumentBlockChildrenRequestBody,
    CreateDocumentBlockDescendantRequest,
    CreateDocumentBlockDescendantRequestBody,
    CreateDocumentRequest,
    CreateDocumentRequestBody,
    GetDocumentBlockChildrenRequest,
    GetDocumentBlockRequest,
    GetDocumentRequest,
    ListDocumentBlockRequest,
    RawContentDocumentRequest,
    Text,
    TextElement,
    TextRun,
    UpdateBlockRequest,
    UpdateTextElementsRequest,
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
    made = write_a_document(lark)
    change_a_document(lark, made)
    assert {call.operation for call in sandbox.calls} >= {item.name for item in OPERATIONS}


def elements(content):
    run = TextRun.builder().content(content).build()
    return [TextElement.builder().text_run(run).build()]


def write_a_document(lark):
    body = CreateDocumentRequestBody.builder().folder_token("").title("New").build()
    request = CreateDocumentRequest.builder().request_body(body).build()
    made = good(lark.docx.v1.document.create(request)).document
    assert (made.title, made.revision_id) == ("New", 1)
    text = "# Head\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    body = ConvertDocumentRequestBody.builder().content_type("markdown").content(text).build()
    request = ConvertDocumentRequest.builder().request_body(body).build()
    converted = good(lark.docx.v1.document.convert(request))
    for block in converted.blocks:
        if block.table is not None:
            block.table.property.merge_info = None
    body = CreateDocumentBlockDescendantRequestBody.builder().index(-1)
    body = body.children_id(converted.first_level_block_ids).descendants(converted.blocks).build()
    request = CreateDocumentBlockDescendantRequest.builder().document_id(made.document_id)
    request = request.block_id(made.document_id).client_token(str(uuid.uuid4())).request_body(body)
    reply = good(lark.docx.v1.document_block_descendant.create(request.build()))
    assert [child.block_type for child in reply.children] == [3, 31]
    assert len(reply.block_id_relations) == len(converted.blocks)
    assert (reply.document_revision_id, bool(reply.client_token)) == (2, True)
    return made.document_id


def change_a_document(lark, own):
    text = Text.builder().elements(elements("last")).build()
    body = CreateDocumentBlockChildrenRequestBody.builder()
    body = body.children([Block.builder().block_type(2).text(text).build()]).index(-1).build()
    request = CreateDocumentBlockChildrenRequest.builder().document_id(own).block_id(own)
    reply = good(lark.docx.v1.document_block_children.create(request.request_body(body).build()))
    added = reply.children[0].block_id
    renamed = UpdateTextElementsRequest.builder().elements(elements("Newer")).build()
    update = UpdateBlockRequest.builder().block_id(own).update_text_elements(renamed).build()
    body = BatchUpdateDocumentBlockRequestBody.builder().requests([update]).build()
    request = BatchUpdateDocumentBlockRequest.builder().document_id(own).request_body(body).build()
    reply = good(lark.docx.v1.document_block.batch_update(request))
    assert reply.blocks[0].page.elements[0].text_run.content == "Newer"
    body = BatchDeleteDocumentBlockChildrenRequestBody.builder().start_index(0).end_index(1).build()
    request = BatchDeleteDocumentBlockChildrenRequest.builder().document_id(own).block_id(own)
    request = request.request_body(body).build()
    reply = good(lark.docx.v1.document_block_children.batch_delete(request))
    assert reply.document_revision_id == 5
    request = GetDocumentBlockChildrenRequest.builder().document_id(own).block_id(own)
    page = good(lark.docx.v1.document_block_children.get(request.page_size(500).build()))
    assert [item.block_type for item in page.items] == [31, 2]
    request = GetDocumentBlockRequest.builder().document_id(own).block_id(added).build()
    block = good(lark.docx.v1.document_block.get(request)).block
    assert block.text.elements[0].text_run.content == "last"
