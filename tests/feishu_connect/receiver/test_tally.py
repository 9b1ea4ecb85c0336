from __future__ import annotations

from feishu_connect.receiver.refusals import Reason
from feishu_connect.receiver.tally import Tally
from tests.support import FakeClock


def test_a_flood_of_refusals_does_not_flood_the_log(caplog):
    clock = FakeClock()
    tally = Tally(clock)
    for _ in range(1000):
        tally.refuse(Reason.BAD_SIGNATURE, "192.0.2.1")
    tally.refuse(Reason.STALE, "192.0.2.1")
    clock.sleep(1)
    tally.refuse(Reason.BAD_SIGNATURE, "192.0.2.2")
    assert [record.getMessage().split("[")[-1] for record in caplog.records] == [
        "1 so far]",
        "1 so far]",
        "1001 so far]",
    ]
    assert tally.report()["refused"] == {"bad_signature": 1001, "stale": 1}
