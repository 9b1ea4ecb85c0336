"""Read rows one by one, or all of them: whatever takes fewer calls."""

from __future__ import annotations

import math
import typing as t

from feishu_connect import endpoints

if t.TYPE_CHECKING:
    from target_feishu.bitable.sight import Sight

_PAGE = endpoints.BITABLE_RECORD_SEARCH.page_size


class Costs:
    """Weighs one way against the other, over all batches of a run.

    Nobody knows how many batches will come. A batch that is full promises more: as many records
    as the last run had, or else as the table has rows. Whatever was guessed, no more is spent on
    single rows than a scan costs.
    """

    def __init__(self, sight: Sight) -> None:
        """Have spent nothing."""
        self._sight = sight
        #: Records that the last run had; None where it is not known.
        self.remembered_records: int | None = None
        self._spent = 0.0
        self._seen = 0

    def prefers_scan(self, direct: float, records: int, *, is_full: bool, paid: int = 0) -> bool:
        """Tell whether a scan is cheaper than `direct` calls for this batch and those to come.

        Args:
            direct: Calls for this batch; infinite where there is no other way than a scan.
            records: Records of this batch.
            is_full: More batches are to be expected.
            paid: Pages of the scan that are read already.
        """
        total = self._sight.total or 0
        scan = max(1, math.ceil(total / _PAGE)) - paid
        expected = self.remembered_records
        coming = max(0, (total if expected is None else expected) - self._seen - records)
        batches = 1 + (coming / max(1, records) if is_full else 0)
        return self._spent + direct * batches >= scan

    def spend(self, direct: float, records: int) -> None:
        """Take note of a batch that was looked up row by row."""
        self._spent += direct
        self._seen += records
