"""Read only the rows that a ModifiedTime column dates after the bookmark.

One request with two safeguards: a filter, whose bound Feishu cuts to a day, and a descending sort,
on which the reading stops early. Neither is believed unseen: of the rows that are read before it
stops, one whose value does not descend, lies beyond the bound or is missing ends the attempt, and
the whole table is read instead. Rows behind the stop are not seen, but a column of this type is
never empty, so none of them hides there for want of a value.

Rows that are edited meanwhile jump to the front, which repeats rows at the edge of a page and
skips none; they are the next run's. A deletion moves rows to earlier pages, and one may be passed
over. That takes more deletions than rows that came to the front, so the total falls: then the
rows are read again.
"""

from __future__ import annotations

import itertools
import logging
import typing as t
from dataclasses import dataclass, field

from feishu_connect.errors import RejectedError

if t.TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from feishu_connect import Page
    from feishu_connect.bitable import Field
    from feishu_connect.clock import Clock
    from tap_feishu.bitable.scan import Record

logger = logging.getLogger(__name__)

_HOUR = 3_600_000
#: The bound of the filter is cut to 00:00 in the zone of the base, and that day itself may be left
#: out; a day may have 25 hours.
_MARGIN = 48 * _HOUR
#: By how much more than the margin a row may be older than the bookmark, if the filter works.
_DAY_AT_MOST = 26 * _HOUR
#: The column and the automatic modification time need not agree to the millisecond.
_OVERLAP = _HOUR
#: Readings before the whole table is read instead.
_MAX_PASSES = 3
#: Seconds between readings, times the number of the reading.
_PAUSE = 1.0
_MODIFIED_TIME = 1002


def modified_time_column(fields: Sequence[Field], said: str, stream: str) -> Field:
    """Find the column that the settings name, by field id or name.

    Raises:
        RejectedError: There is none, or it is of another type.
    """
    found = next((one for one in fields if said in {one.field_id, one.name}), None)
    if found is not None and found.type == _MODIFIED_TIME:
        return found
    what = "is of another type" if found else "does not exist"
    fit = [f"{one.name} ({one.field_id})" for one in fields if one.type == _MODIFIED_TIME]
    msg = f"`modified_time_columns` names {said!r} for {stream}, and this column {what}"
    cure = f"Name a column of the type Last modified time; there is: {', '.join(fit) or 'none'}"
    raise RejectedError(msg, cure=cure)


def narrowing(column: str, since: int) -> dict[str, t.Any]:
    """Build the part of a search that asks for rows changed after a time, newest first.

    Args:
        column: Name of the column.
        since: The bookmark in milliseconds.
    """
    bound = ["ExactDate", str(max(0, since - _MARGIN))]
    condition = {"field_name": column, "operator": "isGreater", "value": bound}
    return {
        "filter": {"conjunction": "and", "conditions": [condition]},
        "sort": [{"field_name": column, "desc": True}],
    }


@dataclass
class _Pass:
    """What one reading showed."""

    ids: set[str] = field(default_factory=set)
    totals: list[int] = field(default_factory=list)
    last: int | None = None
    stopped: bool = False

    @property
    def settled(self) -> bool:
        """Tell whether no row can have been passed over."""
        calm = all(later >= earlier for earlier, later in itertools.pairwise(self.totals))
        return calm and (self.stopped or len(self.ids) >= min(self.totals, default=0))


@dataclass
class Narrow:
    """One reading of the rows that changed; nothing is called before the first is asked for."""

    #: For messages.
    name: str
    #: Starts the listing that `narrowing` asks for.
    pages: Callable[[], Iterator[Page]]
    #: Name of the column.
    column: str
    #: The bookmark in milliseconds.
    since: int
    clock: Clock
    #: Whether the records were all that changed; otherwise the whole table has to be read.
    settled: bool = False
    _seen: set[str] = field(default_factory=set)

    def records(self) -> Iterator[Record]:
        """Yield records, each once; then `settled` tells whether that was enough."""
        for number in range(_MAX_PASSES):
            self.clock.sleep(_PAUSE * number)
            passed = _Pass()
            if not (yield from self._one_pass(passed)):
                return
            if passed.settled:
                self.settled = True
                return
            logger.info("Rows of %s moved while they were read; reading them again", self.name)

    def _one_pass(self, passed: _Pass) -> Generator[Record, None, bool]:
        for page in self.pages():
            if page.total is None or not all(self._fits(record, passed) for record in page.items):
                logger.warning(
                    "Feishu does not filter and sort %s by %r as it was asked to; "
                    "reading the whole table",
                    self.name,
                    self.column,
                )
                return False
            passed.totals.append(page.total)
            yield from self._fresh(page.items, passed)
            if passed.last is not None and passed.last < self.since - _OVERLAP:
                passed.stopped = True
                break
        return True

    def _fits(self, record: Record, passed: _Pass) -> bool:
        """Check one row against filter and sort."""
        value = (record.get("fields") or {}).get(self.column)
        if not isinstance(value, int) or value < self.since - _MARGIN - _DAY_AT_MOST:
            return False
        descends = passed.last is None or value <= passed.last
        passed.last = value
        return descends

    def _fresh(self, records: list[Record], passed: _Pass) -> Iterator[Record]:
        for record in records:
            record_id = record["record_id"]
            passed.ids.add(record_id)
            if record_id not in self._seen:
                self._seen.add(record_id)
                yield record
