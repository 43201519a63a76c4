"""The practice chat's clock, moved over many days at once: what comes on the way carries the time at which it came."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from household import Household

pytest_plugins = ["house_fixtures"]

NEW_YORK = ZoneInfo("America/New_York")


async def test_each_reminder_of_four_weeks_carries_its_own_time(home: Household) -> None:
    maria = await home.settled("Maria")
    await maria.say("/feedback")
    await maria.wait_for_reply()
    await maria.tap_label("Every week")
    await maria.wait_for_reply()
    before = len(maria.messages())
    await home.clock.move_to(home.clock.now() + timedelta(weeks=4))
    came = [message.date.astimezone(NEW_YORK) for message in maria.messages()[before:]]
    assert [(each.weekday(), each.hour, each.minute) for each in came] == [(3, 18, 0)] * len(came)
    assert len({each.date() for each in came}) == len(came) >= 3
    await maria.say("/questions")  # what is written now is of now
    [answer] = await maria.wait_for_reply()
    assert answer.date > came[-1]
