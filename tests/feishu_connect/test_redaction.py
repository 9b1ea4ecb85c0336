from __future__ import annotations

from feishu_connect.redaction import Redactor


def test_known_secrets_are_masked_wherever_they_stand():
    redactor = Redactor("hunter2hunter2")
    redactor.add("refresh-token-1")
    assert redactor.clean("a hunter2hunter2 b refresh-token-1 c") == "a *** b *** c"


def test_tokens_are_masked_by_their_shape():
    clean = Redactor().clean
    assert clean("Authorization: Bearer eyJhbGciOi.x.y") == "Authorization: ***"
    assert (
        clean("got eyJhbGciOiJFUzI1NiIs.eyJpc3MiOi and ur-oQ0mMq6MCcueAv0px") == "got *** and ***"
    )
    assert clean("token t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234 end") == "token *** end"


def test_ordinary_words_stay():
    text = "table tblA1, at-least-once delivery, t-shirt, log id 2026"
    assert Redactor("").clean(text) == text
