"""Good things from both sides, beyond what the script of the conversation shows."""

from __future__ import annotations

from datetime import timedelta

from player import Player, Town, settled

from bot.core.buttons import encode
from bot.core.engine import Open


def thank(player: Player, who: str, what: str, effect: str) -> None:
    """Write a thank-you."""
    player.taps_data(encode(Open("thanks", "who")))
    for words in (who, what, effect):
        if words:
            player.says(words)
        else:
            player.taps("Skip")


def test_a_step_back_makes_the_note_better() -> None:
    """The last sentence again: one note, not two."""
    maria = settled(Town())
    thank(maria, "Ms. Lee", "You sat with her", "She smiled")
    maria.taps("Back")
    maria.says("She <smiled> all day & sang 🎶")
    assert "She <smiled> all day & sang 🎶" in maria.news
    [entry] = maria.family().children[0].thanks
    assert (entry.who, entry.what, entry.effect) == ("Ms. Lee", "You sat with her", "She <smiled> all day & sang 🎶")


def test_the_next_note_begins_afresh() -> None:
    """A name that was skipped is not taken from the last note."""
    maria = settled(Town())
    thank(maria, "Ms. Lee", "You sat with her", "She smiled")
    maria.waits(timedelta(days=2))
    thank(maria, "", "Someone found her mitten", "")
    assert "Ms. Lee" not in maria.news
    assert "Hello," in maria.news
    assert "mitten" in maria.news


def test_a_long_log_shows_the_newest_and_counts_the_rest() -> None:
    """Newest first, both sides."""
    maria = settled(Town())
    for n in range(22):
        thank(maria, "Ms. Lee", f"good thing {n};", "")
    maria.taps_data(encode(Open("thanks", "log")))
    assert maria.news.index("good thing 21;") < maria.news.index("good thing 20;")
    assert "good thing 1;" not in maria.news
    assert "and 2 more" in maria.news
