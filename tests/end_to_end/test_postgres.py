"""Feishu into PostgreSQL with `meltano run`: every row, every value, and then only what changed."""

from __future__ import annotations

import datetime as dt
import os
import typing as t
from decimal import Decimal
from urllib.parse import quote

import psycopg
import pytest
from psycopg import conninfo, sql
from psycopg.rows import dict_row

from tests.end_to_end.meltano_project import install, project

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from examples.demo.meltano import Meltano
    from feishu_sandbox import BaseBuilder, Sandbox
    from tests.end_to_end.processes import Bench, Line

#: The first run installs the loader.
pytestmark = [pytest.mark.postgres, pytest.mark.timeout(600)]

#: A server of this machine that trusts its users; another one is named by TEST_POSTGRES_URL.
DEFAULT_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


@pytest.fixture
def database() -> Iterator[str]:
    """A connection string of a database that lives as long as the tests."""
    url = os.environ.get("TEST_POSTGRES_URL", DEFAULT_SERVER)
    name = f"singer_feishu_{os.getpid()}"
    try:
        server = psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        if "TEST_POSTGRES_URL" in os.environ:
            raise
        reason = str(error).partition("\n")[0]
        pytest.skip(f"no PostgreSQL here, and TEST_POSTGRES_URL names none: {reason}")
    with server:
        install("target-postgres")
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield conninfo.make_conninfo(url, dbname=name)
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def table(database: str, name: str) -> list[Line]:
    with psycopg.connect(database, row_factory=dict_row) as connection:
        query = sql.SQL("select * from feishu.{}").format(sql.Identifier(name))
        return connection.execute(query).fetchall()


def column_types(database: str, name: str) -> dict[str, str]:
    """Give the type of each column; that of an array begins with `_`."""
    query = "select column_name, udt_name from information_schema.columns where table_name = %s"
    with psycopg.connect(database) as connection:
        return dict(connection.execute(query, [name]).fetchall())


def loader(database: str) -> Line:
    """Give the settings of target-postgres for a database."""
    parts = {name: quote(str(part)) for name, part in conninfo.conninfo_to_dict(database).items()}
    user = f"{parts.get('user', '')}:{parts.get('password', '')}".rstrip(":")
    host = f"{parts.get('host', '')}:{parts.get('port', 5432)}"
    return {"sqlalchemy_url": f"postgresql+psycopg://{user}@{host}/{parts['dbname']}"}


def run(bench: Bench, base: BaseBuilder, folder: Path, database: str) -> Meltano:
    """Run the tap over a base into the database, and give the project for more runs."""
    settings = {"tap-feishu": bench.tap_settings(base), "target-postgres": loader(database)}
    meltano = project(folder, settings)
    meltano.run("tap-feishu", "target-postgres")
    return meltano


def plain(row: Line) -> Line:
    """Bring a row of the database into the form of JSON; its times are UTC without a zone."""
    return {column: _plain(value) for column, value in row.items() if column[:5] != "_sdc_"}


def _plain(value: t.Any) -> t.Any:
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="milliseconds") + "Z"
    return float(value) if isinstance(value, Decimal) else value


def test_every_value_arrives_in_a_column_of_its_type(
    bench: Bench, sandbox: Sandbox, tmp_path: Path, database: str
):
    crm = sandbox.world.base("CRM 客户管理")
    run(bench, crm, tmp_path, database)
    expected = bench.read(crm)
    for stream in ("客户_customers", "订单_orders", "字段大全_all_fields"):
        found = {row["_record_id"]: plain(row) for row in table(database, f"源__{stream}")}
        assert found == {row["_record_id"]: row for row in expected.rows[stream]}
    assert table(database, "源__空表_empty") == []
    types = column_types(database, "源__字段大全_all_fields")
    assert {name: types[name] for name in ("文本", "数字", "多选", "日期", "复选框", "超链接")} == {
        "文本": "text",
        "数字": "numeric",
        "多选": "_text",
        "日期": "timestamp",
        "复选框": "bool",
        "超链接": "jsonb",
    }


def test_a_second_run_writes_only_what_changed(
    bench: Bench, sandbox: Sandbox, tmp_path: Path, database: str
):
    source = bench.table("订单", ({"名称": f"第 {n} 行", "数": n} for n in range(1_200)))
    first, second, *_ = source.rows()
    sandbox.clock.advance(60)
    meltano = run(bench, bench.source, tmp_path, database)
    before = {row["_record_id"]: row for row in table(database, "源__订单")}
    assert len(before) == 1_200
    source.edit_row(first, {"数": -1})
    source.edit_row(second, {"名称": None})
    new = source.add_row({"名称": "新 🎉"})
    meltano.run("tap-feishu", "target-postgres")
    after = {row["_record_id"]: row for row in table(database, "源__订单")}
    assert {key for key in after if after[key] != before.get(key)} == {first, second, new}
    assert (after[first]["数"], after[second]["名称"]) == (-1, None)
    assert (after[new]["名称"], after[new]["数"]) == ("新 🎉", None)
    assert before.keys() | {new} == after.keys()
