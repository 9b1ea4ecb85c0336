"""One visit of the doctor: whom it asks, what it has learnt, and how it words what went wrong."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from feishu_connect import regions
from feishu_connect.doctor.finding import Finding, unchecked
from feishu_connect.errors import FeishuError, ScopeError

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from typing_extensions import Unpack

    from feishu_connect.call import Parts
    from feishu_connect.client import FeishuClient
    from feishu_connect.endpoints import Endpoint
    from feishu_connect.settings import ConnectionSettings


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call brought: data, or the error that it means."""

    data: Mapping[str, t.Any] = field(default_factory=dict)
    error: FeishuError | None = None


@dataclass(frozen=True, slots=True)
class Grants:
    """Scopes of the identity in use; `granted` is None where Feishu does not tell them."""

    granted: frozenset[str] | None = None
    #: Asked for by a version of the app, and not granted by the administrator.
    pending: frozenset[str] = frozenset()
    #: Granted to the app, and not by the signed-in user.
    withheld: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether a missing scope can be told from one that is there."""
        return self.granted is not None

    def lacks(self, any_of: Iterable[str]) -> bool:
        """Tell whether it is certain that none of the scopes is granted."""
        wanted = set(any_of)
        return self.granted is not None and bool(wanted) and not wanted & self.granted


class Visit:
    """What the checks share."""

    def __init__(
        self, settings: ConnectionSettings, *, app: FeishuClient, reader: FeishuClient
    ) -> None:
        """Start without knowledge.

        Args:
            settings: The connection.
            app: Calls as the app.
            reader: Calls as the identity of the settings; the same as `app` where that is the app.
        """
        self.settings = settings
        self.app = app
        self.reader = reader
        self.grants = Grants()
        #: The app's own, which look-ups need also where a user acts.
        self.app_grants = Grants()
        #: A newer version of the app waits for the administrator.
        self.awaits_approval = False

    @property
    def by_user(self) -> bool:
        """Whether data is read as a signed-in user."""
        return self.reader is not self.app

    def close(self) -> None:
        """Close what the clients have opened."""
        self.app.close()
        self.reader.close()

    def ask(self, endpoint: Endpoint, **parts: Unpack[Parts]) -> Answer:
        """Make one call as the app; a failure is an answer too."""
        return answer(self.app, endpoint, **parts)

    def console(self, page: str = "") -> str:
        """Give a page of the app's developer console."""
        url = regions.console_url(self.settings.base_url, self.settings.app_id)
        return f"{url}/{page}" if page else url

    def scope_page(self, scopes: Iterable[str], *, by_app: bool = False) -> str:
        """Give the console page on which scopes are granted."""
        identity = "user" if self.by_user and not by_app else "app"
        base_url, app_id = self.settings.base_url, self.settings.app_id
        return regions.scope_url(base_url, app_id, scopes, identity=identity)

    def scope_cure(self, what: str, *, by_app: bool = False) -> str:
        """Say how a scope comes to be granted."""
        if self.by_user and not by_app:
            return (
                f"Grant {what} for user identity, publish a version, and sign in again with "
                "`feishu-connect login`"
            )
        if self.awaits_approval:
            return (
                "Let the administrator approve the version that waits; if it does not ask for "
                f"{what}, grant {what} for the app identity and publish again"
            )
        return f"Grant {what} for the app identity, publish a version and have it approved"

    def trouble(self, check: str, subject: str, error: FeishuError) -> Finding:
        """Word a failure for which a check has no better words.

        A missing scope that the check of scopes has told already is not told twice.
        """
        if not isinstance(error, ScopeError):
            text = f"{subject}: {error.message}" if subject else error.message
            return Finding(check, "failed", text, _origin(error), error.cure)
        if self.grants.lacks(error.scopes):
            return unchecked(check, f"{subject}: a scope is missing, see scopes")
        return Finding(
            check,
            "failed",
            f"{subject}: any one of these scopes is missing: {', '.join(error.scopes)}",
            "Feishu refuses the call for want of a scope" + _log_id(error),
            self.scope_cure("one of them"),
            self.scope_page(error.scopes),
        )


def answer(client: FeishuClient, endpoint: Endpoint, **parts: Unpack[Parts]) -> Answer:
    """Make one call; a failure is an answer too."""
    try:
        return Answer(client.call(endpoint, **parts))
    except FeishuError as error:
        return Answer(error=error)


def _origin(error: FeishuError) -> str:
    code = f" with code {error.code}" if error.code is not None else ""
    return f"{error.endpoint or 'The call'} failed{code}{_log_id(error)}"


def _log_id(error: FeishuError) -> str:
    return f" (log id {error.log_id})" if error.log_id else ""
