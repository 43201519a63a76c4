"""An update that comes again does nothing, as long as Telegram may bring it again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.seen import HOURS, MOST, Seen, and_seen, has_seen

BEGAN = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
pauses = st.timedeltas(timedelta(0), timedelta(hours=9)) | st.just(timedelta(0))


@given(st.lists(pauses, max_size=60), st.integers(1, 12))
def test_what_telegram_may_bring_again_is_known_and_not_much_more(waits: list[timedelta], each: int) -> None:
    seen: Seen = ()
    now, came = BEGAN, list[tuple[int, datetime]]()
    for wait in waits:
        now += wait
        for _ in range(each):
            came.append((len(came), now))
            seen = and_seen(seen, len(came) - 1, now)
    for update, at in came[-MOST:]:
        assert has_seen(seen, update) or now - at > timedelta(hours=HOURS)
    for update, at in came:
        assert not has_seen(seen, update) or now - at < timedelta(hours=HOURS + 2)
    assert sum(len(hour.updates) for hour in seen) <= 2 * MOST
    assert not has_seen(seen, len(came))


def test_who_writes_without_end_fills_no_record() -> None:
    seen: Seen = ()
    for number in range(10 * MOST):
        seen = and_seen(seen, number, BEGAN + number * timedelta(minutes=1))
    assert sum(len(hour.updates) for hour in seen) <= 2 * MOST
    assert all(has_seen(seen, 10 * MOST - 1 - late) for late in range(MOST))


def test_a_clock_that_was_set_back_forgets_nothing() -> None:
    seen = and_seen(and_seen((), 1, BEGAN), 2, BEGAN - timedelta(hours=3))
    assert has_seen(seen, 1)
    assert has_seen(seen, 2)
