from __future__ import annotations

import pytest

from feishu_connect.receiver.signature import Seal, same_text, sign
from tests.feishu_connect.receiver.support import KEY, signed


def test_signs_as_feishu_does():
    post = signed(b'{"encrypt":"x"}', timestamp="1700000000", nonce="abc")
    expected = sign("1700000000", "abc", KEY, post.body)
    assert post.headers["X-Lark-Signature"] == expected
    assert Seal.of(post.headers).fits(KEY, post.body)


@pytest.mark.parametrize(
    "change",
    [
        {"X-Lark-Request-Timestamp": "1700000001"},
        {"X-Lark-Request-Nonce": "abd"},
        {"X-Lark-Signature": ""},
        {"X-Lark-Signature": "0" * 64},
        {"X-Lark-Signature": "汉字"},
    ],
    ids=str,
)
def test_any_other_header_does_not_fit(change):
    post = signed(b"{}", timestamp="1700000000", nonce="abc")
    assert not Seal.of({**post.headers, **change}).fits(KEY, post.body)


def test_every_byte_of_the_body_counts():
    post = signed(b'{"a": 1}')
    assert not Seal.of(post.headers).fits(KEY, b'{"a":1}')


def test_no_headers_do_not_fit():
    assert not Seal.of({}).fits(KEY, b"{}")


def test_text_of_any_kind_can_be_compared():
    assert same_text("钥匙", "钥匙")
    assert not same_text("\ud800", "钥匙")
