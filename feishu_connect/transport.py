"""One HTTP exchange: timeouts, redacted logs, the log id, and the reply as it came."""

from __future__ import annotations

import functools
import json
import logging
import threading
import typing as t
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import requests
from requests.adapters import HTTPAdapter

if t.TYPE_CHECKING:
    import datetime as dt

    from feishu_connect.redaction import Redactor

logger = logging.getLogger(__name__)

#: Seconds to wait for a connection; the read timeout is a setting.
CONNECT_TIMEOUT = 10
#: Connections kept per thread; a run talks to one host.
_POOL_SIZE = 4
#: Bytes of a file that are in memory at once, and that are lost at most when a transfer breaks off.
_CHUNK = 1 << 16

#: A multipart part: (file name, content, content type).
FilePart = tuple[str, bytes, str]


class Sink(t.Protocol):
    """Takes the body of a reply that may be too large for the memory."""

    def open(self, status: int, headers: t.Mapping[str, str]) -> t.BinaryIO | None:
        """Give where the body goes; None leaves it in the reply."""


@dataclass(frozen=True, slots=True)
class Request:
    """What goes out. `form` and `file` make it multipart, `body` JSON."""

    method: str
    url: str
    params: t.Mapping[str, t.Any] = field(default_factory=dict)
    headers: t.Mapping[str, str] = field(default_factory=dict)
    body: t.Any = None
    form: t.Mapping[str, str] | None = None
    file: FilePart | None = None
    #: Name of the part that holds the file.
    file_part: str = "file"
    sink: Sink | None = None


@dataclass(frozen=True)
class Reply:
    """What came back, not yet judged."""

    status: int
    headers: t.Mapping[str, str]
    content: bytes

    @functools.cached_property
    def payload(self) -> dict[str, t.Any] | None:
        """The JSON object of the body, None where it is something else (HTML, a file)."""
        try:
            value = json.loads(self.content)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None

    @property
    def log_id(self) -> str:
        """Feishu's trace id, which its support asks for."""
        return self.headers.get("X-Tt-Logid") or self.headers.get("X-Request-Id") or ""

    @property
    def date(self) -> dt.datetime | None:
        """The server's clock, whole seconds."""
        try:
            return parsedate_to_datetime(self.headers.get("Date", ""))
        except ValueError:
            return None

    def number(self, header: str) -> float | None:
        """Read a numeric header, None where it is missing or not a number."""
        try:
            return float(self.headers.get(header, ""))
        except ValueError:
            return None


class ConnectionLostError(Exception):
    """No whole reply arrived. `sent` is False where the request surely never reached Feishu."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        """Keep what happened, and whether it may have been applied."""
        super().__init__(reason)
        self.sent = sent


class Transport(t.Protocol):
    """The seam at which tests stand in for the network."""

    def send(self, request: Request) -> Reply:
        """Exchange one request for one reply, or raise ConnectionLostError."""


class HttpTransport:
    """`requests`, one session a thread, no retries of its own (they would repeat POSTs)."""

    def __init__(self, *, read_timeout: float, redactor: Redactor, user_agent: str) -> None:
        """Nothing is opened until the first request."""
        self._timeout = (min(CONNECT_TIMEOUT, read_timeout), read_timeout)
        self._redactor = redactor
        self._user_agent = user_agent
        self._local = threading.local()

    def send(self, request: Request) -> Reply:
        """Exchange one request for one reply, or raise ConnectionLostError."""
        try:
            response = self._session().request(
                request.method,
                request.url,
                params=dict(request.params),
                headers=dict(request.headers),
                data=request.form if request.body is None else _json(request.body),
                files={request.file_part: request.file} if request.file else None,
                timeout=self._timeout,
                allow_redirects=False,
                stream=request.sink is not None,
            )
            content = _content(response, request.sink)
        except requests.RequestException as error:
            raise self._lost(error) from None
        logger.debug(
            "%s %s -> %s %s",
            request.method,
            self._redactor.clean(request.url),
            response.status_code,
            response.headers.get("X-Tt-Logid", ""),
        )
        return Reply(response.status_code, response.headers, content)

    def close(self) -> None:
        """Close this thread's connections."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is not None:
            session.close()
            del self._local.session

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.mount("https://", HTTPAdapter(pool_maxsize=_POOL_SIZE))
            session.mount("http://", HTTPAdapter(pool_maxsize=_POOL_SIZE))
            session.headers["User-Agent"] = self._user_agent
            self._local.session = session
        return session

    def _lost(self, error: requests.RequestException) -> ConnectionLostError:
        """Name the failure in words; only failures to connect are known not to have been sent."""
        unsent = isinstance(error, requests.ConnectTimeout) or _never_connected(error)
        text = self._redactor.clean(f"{type(error).__name__}: {error}")
        return ConnectionLostError(text, sent=not unsent)


def _json(body: t.Any) -> bytes:
    """Write JSON in UTF-8: escapes would make a text of many scripts twice as long.

    Feishu limits the bytes of some requests. Half a surrogate pair has no UTF-8; it is escaped.
    """
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()


def _content(response: requests.Response, sink: Sink | None) -> bytes:
    """Read the body, into the sink where that takes it."""
    if sink is None:
        return response.content
    with response:
        file = sink.open(response.status_code, response.headers)
        if file is None:
            return response.content
        with file:
            for chunk in response.iter_content(_CHUNK):
                file.write(chunk)
    return b""


def _never_connected(error: requests.RequestException) -> bool:
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    return type(reason).__name__ in {
        "ConnectTimeoutError",
        "NameResolutionError",
        "NewConnectionError",
        "SSLError",
    }
