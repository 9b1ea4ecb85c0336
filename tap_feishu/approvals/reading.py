"""Finding and reading approval instances, each listing and each detail once in a run.

Feishu filters by the start of an instance alone and tells of no change. So a run lists what
started since the last one, and again the slots where instances started that may still change: the
open ones, and those that ended not longer than `ended_lookback` ago, which can be revoked, deleted
or commented. What these hold is read again.
"""

from __future__ import annotations

import logging
import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import AccessError, NotFoundError, RejectedError, ScopeError
from tap_feishu.approvals.slots import DAY_MS, SLOT_MS, Cursor, query_spans, slot_of, slot_spans

if t.TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from tap_feishu.approvals.slots import Span
    from tap_feishu.run import Run

logger = logging.getLogger(__name__)

Detail = dict[str, t.Any]

_VANISHED: t.Final = 1390003
#: States that end an instance; whatever else Feishu may send is taken as open.
_ENDED: t.Final = frozenset({"APPROVED", "REJECTED", "CANCELED", "DELETED"})
#: How long Feishu lets people revoke what was approved, where nobody set it.
_MONTH_MS: t.Final = 31 * DAY_MS


class Approvals:
    """What the streams of instances, tasks and comments share."""

    def __init__(self, run: Run) -> None:
        """Call nothing yet."""
        self._run = run
        self._people = {"user_id_type": run.settings.connection.user_id_type}

    @property
    def started(self) -> int:
        """Start of the run; exact by Feishu's clock after the first call."""
        return _ms_of(self._run.started)

    def spans(self, cursor: Cursor) -> Iterator[Span]:
        """Give what has to be listed, oldest first."""
        settings, now = self._run.settings, self.started
        first = slot_of(max(cursor.since, cursor.until - _ms_in(settings.lookback)))
        yield from slot_spans(sorted(slot for slot in cursor.slots if slot < first))
        if settings.approval_listing == "query":
            recent = slot_of(now - _ms_in(settings.ended_lookback))
            yield from query_spans(first * SLOT_MS, recent * SLOT_MS)
            first = max(first, recent)
        yield from slot_spans(range(first, slot_of(now) + 1))

    def codes(self, code: str, span: Span) -> list[str]:
        """List the codes of instances that started in a span, each once."""
        kind = "query" if span.slot is None else "list"
        key = f"approval {kind} {code} {span.start} {span.end}"
        find = self._query if span.slot is None else self._list
        return self._run.spool.remember(key, lambda: list(dict.fromkeys(find(code, span))))

    def detail(self, instance_code: str) -> Detail | None:
        """Read an instance; None where it vanished since it was listed."""
        return self._run.spool.remember(
            f"approval detail {instance_code}", lambda: self._detail(instance_code)
        )

    def beginning(self, code: str) -> int:
        """Tell from when on instances are wanted where no run has read the definition yet."""
        if self._run.settings.start_date:
            return _ms_of(self._run.settings.start_date)
        return self._run.spool.remember(
            f"approval beginning {code}", lambda: self._find_beginning(code)
        )

    def may_change(self, detail: Detail) -> bool:
        """Tell whether an instance is open, or ended so lately that it may be revoked."""
        if detail.get("status") not in _ENDED:
            return True
        ended = moment(detail.get("end_time")) or moment(detail.get("start_time"))
        return ended >= self.started - _ms_in(self._run.settings.ended_lookback)

    def _list(self, code: str, span: Span) -> Iterator[str]:
        window = {"start_time": str(span.start), "end_time": str(span.end)}
        params = {"approval_code": code, **window}
        found = self._run.client.items(endpoints.approval.INSTANCE_LIST, params=params)
        return (str(one) for one in found)

    def _query(self, code: str, span: Span) -> Iterator[str]:
        window = {
            "instance_start_time_from": str(span.start),
            "instance_start_time_to": str(span.end),
        }
        return (str(one["code"]) for one in self._summaries(code, **window) if one.get("code"))

    def _summaries(self, code: str, **window: str) -> Iterator[Detail]:
        body = {"approval_code": code, "instance_status": "ALL", **window}
        found = self._run.client.items(
            endpoints.approval.INSTANCE_QUERY, params=self._people, body=body
        )
        return (one.get("instance") or {} for one in found)

    def _detail(self, instance_code: str) -> Detail | None:
        try:
            return self._run.client.call(
                endpoints.approval.INSTANCE_GET,
                path={"instance_code": instance_code},
                params={**self._people, "nested_mutable_group": "true"},
            )
        except NotFoundError as error:
            if error.code != _VANISHED:
                raise
            logger.info("Approval instance %s vanished before it was read", instance_code)
            return None

    def _find_beginning(self, code: str) -> int:
        """Look for the first instance; recalled ones, which no query shows, may be older.

        Raises:
            FeishuError: Feishu does not tell it to this app: `start_date` has to.
        """
        earliest = self._earliest(code)
        if earliest is not None:
            return max(0, earliest - _MONTH_MS)
        logger.warning(
            "Feishu shows no instance of approval definition %s; those of the last 31 days are "
            "looked for. If there may be older, recalled ones, set `start_date` and run without "
            "the state.",
            code,
        )
        return self.started - _MONTH_MS

    def _earliest(self, code: str) -> int | None:
        cure = "set `start_date`, from which instances are listed without it"
        try:
            if self._run.settings.connection.app_type == "store":
                msg = "Feishu tells no store app where the instances begin"
                raise RejectedError(msg, cure=cure.capitalize())
            starts = (moment(one.get("start_time")) for one in self._summaries(code))
            return min(filter(None, starts), default=None)
        except (AccessError, ScopeError, NotFoundError) as error:
            error.cure = f"{error.cure}; or {cure}" if error.cure else cure.capitalize()
            raise


