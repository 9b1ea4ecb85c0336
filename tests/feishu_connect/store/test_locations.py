from __future__ import annotations

import sys
from pathlib import Path

import pytest

from feishu_connect import SettingsError
from feishu_connect.store import StoreError, locations
from feishu_connect.store.locations import locate

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no modes")


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "share" / "singer-feishu"
    monkeypatch.setattr(locations.platformdirs, "user_data_path", lambda *_, **__: folder)
    return folder


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("url", [None, ""])
def test_by_default_each_app_has_a_file_in_the_users_data_folder(home, url):
    assert locate(url, "cli_a1").file == home / "cli_a1.sqlite3"


def test_an_app_id_cannot_lead_out_of_the_folder(home):
    assert locate(None, "cli_/../../x").file.parent == home


@posix
def test_the_default_file_is_the_users_alone_even_where_it_was_not(home):
    home.mkdir(parents=True, mode=0o755)
    (home / "cli_a1.sqlite3").touch(0o644)
    locate(None, "cli_a1").prepare()
    assert (mode(home), mode(home / "cli_a1.sqlite3")) == (0o700, 0o600)


@posix
def test_a_named_file_is_made_for_the_user_alone(tmp_path):
    file = tmp_path / "folder" / "store.sqlite3"
    locate(f"sqlite:///{file}", "cli_a1").prepare()
    assert (mode(file.parent), mode(file)) == (0o700, 0o600)


@posix
def test_the_access_to_what_others_made_stays_theirs(tmp_path):
    tmp_path.chmod(0o750)
    (tmp_path / "store.sqlite3").touch()
    (tmp_path / "store.sqlite3").chmod(0o660)
    locate(f"sqlite:///{tmp_path}/store.sqlite3", "cli_a1").prepare()
    assert (mode(tmp_path), mode(tmp_path / "store.sqlite3")) == (0o750, 0o660)


def test_a_tilde_is_the_users_home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("USERPROFILE", "/home/ada")
    assert locate("sqlite:///~/x.sqlite3", "cli_a1").file == Path("/home/ada/x.sqlite3").absolute()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_one_driver_in_every_sqlalchemy(scheme):
    location = locate(f"{scheme}://ada:hunter22@db.example/feishu?sslmode=require", "cli_a1")
    assert location.url.drivername == "postgresql+psycopg"
    assert (str(location), location.file) == ("db.example/feishu", None)
    assert "hunter22" not in repr(location)


@pytest.mark.parametrize(
    "url",
    ["mysql://ada:hunter22@db.example/feishu", "hunter22", "postgresql://a:hunter22@b:port/c"],
)
def test_other_urls_are_refused_without_showing_them(url):
    with pytest.raises(SettingsError, match="must be the URL of a SQLite file") as caught:
        locate(url, "cli_a1")
    assert "hunter22" not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true"])
def test_a_store_that_would_not_outlive_the_run_is_refused(url):
    with pytest.raises(SettingsError, match="must outlive the run"):
        locate(url, "cli_a1")


def test_a_place_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"store\.sqlite3 failed"):
        locate(f"sqlite:///{tmp_path}/file/store.sqlite3", "cli_a1").prepare()
