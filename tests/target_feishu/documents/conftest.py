"""Each test begins without a document."""

from __future__ import annotations

import typing as t

import pytest

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox import Sandbox


@pytest.fixture
def sandbox(sandbox: Sandbox) -> Iterator[Sandbox]:
    state = sandbox.world.state
    for document_id in list(state.docx.documents):
        state.drive.entries.pop(document_id, None)
    state.docx.documents.clear()
    state.remembered.clear()
    yield sandbox
    sandbox.behaviour.document_tokens = "kept"