class Reading:
    """The instances of one definition since a cursor, for one stream."""

    def __init__(self, approvals: Approvals, code: str, cursor: Cursor | None) -> None:
        """Find where to begin."""
        self._approvals = approvals
        self._code = code
        if cursor is None:
            since = approvals.beginning(code)
            cursor = Cursor(since, since, frozenset())
        self._from = cursor
        self._done = cursor.until
        self._left = set(cursor.slots)
        self._slots: set[int] = set()
        self._before: set[str] = set()

    @property
    def cursor(self) -> Cursor:
        """Where to go on after the spans that are finished."""
        return Cursor(self._from.since, self._done, frozenset(self._slots | self._left))

    def spans(self) -> Iterator[Span]:
        """Give what has to be listed, oldest first."""
        return self._approvals.spans(self._from)

    def details(self, span: Span) -> Iterator[Detail]:
        """Give the instances that started in a span; those of after the run's start are left."""
        codes = self._approvals.codes(self._code, span)
        # Neighbours share their boundary, and so perhaps an instance.
        fresh, self._before = [code for code in codes if code not in self._before], set(codes)
        for code in fresh:
            detail = self._approvals.detail(code)
            if detail is None:
                continue
            start = moment(detail.get("start_time"))
            if start and not self._from.since <= start <= self._approvals.started:
                continue
            if self._approvals.may_change(detail):
                self._slots.update(_slots_of(start) if span.slot is None else (span.slot,))
            yield {**detail, "instance_code": code, "approval_code": self._code}

    def finish(self, span: Span) -> None:
        """Take a span as read: a run that goes on from the cursor does not list it again."""
        self._left = {slot for slot in self._left if slot * SLOT_MS >= span.end}
        self._done = max(self._done, min(span.end, self._approvals.started))


def moment(value: t.Any) -> int:
    """Read a time in milliseconds; 0 where there is none."""
    text = str(value or 0)
    return int(text) if text.isdecimal() else 0


def _slots_of(start: int) -> tuple[int, ...]:
    """Tell the slots that may list an instance: on a boundary, Feishu does not say which."""
    slot = slot_of(start)
    return (slot,) if start % SLOT_MS else (slot - 1, slot)


def _ms_of(time: dt.datetime) -> int:
    return round(time.timestamp() * 1000)


def _ms_in(span: dt.timedelta) -> int:
    return round(span.total_seconds() * 1000)
