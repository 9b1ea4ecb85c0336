"""One request and its reply: counted, paced, sent, and what is learnt from it."""

from __future__ import annotations

import datetime as dt
import threading
import typing as t
from collections import Counter

from feishu_connect.codes import Action, resolve, resolve_status
from feishu_connect.errors import QuotaError
from feishu_connect.transport import ConnectionLostError, Reply, Request

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from feishu_connect.call import Call
    from feishu_connect.clock import Clock
    from feishu_connect.downloads import PartialFile
    from feishu_connect.endpoints.row import Endpoint
    from feishu_connect.pacing import Pacer, Rate
    from feishu_connect.replies import Circumstances, Judge
    from feishu_connect.settings import ConnectionSettings
    from feishu_connect.transport import Transport

#: Seconds by which a local clock may differ from Feishu's and is taken as right.
_TOLERATED_SKEW = 2.0


class Exchange:
    """Sends what the client has decided to send; safe for threads."""

    def __init__(
        self,
        settings: ConnectionSettings,
        transport: Transport,
        pacer: Pacer,
        judge: Judge,
        clock: Clock,
    ) -> None:
        """Send nothing yet."""
        self.calls: Counter[str] = Counter()
        self._settings = settings
        self._transport = transport
        self._pacer = pacer
        self._judge = judge
        self._clock = clock
        self._lock = threading.Lock()
        self._counted = 0
        self._skew: float | None = None

    def send(
        self,
        call: Call,
        params: Mapping[str, t.Any],
        token: str,
        how: Circumstances,
        target: PartialFile | None = None,
    ) -> Reply:
        """Send one request when its turn comes; a file goes to `target` where one is given.

        Raises:
            QuotaError: The call budget is used up.
            FeishuError: The connection was lost.
        """
        endpoint = call.endpoint
        self._spend(endpoint)
        for lane, rate in ((call.lane, endpoint.rate), *call.lanes):
            self._pacer.acquire(lane, rate)
        if call.before_send:
            call.before_send()
        try:
            reply = self._transport.send(self._request(call, params, token, target))
            if target and not target.taken:
                target.check(reply, endpoint)
        except ConnectionLostError as error:
            # A host that never answered is more likely wrong than down.
            patient = self._skew is not None
            raise self._judge.lost(endpoint, error, how, patient=patient) from None
        self._learn(call.lane, reply)
        return reply

    def pace(self, lane: str, rate: Rate) -> None:
        """Take a slot of a lane for a call that fell under it before anybody knew."""
        self._pacer.acquire(lane, rate)

    def feishu_time(self, local: dt.datetime) -> dt.datetime:
        """Move a local time back where this machine's clock runs ahead of Feishu's.

        Bookmarks compare local times with the server's: a clock that is ahead would skip edits.
        """
        skew = self._skew or 0.0
        return local + dt.timedelta(seconds=skew) if skew < -_TOLERATED_SKEW else local

    def _request(
        self, call: Call, params: Mapping[str, t.Any], token: str, target: PartialFile | None
    ) -> Request:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if call.body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        return Request(
            call.endpoint.method,
            call.endpoint.url(call.base_url or self._settings.base_url, dict(call.path)),
            params=params,
            headers={**headers, **(target.headers if target else {})},
            body=call.body,
            form=call.form,
            file=call.file,
            file_part=call.file_part,
            sink=target,
        )

    def _spend(self, endpoint: Endpoint) -> None:
        """Count the call, and stop before the budget would be exceeded."""
        budget = self._settings.call_budget
        with self._lock:
            if endpoint.counted and budget is not None and self._counted >= budget:
                msg = f"The call budget of {budget} calls is used up"
                raise QuotaError(msg, cure="Raise call_budget, or select fewer streams")
            self.calls[endpoint.name] += 1
            self._counted += endpoint.counted

    def _learn(self, lane: str, reply: Reply) -> None:
        if self._skew is None and reply.date is not None:
            self._skew = (reply.date - self._clock.now()).total_seconds()
        code = (reply.payload or {}).get("code")
        meaning = resolve(code, reply.status) if code else resolve_status(reply.status)
        if meaning.action is Action.WAIT:
            limit = reply.number("x-ogw-ratelimit-limit")
            reset = reply.number("x-ogw-ratelimit-reset")
            self._pacer.throttled(lane, limit, reset)
