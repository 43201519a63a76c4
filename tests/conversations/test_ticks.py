"""Days and choices that are ticked: who taps twice, because nothing seems to happen, has tapped once."""

from __future__ import annotations

from player import Player, Town, settled


def at_strengths(player: Player) -> None:
    """Up to the first question."""
    player.opens("strengths")
    player.taps("Start")


def test_a_day_that_is_tapped_twice_is_ticked() -> None:
    maria = settled(Town())
    maria.says("/homework")
    maria.taps("Start")
    maria.taps_twice("Tue")
    assert "✓ Tue" in maria.labels()


def test_a_tick_that_is_tapped_twice_is_taken_away() -> None:
    maria = settled(Town())
    at_strengths(maria)
    maria.taps("Kind")
    maria.taps("Funny")
    maria.taps_twice("✓ Kind")
    assert "Kind" in maria.labels()
    assert "✓ Funny" in maria.labels()


def test_own_words_that_are_tapped_twice_take_no_others_with_them() -> None:
    maria = settled(Town())
    at_strengths(maria)
    for words in ("Strong as a bear", "Loves a joke", "Never gives up"):
        maria.says(words)
    maria.taps_twice("✓ Strong as a bear")
    assert "✓ Strong as a bear" not in maria.labels()
    assert {"✓ Loves a joke", "✓ Never gives up"} <= set(maria.labels())
