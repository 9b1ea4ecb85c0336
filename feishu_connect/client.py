"""One call, or the pages of one listing: paced, authorised, retried, judged."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import threading
import typing as t

from feishu_connect.call import Call
from feishu_connect.clock import Clock, SystemClock
from feishu_connect.exchange import Exchange
from feishu_connect.pacing import LocalPacer, Pacer
from feishu_connect.paging import Page, PageSize, follow
from feishu_connect.redaction import Redactor
from feishu_connect.replies import Circumstances, Judge, TokenRefusedError
from feishu_connect.retrying import DEFAULT_POLICY, PassingError, retry
from feishu_connect.tokens.wallet import Wallet
from feishu_connect.transport import HttpTransport

if t.TYPE_CHECKING:
    import datetime as dt
    from collections import Counter
    from collections.abc import Callable, Iterator, Mapping

    from typing_extensions import Unpack

    from feishu_connect.call import Parts
    from feishu_connect.downloads import PartialFile
    from feishu_connect.endpoints.row import Endpoint
    from feishu_connect.pacing import Rate
    from feishu_connect.settings import ConnectionSettings
    from feishu_connect.store import Store
    from feishu_connect.transport import Transport

logger = logging.getLogger(__name__)

T = t.TypeVar("T")

_CLIENT_ERROR = 400


class FeishuClient:
    """The one way to the API, shared by all streams or sinks of a run; safe for threads."""

    def __init__(
        self,
        settings: ConnectionSettings,
        *,
        transport: Transport | None = None,
        clock: Clock | None = None,
        pacer: Pacer | None = None,
        store: Store | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            settings: Where to call, and as whom.
            transport: Stand-in for the network, for tests.
            clock: Time, sleep and chance.
            pacer: Quota shared with others; in-process where not given.
            store: Tickets, tenants and users' tokens; where it is not given, that of the settings
                is opened when somebody asks for it.
        """
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.redactor = Redactor(*settings.secrets)
        self._judge = Judge(
            base_url=settings.base_url,
            app_id=settings.app_id,
            redactor=self.redactor,
            identity=settings.identity,
        )
        self._exchange = Exchange(
            settings,
            transport
            or HttpTransport(
                read_timeout=settings.request_timeout,
                redactor=self.redactor,
                user_agent="singer-feishu",
            ),
            pacer or LocalPacer(self.clock),
            self._judge,
            self.clock,
        )
        self._wallet = Wallet(self, store)
        self._lock = threading.Lock()
        self._writers: dict[str, threading.Lock] = {}

    @property
    def calls(self) -> Counter[str]:
        """Calls made so far, by name of the endpoint."""
        return self._exchange.calls

    @property
    def store(self) -> Store:
        """What outlives the run; opened when first asked for.

        Raises:
            FeishuError: It cannot be opened, or was written with another app secret.
        """
        return self._wallet.store

    def close(self) -> None:
        """Close the store, unless it was handed in; the client opens it again when asked."""
        self._wallet.close()

    def call(
        self, endpoint: Endpoint, *, exclusive: str = "", **parts: Unpack[Parts]
    ) -> dict[str, t.Any]:
        """Send one call and give the reply's `data` (`{}` where there is none).

        Args:
            endpoint: Which row of the API.
            exclusive: Calls with the same text run one after the other, retries included:
                Bitable takes one write at a time per base.
            parts: The fields of `Call`: path, params, body, form, file, file_part, lanes, fresh,
                base_url.

        Raises:
            FeishuError: Whatever the reply means; see `feishu_connect.errors`.
        """
        call = Call(endpoint, **parts)
        with self._turn(exclusive):
            policy = dataclasses.replace(DEFAULT_POLICY, patience=call.patience)
            return retry(lambda: self._data(call, call.params), clock=self.clock, policy=policy)

    def download(self, endpoint: Endpoint, **parts: Unpack[Parts]) -> bytes:
        """Send one call whose success is a file: raw bytes, while failures are JSON."""
        call = Call(endpoint, **parts)
        return retry(lambda: self._content(call), clock=self.clock)

    def save(self, endpoint: Endpoint, target: PartialFile, **parts: Unpack[Parts]) -> None:
        """Send one call whose success is a file, and put it on the disk.

        A transfer that breaks off is gone on with where it ended, also by a later call.
        """
        call = Call(endpoint, **parts)
        retry(lambda: self._saved(call, target), clock=self.clock)

    def pages(self, endpoint: Endpoint, **parts: Unpack[Parts]) -> Iterator[Page]:
        """Follow a listing page by page, with the endpoint's largest page.

        Stops on `has_more` alone, goes on over empty pages, asks for smaller pages when Feishu
        finds one too large.

        Raises:
            PagingError: Feishu repeated a page token, or promised more without one.
        """
        call = Call(endpoint, **parts)
        size = PageSize(endpoint.page_size)

        def fetch(page_token: str) -> dict[str, t.Any]:
            return retry(lambda: self._page(call, page_token, size), clock=self.clock)

        return follow(
            fetch,
            items=endpoint.items,
            endpoint=endpoint.name,
            next_key=endpoint.next_key,
        )

    def items(self, endpoint: Endpoint, **parts: Unpack[Parts]) -> Iterator[dict[str, t.Any]]:
        """Follow a listing row by row."""
        for page in self.pages(endpoint, **parts):
            yield from page.items

    def access_token(self, refused: str = "") -> str:
        """Give the current access token, or a new one in place of one that was refused.

        For calls whose idempotency key holds for one token only; they name it to every attempt.
        """
        tokens = self._wallet.tokens
        return tokens.refresh(refused) if refused else tokens.token()

    def pace(self, lane: str, rate: Rate) -> None:
        """Count a call that was just made under one more lane, e.g. of a chat that it told of."""
        self._exchange.pace(lane, rate)

    def feishu_time(self, local: dt.datetime) -> dt.datetime:
        """Move a local time back where this machine's clock runs ahead of Feishu's."""
        return self._exchange.feishu_time(local)

    def _page(self, call: Call, page_token: str, size: PageSize) -> dict[str, t.Any]:
        params = {**call.params, **({"page_token": page_token} if page_token else {})}
        if size.value:
            params["page_size"] = size.value
        try:
            return self._data(call, params, shrinkable=size.can_shrink)
        except PassingError as failure:
            if failure.shrink:
                size.shrink()
            raise

    def _data(
        self, call: Call, params: Mapping[str, t.Any], *, shrinkable: bool = False
    ) -> dict[str, t.Any]:
        how = Circumstances(call.keyed, call.fresh, shrinkable)
        return self._authorised(
            call,
            lambda token: self._judge.data(
                call.endpoint, self._exchange.send(call, params, token, how), how
            ),
        )

    def _content(self, call: Call) -> bytes:
        how = Circumstances(fresh=call.fresh)

        def attempt(token: str) -> bytes:
            reply = self._exchange.send(call, call.params, token, how)
            is_file = reply.status < _CLIENT_ERROR and reply.payload is None
            if not is_file:
                self._judge.data(call.endpoint, reply, how)
            return reply.content

        return self._authorised(call, attempt)

    def _saved(self, call: Call, target: PartialFile) -> None:
        how = Circumstances(fresh=call.fresh)

        def attempt(token: str) -> None:
            reply = self._exchange.send(call, call.params, token, how, target)
            if not target.taken:
                self._judge.data(call.endpoint, reply, how)

        self._authorised(call, attempt)

    def _authorised(self, call: Call, attempt: Callable[[str], T]) -> T:
        """Attempt with the current token, and once more with a refreshed one if it is refused."""
        if call.endpoint.anonymous:
            return attempt("")
        if call.access_token:
            return attempt(call.access_token)
        tokens = self._wallet.app_tokens if call.endpoint.by_app else self._wallet.tokens
        token = tokens.token()
        try:
            return attempt(token)
        except TokenRefusedError:
            logger.info("the access token is refused; refreshing it once")
            token = tokens.refresh(token)
        try:
            return attempt(token)
        except TokenRefusedError as refused:
            raise refused.final from None

    def _turn(self, name: str) -> contextlib.AbstractContextManager[object]:
        if not name:
            return contextlib.nullcontext()
        with self._lock:
            return self._writers.setdefault(name, threading.Lock())
