from __future__ import annotations

import os
import typing as t
import uuid

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from feishu_connect.store import Store
from tests.support import FakeClock

APP_ID = "cli_a000000000000001"
APP_SECRET = "secret-of-the-tests"
SERVER = os.environ.get(
    "TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


@pytest.fixture(scope="session")
def server():
    pytest.importorskip("psycopg")
    engine = create_engine(
        SERVER, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3}
    )
    try:
        engine.connect().close()
    except SQLAlchemyError:
        pytest.skip("no PostgreSQL server at TEST_POSTGRES_URL, nor one of this machine's own")
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_url(server):
    schema = f"feishu_test_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    url = make_url(SERVER).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'store.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request):
    """Name an empty store of each kind."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def clock():
    return FakeClock()


class Opener(t.Protocol):
    def __call__(self, url: str, *, app_id: str = ..., app_secret: str = ...) -> Store: ...


@pytest.fixture
def open_store(clock):
    opened: list[Store] = []

    def open_one(url: str, *, app_id: str = APP_ID, app_secret: str = APP_SECRET) -> Store:
        opened.append(Store.open(url, app_id=app_id, app_secret=app_secret, clock=clock))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store, url):
    return open_store(url)
