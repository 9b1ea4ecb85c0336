"""Read a whole table whose rows may change while its pages are read.

Pages are not documented to be a snapshot: a deletion moves later rows to earlier pages, and one of
them may be passed over; it would be lost for good, as its modification time is old. So a pass
counts only when nothing hints at a shift; otherwise the table is read again, and rows that were
passed over are added.
"""

from __future__ import annotations

import itertools
import logging
import typing as t
from dataclasses import dataclass, field

from feishu_connect.errors import IncompleteError

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from feishu_connect import Page
    from feishu_connect.clock import Clock

logger = logging.getLogger(__name__)

Record = dict[str, t.Any]

#: Passes over one table before the run admits that rows are missing.
MAX_PASSES = 5
#: Repeated passes that add nothing, after which a table that is never at rest counts as read.
_ENOUGH = 2
#: Seconds between passes, times the number of the pass: replicas catch up, writers finish.
_PAUSE = 1.0


@dataclass
class _Pass:
    """What one reading of all pages showed."""

    ids: set[str] = field(default_factory=set)
    totals: list[int] = field(default_factory=list)
    pages: int = 0
    repeats: int = 0
    recovered: int = 0
    newcomers: int = 0

    @property
    def counted(self) -> bool:
        """Every page told the same total, and so many rows came, each once and none of them new.

        A row that was added meanwhile can stand in the count for one that was passed over.
        """
        settled = not self.repeats and not self.newcomers
        return settled and all(total == len(self.ids) for total in self.totals)

    @property
    def complete(self) -> bool:
        """As many rows came as were there all the time; later ones are the next run's."""
        return len(self.ids) >= min(self.totals, default=0)

    @property
    def calm(self) -> bool:
        """No page told of fewer rows than the page before it: nothing moved to earlier pages."""
        return all(later >= earlier for earlier, later in itertools.pairwise(self.totals))


@dataclass
class Scan:
    """One complete reading of a table; nothing is called before the first record is asked for."""

    #: For messages.
    name: str
    #: Starts a listing of all rows.
    pages: Callable[[], Iterator[Page]]
    #: The table's revision before the first page; it rises when rows are added or deleted.
    revision: int
    read_revision: Callable[[], int]
    #: Start of the run in milliseconds; younger rows are the next run's.
    started_ms: int
    #: For the pause between passes.
    clock: Clock
    _seen: set[str] = field(default_factory=set)
    _idle_passes: int = 0

    @property
    def ids(self) -> AbstractSet[str]:
        """Ids of the records so far."""
        return self._seen

    def records(self) -> Iterator[Record]:
        """Yield every record once, as soon as it is read.

        Raises:
            IncompleteError: After all passes, fewer rows came than Feishu counts.
        """
        for number in range(MAX_PASSES):
            self.clock.sleep(_PAUSE * number)
            passed = _Pass()
            yield from self._one_pass(passed, again=number > 0)
            if self._settled(passed, again=number > 0):
                return
            logger.info("Rows of %s moved while they were read; reading them again", self.name)
        wanted = passed.totals[-1] if passed.totals else 0
        msg = f"Read {len(passed.ids)} of {wanted} rows of {self.name}"
        raise IncompleteError(msg, cure="Run again when fewer people edit; the state is unchanged")

    def _one_pass(self, passed: _Pass, *, again: bool) -> Iterator[Record]:
        for page in self.pages():
            passed.pages += 1
            if page.total is not None:
                passed.totals.append(page.total)
            for record in page.items:
                record_id = record["record_id"]
                if record_id in passed.ids:
                    passed.repeats += 1
                    continue
                passed.ids.add(record_id)
                passed.newcomers += not self._is_old(record)
                if record_id not in self._seen:
                    self._seen.add(record_id)
                    passed.recovered += again and self._is_old(record)
                    yield record

    def _settled(self, passed: _Pass, *, again: bool) -> bool:
        """Tell whether no row can have been passed over.

        A single page cannot shift. Several must agree with each other and with the revision, or
        come after a pass that they add nothing to. Of a table from which rows are deleted all the
        time, a row would have to be passed over three times in a row to be missed.
        """
        if passed.pages == 1 and len(passed.ids) >= max(passed.totals, default=0):
            return True
        before, self.revision = self.revision, self.read_revision()
        if passed.counted and before == self.revision:
            return True
        idle = again and passed.complete and not passed.recovered
        self._idle_passes = self._idle_passes + 1 if idle else 0
        return idle and (passed.calm or self._idle_passes >= _ENOUGH)

    def _is_old(self, record: Record) -> bool:
        return int(record.get("created_time") or 0) <= self.started_ms
