from __future__ import annotations

import pytest

import feishu_connect
import feishu_connect.bitable
import feishu_connect.endpoints
import feishu_connect.oauth
import feishu_connect.store
import feishu_connect.tokens


@pytest.mark.parametrize(
    "package",
    [
        feishu_connect,
        feishu_connect.bitable,
        feishu_connect.endpoints,
        feishu_connect.oauth,
        feishu_connect.store,
        feishu_connect.tokens,
    ],
)
def test_all_that_is_promised_is_there(package):
    assert len(set(package.__all__)) == len(package.__all__)
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


def test_every_error_hangs_under_the_root():
    from feishu_connect import errors  # noqa: PLC0415

    for name in errors.__all__:
        assert issubclass(getattr(errors, name), feishu_connect.FeishuError)
