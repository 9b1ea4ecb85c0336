"""`python -m examples.demo`: Feishu to warehouse, what changed, and back to Feishu."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from examples.demo import pipelines
from examples.demo.meltano import Meltano, RunFailedError
from examples.demo.report import Report
from examples.demo.tenant import Tenant
from examples.demo.warehouse import count, loaded_since, overview, pick
from feishu_sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
#: Everything the demo writes. It starts empty, so that each run tells the same story.
FOLDER = ROOT / ".demo"


def tell(tenant: Tenant, meltano: Meltano, report: Report) -> None:
    """Run the story from its first sync to its message in the chat."""
    database = pipelines.warehouse_file(FOLDER)

    report.chapter("Feishu → warehouse: the first sync reads everything")
    report.command(meltano.run("tap-feishu", "target-warehouse"))
    report.table(("stream", "rows", "columns", "a row of it"), overview(database))

    report.chapter("Somebody edits two orders and adds one; the next sync reads those three")
    before = time.time()
    tenant.change_orders()
    report.command(meltano.run("tap-feishu", "target-warehouse"))
    changed = loaded_since(database, pipelines.ORDERS_STREAM, before)
    quiet = loaded_since(database, pipelines.CUSTOMERS_STREAM, before)
    report.line(
        f"   read out: {len(changed)} of {count(database, pipelines.ORDERS_STREAM)} orders, "
        f"{len(quiet)} of {count(database, pipelines.CUSTOMERS_STREAM)} customers\n"
    )
    report.table(pipelines.ORDER_COLUMNS, pick(changed, pipelines.ORDER_COLUMNS))

    report.chapter("Warehouse → Feishu: totals into a table, a headline into a chat")
    report.command(meltano.run("tap-warehouse", "target-feishu"))
    report.table(pipelines.SUMMARY_COLUMNS, pick(tenant.summary(), pipelines.SUMMARY_COLUMNS))
    for text in tenant.messages():
        report.line(f"   message in the chat: {text}")


def main() -> int:
    """Play the demo.

    Returns:
        The exit code: 1 when a pipeline failed, after showing the end of its log.
    """
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    report = Report(sys.stdout)
    with Sandbox() as sandbox:
        report.line(f"A Feishu tenant is running at {sandbox.url} (feishu-sandbox).")
        tenant = Tenant(sandbox.world)
        settings = pipelines.settings(sandbox.config, tenant, FOLDER)
        try:
            tell(tenant, Meltano(ROOT, FOLDER, settings), report)
        except RunFailedError as error:
            report.failure(error)
            return 1
    report.line(f"\nThe warehouse and Meltano's log are in {FOLDER.relative_to(ROOT)}/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
