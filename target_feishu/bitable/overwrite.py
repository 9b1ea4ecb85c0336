"""`overwrite`: the new rows are written first, the old ones are deleted when all are there.

Whatever stops a run in between, the table holds all old rows, or all new ones. What a run that
failed has left behind is old to the next one.
"""

from __future__ import annotations

import logging
import typing as t

from target_feishu.bitable.scan import record_ids
from target_feishu.bitable.writer import Writer

if t.TYPE_CHECKING:
    from target_feishu.bitable.table import DestinationTable

logger = logging.getLogger(__name__)


def begin(table: DestinationTable) -> None:
    """Take note of the rows that are there; a second stream into the table joins in."""
    if table.leftovers is None:
        table.leftovers = set() if table.is_new else record_ids(table)
        table.is_replacing = True


def finish(table: DestinationTable, *, refused: int) -> int:
    """Delete the rows that were there before; give their number.

    Args:
        table: Whose rows.
        refused: Records that were put aside. Where none landed, the old rows stay.
    """
    leftovers = sorted(table.leftovers or ())
    table.leftovers = set()
    table.is_replacing = False
    if refused and not table.made.count:
        logger.warning(
            "table `%s`: all %d records were put aside; the old rows stay", table.name, refused
        )
        return 0
    return Writer(table).delete(leftovers)
