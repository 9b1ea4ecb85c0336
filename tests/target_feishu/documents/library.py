"""Look at the documents that stand in a sandbox."""

from __future__ import annotations

import typing as t

from feishu_sandbox.docx.blocks import TYPES
from tests.target_feishu.support import TEXT, Line, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from feishu_sandbox.docx.model import Document

STREAM = "notes"
ROUTE: Line = {"stream": STREAM, "to": "document"}
CONFIG: Line = {"routes": [ROUTE]}
#: The smallest PNG there is.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082"
)
KINDS = {number: kind for kind, number in TYPES.items()}

RICH = """# Report

Text **bold** and `code`, see [the site](https://open.feishu.cn).

- one
  - two
- [x] done

> quote

| a | b |
|---|---|
| 1 | 2 |
"""


def note(key: str = "1", title: str = "Note", content: str | None = "Hello", **more: t.Any) -> Line:
    """Make a RECORD message."""
    return record(STREAM, id=key, title=title, content=content, **more)


def notes(**columns: t.Any) -> Line:
    """Make the SCHEMA message."""
    return schema(STREAM, id=TEXT, title=TEXT, content=TEXT, **columns)


def documents(sandbox: Sandbox) -> list[Document]:
    """Give the documents that are not in the trash, in the order of their making."""
    return [each for each in sandbox.world.state.docx.documents.values() if not each.deleted]


def outline(document: Document) -> list[str]:
    """Write a document down as lines, each as deep as its block."""
    blocks = {block["block_id"]: block for block in document.newest.blocks}
    lines: list[str] = []

    def walk(block_id: str, depth: int) -> None:
        block = blocks[block_id]
        kind = KINDS[block["block_type"]]
        runs = block[kind].get("elements") or ()
        text = "".join(run["text_run"]["content"] for run in runs)
        lines.append(f"{'  ' * depth}{kind} {text}".rstrip())
        for child in block.get("children") or ():
            walk(child, depth + 1)

    for child in blocks[document.document_id].get("children") or ():
        walk(child, 0)
    return lines


def shelf(sandbox: Sandbox) -> dict[str, list[str]]:
    """Give the outline of each document by its title, which no two have."""
    found = {each.newest.title: outline(each) for each in documents(sandbox)}
    assert len(found) == len(documents(sandbox))
    return found


def edits(sandbox: Sandbox) -> list[str]:
    """Name the calls since the log was emptied, without those for tokens."""
    return [call.operation for call in sandbox.calls if not call.operation.startswith("auth.")]
