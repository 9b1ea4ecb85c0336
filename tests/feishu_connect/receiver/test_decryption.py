from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from feishu_connect.receiver.decryption import decode_ciphertext, decrypt
from tests.feishu_connect.receiver.support import encrypt


def test_opens_the_vector_of_the_documentation():
    blob = decode_ciphertext("P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=")
    assert decrypt("test key", blob) == b"hello world"


@given(st.binary(), st.text(min_size=1), st.binary(min_size=16, max_size=16))
@hypothesis_settings(deadline=None)
def test_opens_what_another_library_encrypted(text, key, iv):
    assert decrypt(key, decode_ciphertext(encrypt(text, key, iv))) == text


@pytest.mark.parametrize(
    "text", ["", "====", "a", "AAAA", "A" * 24 + "=", "汉字", "AAAA" * 11], ids=repr
)
def test_what_is_no_ciphertext_is_told_without_the_key(text):
    with pytest.raises(ValueError):  # noqa: PT011  binascii's own texts differ
        decode_ciphertext(text)


def test_a_wrong_key_shows_in_the_padding():
    blob = decode_ciphertext(encrypt(b"hello world", iv=bytes(16)))
    with pytest.raises(ValueError, match="padding"):
        decrypt("another key", blob)
