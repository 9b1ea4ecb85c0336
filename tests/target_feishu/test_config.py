"""Settings and routes: every fault at once, in words that help and show no value."""

from __future__ import annotations

import typing as t

import pytest
from singer_sdk.exceptions import ConfigValidationError

from feishu_connect import SettingsError
from target_feishu.bitable.route import BitableRoute
from target_feishu.config import CONFIG_JSONSCHEMA, TargetSettings, config_problems
from target_feishu.ignored import IgnoreRoute
from target_feishu.messages.route import MessageRoute
from target_feishu.target import TargetFeishu

APP = {"app_id": "cli_a000000000000001", "app_secret": "secret-of-the-tests"}
BASE = "bascnAAAAAAAAAAAAAAAAA"


def settings(**config: t.Any) -> TargetSettings:
    return TargetSettings.from_config({**APP, **config})


def test_the_first_route_that_matches_wins_and_case_counts():
    found = settings(
        base=BASE,
        routes=[
            {"stream": "orders_*", "to": "ignore"},
            {"stream": "orders*", "table": "Orders", "load_method": "overwrite"},
            {"stream": "alerts", "to": "message", "receive_id": "oc_1", "content": "hi"},
        ],
    )
    assert found.route_of("orders_old") == IgnoreRoute("orders_*")
    assert found.route_of("orders") == BitableRoute(
        "orders*", base=BASE, table="Orders", load_method="overwrite"
    )
    assert found.route_of("alerts") == MessageRoute("alerts", receive_id="oc_1", content="hi")
    assert found.route_of("Orders") == BitableRoute("Orders", base=BASE)


def test_a_stream_without_destination_is_named_with_its_cure():
    with pytest.raises(SettingsError, match=r"stream `orders` has no destination: set `base`"):
        settings().route_of("orders")


@pytest.mark.parametrize(
    "config, problem",
    [
        ({"base": "not a base"}, "`base` must be a base's link"),
        ({"batch_size_rows": 1001}, "`batch_size_rows` must be at most 1000"),
        ({"load_method": "merge"}, "`load_method` must be `upsert` or `append-only` or"),
        ({"routes": {}}, "`routes` must be a list"),
        ({"routes": ["orders"]}, "`routes[0]`: must be an object"),
        ({"routes": [{"to": "ignore"}]}, "`routes[0]`: `stream` is missing"),
        ({"routes": [{"stream": "a"}]}, "`routes[0]`: has no `base`"),
        ({"routes": [{"stream": "a", "base": "x y"}]}, "`routes[0]`: `base` must be a base's"),
        ({"routes": [{"stream": "a", "to": "sheet"}]}, "`routes[0]`: `to` must be `bitable`"),
        (
            {"routes": [{"stream": "a", "base": BASE, "no_such_keys": True}]},
            "`routes[0]`: `no_such_keys` is not a known key",
        ),
        (
            {"routes": [{"stream": "a", "base": BASE, "fields": {"x": {"type": 1}}}]},
            "`routes[0]`: `fields.x.field_name` is missing",
        ),
        (
            {"routes": [{"stream": "a", "to": "message", "receive_id": "oc_1"}]},
            "`routes[0]`: `content` is missing",
        ),
        (
            {
                "routes": [
                    {
                        "stream": "a",
                        "to": "message",
                        "receive_id": "oc_1",
                        "msg_type": "post",
                        "content": "hi",
                    }
                ]
            },
            "`routes[0]`: `content` of a message of the kind `post` must be an object",
        ),
        (
            {
                "routes": [
                    {"stream": "a", "to": "message", "receive_id": "{{ x", "content": "{% if %}"}
                ]
            },
            "`routes[0]`: `receive_id` is not a valid template",
        ),
        (
            {
                "routes": [
                    {
                        "stream": "a",
                        "to": "message",
                        "receive_id": "oc_1",
                        "content": "hi",
                        "msg_type": "txt",
                    }
                ]
            },
            "`routes[0]`: `msg_type` must be text or post",
        ),
    ],
)
def test_wrong_settings_say_what_is_wrong(config: dict[str, t.Any], problem: str):
    found = config_problems({**APP, **config})
    assert any(problem in each for each in found), found


def test_all_faults_are_told_at_once_and_no_value_is_shown():
    config = {"app_id": "wrong-app-id", "base": "my secret", "routes": [{"stream": "a", "x": "y"}]}
    with pytest.raises(ConfigValidationError) as refused:
        TargetFeishu(config=config)
    assert len(refused.value.errors) == 4
    assert not any(
        secret in text for text in refused.value.errors for secret in ("wrong-app-id", "my secret")
    )


def test_unknown_settings_are_tolerated():
    assert settings(base=BASE, something_of_meltano=1).base == BASE


def test_every_setting_reads_like_a_manual():
    for name, schema in CONFIG_JSONSCHEMA["properties"].items():
        assert schema.get("title"), name
        assert schema.get("description"), name
