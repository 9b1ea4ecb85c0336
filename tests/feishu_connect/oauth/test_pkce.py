from __future__ import annotations

import re

from feishu_connect.oauth.pkce import challenge_of, new_verifier


def test_the_challenge_is_that_of_the_standards_example():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_verifiers_are_of_the_allowed_length_and_alphabet_and_never_the_same():
    drawn = {new_verifier() for _ in range(20)}
    assert len(drawn) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9\-._~]{43,128}", verifier) for verifier in drawn)
