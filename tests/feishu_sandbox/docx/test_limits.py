from __future__ import annotations

from feishu_sandbox import Sandbox
from tests.feishu_sandbox.conftest import Api


def test_the_sixth_call_in_a_second_gets_http_400():
    with Sandbox() as sandbox:
        sandbox.clock.freeze()
        own = sandbox.world.docx.add_document("x").document_id
        api = Api(sandbox)
        replies = [api.send("GET", f"/docx/v1/documents/{own}") for _ in range(6)]
        assert [reply.status_code for reply in replies] == [200] * 5 + [400]
        assert replies[-1].json()["code"] == 99991400
        assert replies[-1].headers["x-ogw-ratelimit-reset"] == "1"
        api.session.close()
