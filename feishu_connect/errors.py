"""What can go wrong, ordered by what the caller can do about it.

FeishuError
├── SettingsError            the configuration is wrong; nothing was called        stops the run
├── CredentialsError         app id, secret or token is refused                    stops the run
│   ├── RegionError          the app belongs to the other region, or the host is not Feishu
│   ├── SignInError          a user has to sign in (again): `feishu-connect login`
│   └── TicketError          a store app has no app_ticket yet: `feishu-connect serve`
├── QuotaError               monthly quota or call budget is used up               stops the run
├── ScopeError               the app lacks an API scope                            one stream
├── AccessError              the scope is there, the document or range is not      one stream
├── NotFoundError            the object does not exist (any more)                  one stream
├── RejectedError            Feishu refused the request for good                   one stream
├── RetriesExhaustedError    it stayed unavailable for all retries                 one stream
├── AmbiguousWriteError      a write may or may not have landed                    the caller looks
├── PagingError              a listing broke the paging protocol                   one stream
├── IncompleteError          rows are missing, or a value did not fit its column   one stream
└── CellError                a value cannot become a cell                          one record
"""

from __future__ import annotations

import typing as t

__all__ = [
    "AccessError",
    "AmbiguousWriteError",
    "CellError",
    "CredentialsError",
    "FeishuError",
    "IncompleteError",
    "NotFoundError",
    "PagingError",
    "QuotaError",
    "RegionError",
    "RejectedError",
    "RetriesExhaustedError",
    "ScopeError",
    "SettingsError",
    "SignInError",
    "TicketError",
]


class FeishuError(Exception):
    """Root of everything this package raises on purpose.

    `str()` is one sentence for the user: what failed, where, and what to do next.
    """

    #: True where going on with other streams is pointless.
    stops_run: t.ClassVar[bool] = False

    def __init__(  # noqa: PLR0913  the parts of one sentence
        self,
        message: str,
        *,
        cure: str = "",
        code: int | None = None,
        log_id: str = "",
        endpoint: str = "",
        field: str = "",
    ) -> None:
        """Keep the parts, so that callers branch on `code` and never on text."""
        super().__init__(message)
        self.message = message
        self.cure = cure
        self.code = code
        self.log_id = log_id
        self.endpoint = endpoint
        #: What the failure is about: a field, a template, a control.
        self.field = field
        #: It is about the app, the tenant or what a run is set to do, not about one object.
        self.is_of_all = False

    def __str__(self) -> str:
        """Join message, origin and cure."""
        origin = [self.endpoint] if self.endpoint else []
        origin += [f"code {self.code}"] if self.code is not None else []
        origin += [f"log id {self.log_id}"] if self.log_id else []
        text = f"{self.message} [{', '.join(origin)}]" if origin else self.message
        return f"{text} -> {self.cure}" if self.cure else text


class SettingsError(FeishuError):
    """The configuration is wrong. `problems` lists every fault found, each with its cure."""

    stops_run = True

    def __init__(self, problems: t.Sequence[str]) -> None:
        """Join all problems into one message."""
        super().__init__("Configuration is wrong: " + "; ".join(problems))
        self.problems = list(problems)


class CredentialsError(FeishuError):
    """App id, app secret or access token is refused."""

    stops_run = True


class RegionError(CredentialsError):
    """The host is not the one on which the app was made, or is not Feishu at all."""


class SignInError(CredentialsError):
    """No user is signed in, or not any more: only a person with a browser can go on."""


class TicketError(CredentialsError):
    """A store app has no valid app_ticket, which Feishu sends to the receiver only."""


class QuotaError(FeishuError):
    """The tenant's monthly quota, or the run's own `call_budget`, is used up."""

    stops_run = True


class ScopeError(FeishuError):
    """The app lacks an API scope; any one of `scopes` is enough."""

    def __init__(
        self,
        message: str,
        *,
        scopes: t.Sequence[str] = (),
        console_url: str = "",
        **details: t.Any,
    ) -> None:
        """Keep the acceptable scopes and the console page that grants them."""
        super().__init__(message, **details)
        self.scopes = tuple(scopes)
        self.console_url = console_url


class AccessError(FeishuError):
    """The call is allowed, the object is not shared with the app."""


class NotFoundError(FeishuError):
    """The object does not exist, or not any more."""


class RejectedError(FeishuError):
    """The request is refused for good; repeating it would not help."""


class RetriesExhaustedError(FeishuError):
    """Every retry was answered with a passing failure."""


class AmbiguousWriteError(FeishuError):
    """The reply to a write was lost: it may have landed. Look before writing again."""


class PagingError(FeishuError):
    """A listing repeated a page token, or promised more without one."""


class IncompleteError(FeishuError):
    """A stream was read in part."""


class CellError(FeishuError):
    """A value cannot become what the field takes, or a cell cannot become its column's type."""
