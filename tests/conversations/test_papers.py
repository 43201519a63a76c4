"""What a family can print: offered below what it made, in either language, in the parent's own words."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from player import Player, Town, settled

from bot.core.papers import Calendar, Numbered, Paper, Signatures, Trend, WeekGrid

HOSTILE = "<b>&amp;</b> {child} *x* #1 مرحبا 😀 安娜"


def papers(player: Player) -> list[Paper]:
    """What came since the last thing done: the preview and the file are of the same paper."""
    return [shown.paper for shown in player.fresh if shown.paper is not None]


def makes(player: Player, label: str) -> Paper:
    """Have a paper made, in English where there is a choice."""
    player.taps(label)
    if "English" in player.labels():
        player.taps("English")
    preview, paper = papers(player)
    assert preview == paper
    return paper


def calendar(player: Player) -> Calendar:
    [found] = [shown.calendar for shown in player.fresh if shown.calendar is not None]
    return found


@pytest.fixture
def maria() -> Player:
    return settled(Town())


def test_nothing_to_print_yet(maria: Player) -> None:
    maria.says("/papers")
    assert "nothing to print for Ana yet" in maria.news
    assert maria.labels() == ["What can we do?"]


def test_a_question_list_is_a_tap_away(maria: Player) -> None:
    maria.says(f"/ask {HOSTILE}")
    maria.says("/ask What helps in loud rooms?")
    maria.says("/papers")
    paper = makes(maria, "Our questions")
    [listed] = [block for block in paper.blocks if isinstance(block, Numbered)]
    assert [item.text for item in listed.items] == [HOSTILE, "What helps in loud rooms?"]
    assert listed.lines > 0
    assert paper.sheet == "us-letter"


def test_the_button_stands_below_the_text(maria: Player) -> None:
    maria.says("/start rules")
    maria.taps("Start")
    maria.says("We walk inside.")
    maria.taps("Skip")
    maria.taps("Skip")
    maria.taps("Skip")
    made = next(shown for shown in maria.fresh if "We walk inside." in shown.text)
    assert [button.label for row in made.rows for button in row] == ["Give me a PDF"]
    paper = makes(maria, "Give me a PDF")
    assert paper.title == "Our home and school agreement"
    assert isinstance(paper.blocks[-1], Signatures)
    assert paper.one_page
    maria.taps("What else can I print?")
    assert "Home and school agreement" in maria.labels()


def test_the_week_is_a_grid(maria: Player) -> None:
    maria.says("/start availability")
    maria.taps("Start")
    maria.taps("Skip") if "Done" not in maria.labels() else maria.taps(maria.labels()[1])
    maria.taps("Done")
    for _ in range(3):
        maria.taps("Skip")
    paper = makes(maria, "Give me a PDF")
    [grid] = [block for block in paper.blocks if isinstance(block, WeekGrid)]
    assert sum(cell for row in grid.cells for cell in row) == 1
    assert len(grid.days) == 7


def test_the_language_of_the_school_and_the_parents_own_words(maria: Player) -> None:
    maria.says("/ask ¿Qué ayuda a Ana?")
    maria.says("/papers")
    maria.taps("Our questions")
    assert "Your own words stay just as you wrote them" in maria.news
    maria.taps("Spanish")
    paper = papers(maria)[0]
    assert paper.language == "es"
    assert paper.title != "Our questions for the team"
    assert any(
        item.text == "¿Qué ayuda a Ana?"
        for block in paper.blocks
        if isinstance(block, Numbered)
        for item in block.items
    )


def test_an_old_button_of_what_is_gone_says_so(maria: Player) -> None:
    maria.says("/ask A question?")
    maria.says("/papers")
    shown, button = maria.find_button("Our questions")
    maria.taps_data(button.data.replace("questions", "agreement"), shown.id)
    assert "nothing to print" in maria.town.toasts[-1]
    maria.taps_data('["pm","00000000","questions",""]', shown.id)
    assert "not in the list" in maria.town.toasts[-1]
    assert not papers(maria)


def test_another_family_gets_nothing_by_a_forged_button(maria: Player) -> None:
    maria.says("/ask Something private?")
    maria.says("/papers")
    _, button = maria.find_button("Our questions")
    sam = settled(maria.town, person=2002, child="Leo")
    sam.taps_data(button.data, sam.shown[-1].id)
    assert "not in the list" in sam.town.toasts[-1]
    assert not papers(sam)


def checks_in(player: Player, answer: str) -> None:
    """The six lines, all with this answer."""
    player.says("/start partners")
    player.taps("Do it again" if "Do it again" in player.labels() else "Start")
    for _ in range(6):
        player.taps(answer)


def test_the_trend_is_a_picture_with_the_same_in_words(maria: Player) -> None:
    checks_in(maria, "Sometimes")
    assert "Show me a picture" not in maria.labels()
    maria.waits(timedelta(days=60))
    checks_in(maria, "Often")
    maria.taps("Show me a picture")
    [drawn] = papers(maria)
    assert drawn.sheet == "phone"
    assert isinstance(drawn.blocks[0], Trend)
    assert [series.values for series in drawn.blocks[0].series] == [(2, 3)] * 6
    assert "In touch all year: Sometimes → Often" in maria.news


# ---- the calendar ----------------------------------------------------------------------------------------------------


def plan(player: Player, day: date, at: time) -> None:
    player.picks(day)
    player.picks_time(at)


def test_the_meeting_goes_into_the_calendar_moves_and_is_called_off(maria: Player) -> None:
    maria.says("/meeting")
    plan(maria, date(2026, 12, 10), time(15, 30))
    maria.taps("Put it in my calendar")
    first = calendar(maria).events[0]
    assert (first.start.isoformat(), first.zone) == ("2026-12-10T15:30:00", "America/New_York")
    assert first.alarms == (timedelta(days=1), timedelta(hours=2))
    assert len({event.uid for event in calendar(maria).events}) == len(calendar(maria).events) > 3

    maria.says("/meeting")
    maria.taps("Move the date")
    plan(maria, date(2026, 12, 17), time(9, 0))
    maria.taps("Put it in my calendar")
    moved = calendar(maria).events[0]
    assert moved.uid == first.uid
    assert moved.sequence > first.sequence

    maria.says("/meeting")
    maria.taps("It is called off")
    maria.taps("Yes, take it off")
    off = calendar(maria).events[0]
    assert off.uid == first.uid
    assert off.sequence > moved.sequence
    assert off.cancelled


def test_a_meeting_that_no_calendar_has_is_called_off_without_a_file(maria: Player) -> None:
    maria.says("/meeting")
    plan(maria, date(2026, 12, 10), time(15, 30))
    maria.taps("It is called off")
    maria.taps("Yes, take it off")
    assert not [shown for shown in maria.fresh if shown.calendar is not None]
