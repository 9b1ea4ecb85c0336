from __future__ import annotations

import base64
import hashlib
import json

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from feishu_sandbox.events import encrypt, seal, signature

#: The platform's own example.
VECTOR = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="


def decrypt(key, text):
    raw = base64.b64decode(text)
    cipher = Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(raw[:16]))
    decryptor = cipher.decryptor()
    plain = decryptor.update(raw[16:]) + decryptor.finalize()
    return plain[: -plain[-1]]


def test_the_documented_example_comes_out():
    iv = base64.b64decode(VECTOR)[:16]
    assert encrypt("test key", b"hello world", iv) == VECTOR


@given(st.text(min_size=1), st.binary())
def test_what_is_encrypted_can_be_read_with_the_key(key, plain):
    assert decrypt(key, encrypt(key, plain)) == plain


def test_no_two_bodies_are_alike():
    assert encrypt("key", b"same") != encrypt("key", b"same")


def test_the_signature_is_a_plain_hash_over_the_raw_body():
    sealed = seal("key", {"type": "事件"}, 1_700_000_000.9)
    stamp = sealed.headers["X-Lark-Request-Timestamp"]
    nonce = sealed.headers["X-Lark-Request-Nonce"]
    expected = hashlib.sha256((stamp + nonce + "key").encode() + sealed.body).hexdigest()
    assert stamp == "1700000000"
    assert (
        sealed.headers["X-Lark-Signature"]
        == expected
        == signature(stamp, nonce, "key", sealed.body)
    )
    assert json.loads(decrypt("key", json.loads(sealed.body)["encrypt"])) == {"type": "事件"}


def test_without_an_encrypt_key_all_is_plain_and_unsigned():
    sealed = seal("", {"type": "事件"}, 0)
    assert json.loads(sealed.body) == {"type": "事件"}
    assert "X-Lark-Signature" not in sealed.headers
