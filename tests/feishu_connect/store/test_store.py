from __future__ import annotations

from feishu_connect.store import AppTicket, Store, StoredEvent, UserGrant, locations
from tests.feishu_connect.store.conftest import APP_ID, APP_SECRET
from tests.support import START

SECRETS = {
    "ticket": "ticket-of-the-tests",
    "refresh token": "ur-refresh-of-the-tests",
    "access token": "u-access-of-the-tests",
    "event": "what people write to each other",
    "app secret": APP_SECRET,
}


def fill(store: Store) -> None:
    store.save_app_ticket(SECRETS["ticket"])
    store.save_user_token(
        UserGrant(SECRETS["refresh token"], START, SECRETS["access token"], START)
    )
    store.add_event(StoredEvent("e-1", "x", "tenant", START, "1.0", {"text": SECRETS["event"]}))


def test_a_copied_file_tells_nothing(open_store, sqlite_url, tmp_path):
    store = open_store(sqlite_url)
    fill(store)
    with store.lock("refresh"):
        files = [path.read_bytes() for path in tmp_path.iterdir()]
    assert len(files) >= 3  # the file, its log, the lock
    found = [name for name, secret in SECRETS.items() if secret.encode() in b"".join(files)]
    assert found == []


def test_nothing_secret_is_shown():
    shown = repr(
        [
            AppTicket(SECRETS["ticket"], START),
            UserGrant(SECRETS["refresh token"], START, SECRETS["access token"], START),
            StoredEvent("e-1", "x", "tenant", START, "1.0", {"text": SECRETS["event"]}),
        ]
    )
    assert [name for name, secret in SECRETS.items() if secret in shown] == []


def test_a_store_shows_where_it_is_and_no_password(store):
    assert repr(store).startswith(f"Store(app_id='{APP_ID}', place=")
    assert APP_SECRET not in repr(store)


def test_by_default_the_store_is_a_private_file(tmp_path, monkeypatch):
    monkeypatch.setattr(locations.platformdirs, "user_data_path", lambda *_, **__: tmp_path / "s")
    store = Store.open(None, app_id=APP_ID, app_secret=APP_SECRET)
    fill(store)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "s").iterdir()}
    store.close()
    assert modes == {0o600}
