from __future__ import annotations

from tap_feishu.spool import Spool

VALUE = {"名": [1, None, "\ud83d half an emoji"]}


def test_a_value_is_made_once_and_comes_back_as_it_was():
    spool, made = Spool(), []

    def make():
        made.append(1)
        return VALUE

    assert [spool.remember("key", make) for _ in range(2)] == [VALUE, VALUE]
    assert made == [1]
    assert spool.remember("other", lambda: None) is None
    spool.close()


def test_a_closed_spool_has_forgotten_everything():
    spool = Spool()
    spool.remember("key", lambda: 1)
    spool.close()
    assert spool.remember("key", lambda: 2) == 2
    spool.close()
