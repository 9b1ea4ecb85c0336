"""`feishu-connect login`: a user signs in, and runs with `identity: user` go on from there."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t
import webbrowser

import click

from feishu_connect import endpoints, regions
from feishu_connect.client import FeishuClient
from feishu_connect.codes import CODES
from feishu_connect.commands.configs import read_config
from feishu_connect.commands.listener import Listener, can_listen
from feishu_connect.doctor.needs import out_of_reach, user_scopes
from feishu_connect.errors import FeishuError, SignInError
from feishu_connect.oauth import Attempt, Page, SignedIn, complete, pages
from feishu_connect.settings import ConnectionSettings

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: What the sign-in page shows instead of sending the browser back.
_SHOWN_BY_FEISHU = (20029, 20027)
#: `grant_status` of a scope that the app has.
_GRANTED = 1


@click.command()
@click.option("--config", "config_path", required=True, metavar="FILE", help="A tap's or target's.")
@click.option(
    "--catalog",
    "catalog_path",
    metavar="FILE",
    help="The tap's catalog: only its selected streams count.",
)
@click.option(
    "--no-browser",
    is_flag=True,
    help="Print the link only, and ask for the address to which the browser was sent back.",
)
@click.option(
    "--timeout",
    type=click.IntRange(min=1),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for the browser.",
)
def login(config_path: str, catalog_path: str | None, *, no_browser: bool, timeout: int) -> None:
    """Sign in a user, and keep what runs with `identity: user` need in the store.

    Asks for the scopes that the configuration needs, and no others; for those of all streams where
    no catalog tells which are selected, as far as the app has them. Ends with 0 when the user is
    signed in, and with 1 otherwise.
    """
    config = read_config(config_path)
    settings = ConnectionSettings.from_config(config)
    catalog = read_config(catalog_path, "--catalog") if catalog_path else None
    enabled = _enabled_scopes(settings)
    scopes = user_scopes(config, catalog, enabled=enabled)
    if closed := out_of_reach(config, catalog, enabled):
        click.echo(f"The app lacks scopes of the user identity for: {', '.join(closed)}.")
    client = FeishuClient(dataclasses.replace(settings, identity="user"))
    with contextlib.closing(client):
        sign_in(client, scopes, wait=None if no_browser else timeout, browse=webbrowser.open)


def _enabled_scopes(settings: ConnectionSettings) -> frozenset[str] | None:
    """Ask which scopes the app has, None where that cannot be told; signing in goes on without."""
    if settings.app_type != "custom":
        return None
    client = FeishuClient(dataclasses.replace(settings, identity="app"))
    try:
        with contextlib.closing(client):
            rows = client.call(endpoints.APPLICATION_SCOPE_LIST).get("scopes") or []
    except FeishuError as error:
        if error.stops_run:
            raise
        return None
    return frozenset(
        row["scope_name"]
        for row in rows
        if row.get("grant_status") == _GRANTED and row.get("scope_type") in {None, "", "user"}
    )


def sign_in(
    client: FeishuClient,
    scopes: Iterable[str],
    *,
    wait: float | None,
    browse: Callable[[str], object],
) -> SignedIn:
    """Sign in a user and tell the terminal how it goes.

    Args:
        client: Of the app and the store; its identity is `user`.
        scopes: What the user is asked to grant, beside `offline_access`.
        wait: Seconds to wait for the browser; None asks for the redirect to be pasted.
        browse: Opens a link in the browser.

    Raises:
        SignInError: The user did not agree, or nothing came back.
        FeishuError: Whatever else went wrong.
    """
    visit = _Visit(client, Attempt.begin(client.settings, scopes))
    # A store that cannot be opened must not cost the user a sign-in.
    _ = client.store
    if wait is None or not can_listen(client.settings.redirect_uri):
        person = _pasted(visit)
    else:
        person = _redirected(visit, wait, browse)
    _report(person)
    return person


class _Visit:
    """What becomes of one attempt, for the page and for the terminal."""

    def __init__(self, client: FeishuClient, attempt: Attempt) -> None:
        self.client = client
        self.attempt = attempt
        self.person: SignedIn | None = None
        self.error: Exception | None = None

    def finish(self, redirected: str) -> SignedIn:
        return complete(self.client, self.client.store, self.attempt, redirected)

    def page(self, redirected: str) -> Page:
        """Finish, and give the page that tells how it went; the terminal hears of it later."""
        try:
            self.person = self.finish(redirected)
        except FeishuError as error:
            self.error = error
            return pages.failed(error)
        except Exception as error:  # noqa: BLE001 - raised again on the main thread
            self.error = error
            return pages.crashed()
        return pages.signed_in(self.person)


def _redirected(visit: _Visit, seconds: float, browse: Callable[[str], object]) -> SignedIn:
    with Listener(visit.attempt.redirect_uri, visit.page) as listener:
        click.echo("Sign in on this page; it opens in your browser:")
        click.echo(f"\n  {visit.attempt.url}\n")
        click.echo(_hint(visit))
        browse(visit.attempt.url)
        listener.wait(seconds)
    if visit.error is not None:
        raise visit.error
    if visit.person is None:
        msg = f"The browser did not come back within {seconds:g} seconds"
        raise SignInError(msg, cure=_hint(visit))
    return visit.person


def _pasted(visit: _Visit) -> SignedIn:
    click.echo("Open this page in a browser and sign in:")
    click.echo(f"\n  {visit.attempt.url}\n")
    click.echo(_hint(visit))
    click.echo(
        f"The browser is then sent to {visit.attempt.redirect_uri}. It need not find anything "
        "there: copy the whole address from its address bar."
    )
    return visit.finish(click.prompt("Address", prompt_suffix=": "))


def _hint(visit: _Visit) -> str:
    """Tell the cures of what Feishu shows on its own page, and never to us."""
    settings = visit.client.settings
    console = regions.console_url(settings.base_url, settings.app_id)
    back = settings.redirect_uri
    first = f"If the page shows an error instead of coming back to {back}, look at {console}"
    cures = (f"{code}, {CODES[code].meaning}: {CODES[code].cure}" for code in _SHOWN_BY_FEISHU)
    return "\n  - ".join([first, *cures])


def _report(person: SignedIn) -> None:
    click.echo(f"Signed in as {person.name} ({person.open_id}) of tenant {person.tenant_key}.")
    if person.missing:
        click.echo(f"Not granted: {', '.join(person.missing)}.")
    if not person.lasting:
        click.echo(
            "Feishu gave no refresh token, so this sign-in ends in about two hours: enable the "
            "scope offline_access on the app, publish a new version and sign in again."
        )
