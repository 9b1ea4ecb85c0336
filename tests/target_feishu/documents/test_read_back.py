"""What the target writes is what the tap reads."""

from __future__ import annotations

from tests.tap_feishu.conftest import Bench
from tests.target_feishu.documents.library import CONFIG, RICH, documents, note, notes
from tests.target_feishu.support import feed, make_target


def test_the_tap_reads_documents_and_blocks_as_they_were_written(sandbox, tmp_path):
    store = f"sqlite:///{tmp_path}/store.db"
    feed(make_target(sandbox, **CONFIG, store_url=store), notes(), note(content=RICH))
    document = documents(sandbox)[0]
    config = {"bases": [], "documents": [document.document_id]}
    read = Bench(sandbox, f"sqlite:///{tmp_path}/tap.db").run(
        "documents", "document_blocks", **config
    )
    [found] = read.records["documents"]
    assert (found["document_id"], found["title"]) == (document.document_id, "Note")
    assert "Text bold and code, see the site." in found["content"]
    ids = [block["block_id"] for block in document.newest.blocks]
    assert [row["block_id"] for row in read.records["document_blocks"]] == ids
