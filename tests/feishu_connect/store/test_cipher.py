from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feishu_connect.store import UnreadableError
from feishu_connect.store.cipher import SALT_BYTES, Cipher

SALT = bytes(range(SALT_BYTES))
CIPHER = Cipher("cli_a", "the secret", SALT)

texts = st.text(st.characters())
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(value=json_values, table=texts, row=texts)
def test_what_was_sealed_opens_in_its_place(value, table, row):
    sealed = CIPHER.seal(value, table=table, row=row)
    assert CIPHER.open(sealed, table=table, row=row) == value


@given(place=st.tuples(texts, texts), other=st.tuples(texts, texts))
def test_what_was_sealed_opens_nowhere_else(place, other):
    assume(place != other)
    sealed = CIPHER.seal("value", table=place[0], row=place[1])
    with pytest.raises(UnreadableError):
        CIPHER.open(sealed, table=other[0], row=other[1])


@given(data=st.data())
def test_no_bit_can_be_changed_unnoticed(data):
    sealed = bytearray(CIPHER.seal({"a": 1}, table="t", row="r"))
    index = data.draw(st.integers(0, len(sealed) - 1))
    sealed[index] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(UnreadableError):
        CIPHER.open(bytes(sealed), table="t", row="r")


@given(garbage=st.binary(max_size=64))
def test_garbage_is_refused_in_words(garbage):
    with pytest.raises(UnreadableError, match="`t` in the store was changed"):
        CIPHER.open(garbage, table="t")


@pytest.mark.parametrize(
    "other",
    [
        Cipher("cli_b", "the secret", SALT),
        Cipher("cli_a", "another secret", SALT),
        Cipher("cli_a", "the secret", SALT[::-1]),
    ],
    ids=["app", "secret", "salt"],
)
def test_app_secret_and_salt_must_all_be_right(other):
    sealed = CIPHER.seal("value", table="t")
    with pytest.raises(UnreadableError):
        other.open(sealed, table="t")


def test_equal_values_are_sealed_differently():
    sealed = {CIPHER.seal("value", table="t") for _ in range(100)}
    assert len({one[1:13] for one in sealed}) == 100


def test_a_cipher_does_not_show_its_secret():
    assert "the secret" not in repr(CIPHER) + str(vars(CIPHER))
