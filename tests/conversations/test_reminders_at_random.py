"""Weeks of reminders with taps on any button, old or new: nobody is woken for nothing, or at night, or too often."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from player import Player, Town, settled

from bot.core import localtime, reminders
from bot.core.records import Carer

waits = st.integers(1, 36 * 60).map(lambda minutes: timedelta(minutes=minutes))
MOST = 30  # buttons in sight, old ones too; a greater number begins again with the newest


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hour=st.sampled_from([7, 16, 20, 21]), steps=st.lists(st.tuples(waits, st.integers(0, MOST)), max_size=12))
def test_any_tap_at_any_time(hour: int, steps: list[tuple[timedelta, int]]) -> None:
    """The clock is struck only when due; `Town.strike_clock` complains when nothing comes of it."""
    maria = settled(Town())
    set_everything_up(maria, time(hour, 15))
    before = maria.shown[-1].id  # what lies further back belongs to the first minutes: another zone, another clock
    for wait, number in steps:
        carer, known = maria.family().carers[0], dict(maria.family().carers[0].reminded)
        maria.waits(wait)
        check(carer, {k: at for k, at in maria.family().carers[0].reminded.items() if known.get(k) != at}, known)
        newest = sorted((m for m in maria.shown if m.id >= before), key=lambda m: -m.at)
        buttons = [(m, b) for m in newest for row in m.rows for b in row if b.data]
        shown, button = buttons[number % len(buttons)]
        toasts = len(maria.town.toasts)
        maria.taps_data(button.data, shown.id)
        assert maria.news or len(maria.town.toasts) > toasts, f"nothing came of {button}"


def check(carer: Carer, fresh: dict[str, datetime], known: dict[str, datetime]) -> None:
    """What was said while this carer waited: never in quiet hours, and on no day more than the cap."""
    walls = [localtime.local(at, carer.zone) for at in fresh.values()]
    assert not any(reminders.in_quiet_hours(carer, wall.time()) for wall in walls)
    days = Counter(localtime.local(at, carer.zone).date() for at in {**known, **fresh}.values())
    assert all(days[wall.date()] <= carer.daily_cap for wall in walls)


def set_everything_up(player: Player, at: time) -> None:
    """School work each day, and all rhythms every week."""
    player.says("/homework")
    player.taps("Start")
    for day in range(7):
        player.taps(player.town.content.edition("en").words.weekday(day, short=True))
    player.taps("Done")
    player.picks_time(at)
    player.taps("Skip")
    player.taps("Skip")
    player.says("/feedback")
    player.taps("Every week")
    player.taps("Every week")
