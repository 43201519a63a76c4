"""School work time: the daily question and its answers, less often and back, the week in one line."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from player import Player, Town, settled

from bot.core.buttons import encode
from bot.core.child import Child, Routine
from bot.core.coaching.homework_reminders import SayDay, Snooze
from bot.core.coaching.homework_week import TickDay

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = date(2026, 11, 24)
SCHOOL_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


def plan(player: Player, days: tuple[str, ...] = SCHOOL_DAYS, at: time = time(16, 30)) -> None:
    """Set up school work time."""
    player.says("/homework")
    player.taps("Start")
    for day in days:
        player.taps(day)
    player.taps("Done")
    player.picks_time(at)
    player.taps("Kitchen table")
    player.taps("Skip")
    player.taps("Enough for today")


def child(player: Player, name: str = "Ana") -> Child:
    """A child of the family by name."""
    return next(each for each in player.family().children if each.name == name)


def routine(player: Player, name: str = "Ana") -> Routine:
    """The routine of a child."""
    found = child(player, name).routine
    assert found is not None
    return found


@pytest.fixture
def maria() -> Player:
    """A parent with a plan for each school day at 4:30 PM. It is Tuesday, 10 AM in New York."""
    player = settled(Town())
    plan(player)
    return player


def until(player: Player, day: date, at: time) -> None:
    """Wait until this wall time in New York (in winter)."""
    player.waits(datetime.combine(day, at, UTC) + 5 * HOUR - player.town.now)


def test_the_question_comes_and_is_answered(maria: Player) -> None:
    """Done, and the day is named."""
    until(maria, TUESDAY, time(16, 30))
    assert "School work time with Ana" in maria.news
    assert "Kitchen table" in maria.news
    maria.taps("Done")
    assert "Tue, Nov 24" in maria.news
    assert routine(maria).log == {TUESDAY: "done"}
    maria.waits(7 * HOUR)
    assert maria.news == ""


def test_another_answer_takes_the_place_of_the_first(maria: Player) -> None:
    """A second tap changes nothing; a change is easy."""
    until(maria, TUESDAY, time(16, 30))
    shown, done = maria.find_button("Done")
    maria.taps("Done")
    maria.taps_data(done.data, shown.id)
    assert routine(maria).log == {TUESDAY: "done"}
    maria.taps("Change my answer")
    maria.taps("Child is ill")
    assert routine(maria).log == {TUESDAY: "ill"}
    assert "feels better" in maria.news
    assert maria.town.toasts[-1] == "Changed."


def test_snooze_comes_again_once(maria: Player) -> None:
    """In half an hour; and then never again that day."""
    until(maria, TUESDAY, time(16, 30))
    maria.taps("Snooze")
    assert "5:00 PM" in maria.news
    maria.waits(timedelta(minutes=29))
    assert maria.news == ""
    maria.waits(timedelta(minutes=1))
    assert "School work time with Ana" in maria.news
    assert "later than planned" not in maria.news
    maria.waits(6 * HOUR)
    assert maria.news == ""


def test_snooze_for_an_hour_instead(maria: Player) -> None:
    """The second choice takes the place of the first."""
    until(maria, TUESDAY, time(16, 30))
    maria.taps("Snooze")
    maria.taps("In 1 hour instead")
    assert "5:30 PM" in maria.news
    maria.waits(timedelta(minutes=59))
    assert maria.news == ""
    maria.waits(timedelta(minutes=1))
    assert "School work time with Ana" in maria.news


def test_an_answer_ends_the_snooze(maria: Player) -> None:
    """Done while it was snoozed: nobody asks again."""
    until(maria, TUESDAY, time(16, 30))
    maria.taps("Snooze")
    maria.taps("Done")
    maria.waits(6 * HOUR)
    assert maria.news == ""


def test_no_snooze_into_the_night(maria: Player) -> None:
    """Quiet hours begin at nine."""
    until(maria, TUESDAY, time(20, 45))
    maria.taps("Snooze")
    assert "not come again today" in maria.news
    assert "Snooze" not in maria.labels()
    maria.waits(3 * HOUR)
    assert maria.news == ""


def test_a_button_of_an_old_day_works_for_that_day(maria: Player) -> None:
    """Yesterday's Done is yesterday's; its Snooze is over."""
    until(maria, TUESDAY, time(16, 30))
    shown, done = maria.find_button("Done")
    _, snooze = maria.find_button("Snooze")
    until(maria, TUESDAY + DAY, time(17, 0))
    maria.taps_data(snooze.data, shown.id)
    assert maria.town.toasts[-1] == "That day is over."
    maria.taps_data(done.data, shown.id)
    assert "Tue, Nov 24" in maria.news
    assert routine(maria).log == {TUESDAY: "done"}


@pytest.mark.parametrize(
    ("day", "toast"),
    [
        (TUESDAY + DAY, "That day is still to come."),
        (TUESDAY - 61 * DAY, "That day is long past. All is well."),
    ],
)
def test_forged_days_are_refused(maria: Player, day: date, toast: str) -> None:
    """Neither the future nor ancient times."""
    mine = child(maria).id
    for data in (SayDay(mine, day, "done"), Snooze(mine, day, 30), TickDay(mine, day)):
        maria.taps_data(encode(data))
        assert maria.town.toasts[-1] == toast
    maria.taps_data(encode(SayDay("feedbeef", TUESDAY, "done")))
    assert maria.town.toasts[-1] == "That plan is not here any more."
    assert routine(maria).log == {}


def test_forged_snoozes_change_nothing(maria: Player) -> None:
    """Odd minutes, or a day that was not asked about."""
    mine = child(maria).id
    maria.taps_data(encode(Snooze(mine, TUESDAY, 7)))
    assert maria.family().carers[0].snoozed == {}


def test_setting_it_up_in_the_evening_asks_from_the_next_time_on() -> None:
    """At eight in the evening for half past four: not at once."""
    player = settled(Town(now=datetime(2026, 11, 25, 1, 0, tzinfo=UTC)))
    plan(player)
    player.waits(HOUR)
    assert player.news == ""
    until(player, date(2026, 11, 25), time(16, 30))
    assert "School work time" in player.news


def test_a_time_in_quiet_hours_is_told(maria: Player) -> None:
    """9:30 PM is quiet; the hello comes before, and the parent knows."""
    maria.says("/homework")
    maria.taps("Change it")
    maria.taps("Wed")
    maria.taps("Done")
    maria.picks_time(time(21, 30))
    maria.taps("Skip")
    maria.taps("Skip")
    assert "quiet hours" in maria.news
    assert "8:45 PM" in maria.news
    until(maria, TUESDAY + DAY, time(20, 45))
    assert "School work time" in maria.news


def test_changing_nothing_after_all_goes_on_as_before(maria: Player) -> None:
    """Skip on the way through a running plan does not say that there is none."""
    maria.says("/homework")
    maria.taps("Change it")
    maria.taps("Skip")
    assert "Your school work time" in maria.news
    until(maria, TUESDAY, time(16, 30))
    assert "School work time with Ana" in maria.news


def test_less_often_step_by_step_and_back(maria: Player) -> None:
    """Every other day, the week only, off; and as before."""
    until(maria, TUESDAY, time(16, 30))
    shown, less = maria.find_button("Less often")
    maria.taps("Less often")
    assert "every other day" in maria.news
    maria.taps_data(less.data, shown.id)  # the same tap again
    assert routine(maria).often == "other"
    maria.taps("Say how Tue, Nov 24 was")
    maria.taps("Done")
    maria.waits(DAY)
    assert maria.news == ""  # Wednesday
    maria.waits(DAY)
    assert "School work time" in maria.news  # Thursday
    maria.taps("Less often")
    assert "once a week" in maria.news
    maria.taps("Even less often")
    assert "No more messages" in maria.news
    maria.waits(8 * DAY)
    assert maria.news == ""
    maria.taps("As before")
    assert routine(maria).often == "weekly"


def test_a_week_with_days_off(maria: Player) -> None:
    """Tuesday done, Wednesday ill, Thursday not today, Friday without an answer."""
    for n, answer in enumerate(("Done", "Child is ill", "Not today", "")):
        until(maria, TUESDAY + n * DAY, time(16, 30))
        if answer:
            maria.taps(answer)
    maria.says("/homework")
    assert "This week: 1 of 1 planned day" in maria.news
    until(maria, date(2026, 11, 29), time(16, 59))
    assert maria.news == ""
    maria.waits(timedelta(minutes=1))
    assert "1 of 2 planned days" in maria.news
    assert "feels well again" in maria.news
    assert "Less often" in maria.labels()


def test_a_week_without_answers_is_met_kindly(maria: Player) -> None:
    """One sentence, one suggestion."""
    until(maria, date(2026, 11, 29), time(17))
    assert "Weeks can be full" in maria.news
    assert "0 of" not in maria.news
    maria.taps("Pick another time")
    assert "Which days" in maria.news


def test_weekly_only_lets_the_parent_tick_the_days(maria: Player) -> None:
    """No daily question any more; on Sunday the days that worked can be tapped, and untapped."""
    until(maria, TUESDAY, time(16, 30))
    maria.taps("Less often")
    maria.taps("Even less often")
    until(maria, date(2026, 11, 29), time(16, 59))
    assert maria.news == ""
    maria.waits(timedelta(minutes=1))
    assert maria.labels()[:4] == ["Tue", "Wed", "Thu", "Fri"]
    maria.taps_twice("Wed")  # a second tap on what was seen does no more
    assert "1 of 4 planned days" in maria.news
    maria.taps("✓ Wed")
    assert "Weeks can be full" in maria.news
    assert routine(maria).log == {}


def test_another_child_is_asked_about_without_switching(maria: Player) -> None:
    """Ben is talked about; the question and its answer are about Ana."""
    maria.says("/child")
    maria.taps("Add a child")
    maria.says("Ben")
    until(maria, TUESDAY, time(16, 30))
    assert "with Ana" in maria.news
    maria.taps("Done")
    assert routine(maria).log == {TUESDAY: "done"}
    family = maria.family()
    assert family.carers[0].child == child(maria, "Ben").id
    assert child(maria, "Ben").routine is None


def test_the_suggestion_for_another_child_switches_to_it(maria: Player) -> None:
    """A deliberate tap that opens a conversation is about the button's child."""
    maria.says("/child")
    maria.taps("Add a child")
    maria.says("Ben")
    until(maria, date(2026, 11, 29), time(17))
    maria.taps("Pick another time")
    assert "Ana" in maria.news
    assert maria.family().carers[0].child == child(maria).id


def test_a_question_in_the_middle_of_a_conversation_leaves_it_alone(maria: Player) -> None:
    """The talk goes on where it was."""
    maria.says("/feedback")
    until(maria, TUESDAY, time(16, 30))
    maria.taps("Done")
    maria.taps("Every week")
    assert "thank-you" in maria.news
