"""Records that earlier releases have written are read as if this one had."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from bot.core.records import Family, House, decode, encode
from bot.core.seen import SeenHour, hour_of

AT_ONE = datetime(2026, 9, 1, 13, 5, tzinfo=UTC)
AT_TWO = datetime(2026, 9, 1, 14, 0, tzinfo=UTC)


def test_1_updates_with_an_instant_each() -> None:
    written = (
        b'{"schema":1,"record":{"type":"family","id":"f1","due":null,"carers":[],"children":[],"seen":'
        b'[[7,"2026-09-01T13:05:00Z"],[8,"2026-09-01T13:59:59.5Z"],[9,"2026-09-01T14:00:00Z"]]}}'
    )
    hours = (SeenHour(hour=hour_of(AT_ONE), updates=(7, 8)), SeenHour(hour=hour_of(AT_TWO), updates=(9,)))
    read = decode(written)
    assert read == Family(id="f1", seen=hours)
    assert decode(encode(read)) == read


def test_1_without_any() -> None:
    assert decode(b'{"schema":1,"record":{"type":"house","id":"house"}}') == House()


@pytest.mark.parametrize("schema", [b"0", b"99", b'"1"'])
def test_a_version_that_no_release_has_written(schema: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(b'{"schema":' + schema + b',"record":{"type":"house","id":"house"}}')
