"""Plays every script of this folder: what the parent says and taps, and what the bot is expected to answer.

Scripts in a folder named after a language are played by a parent whose phone is in that language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from player import Player, Town, settled

from bot.core.buttons import encode
from bot.core.engine import Open

HERE = Path(__file__).parent
SCRIPTS = sorted([*HERE.glob("*.yaml"), *HERE.glob("*/*.yaml")])
UNITS = {"minute": "minutes", "hour": "hours", "day": "days", "week": "weeks"}


def stories(path: Path) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """The stories of a script: a title and its lines."""
    title, lines = path.stem, list[tuple[str, Any]]()
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        [(word, value)] = entry.items()
        if word == "story":
            if lines:
                yield title, lines
            title, lines = f"{path.stem}: {value}", []
        else:
            lines.append((word, value))
    yield title, lines


def language_of(path: Path) -> str:
    """English, unless the script stands in the folder of another language."""
    return "en" if path.parent == HERE else path.parent.name


ALL = [
    pytest.param(language_of(path), lines, id=f"{language_of(path)} {title}")
    for path in SCRIPTS
    for title, lines in stories(path)
]


@pytest.mark.parametrize(("language", "lines"), ALL)
def test_story(language: str, lines: list[tuple[str, Any]]) -> None:
    """Line by line; a complaint names the line and shows the chat."""
    player = settled(Town(), language=language)
    for number, (word, value) in enumerate(lines, start=1):
        try:
            play(player, word, value)
        except (AssertionError, StopIteration) as fault:
            raise AssertionError(f"line {number} ({word}: {value}): {fault}\n\n{chat(player)}") from fault


def play(player: Player, word: str, value: Any) -> None:
    """One line of a script."""
    match word:
        case "says":
            player.says(str(value))
        case "taps":
            player.taps(str(value))
        case "opens":
            player.taps_data(encode(Open(str(value))))
        case "sends":
            player.sends_photo()
        case "picks" if isinstance(value, date):
            player.picks(value)
        case "picks":
            minutes = value if isinstance(value, int) else None  # YAML reads 16:30 as a number of minutes
            at = time(minutes // 60, minutes % 60) if minutes is not None else time.fromisoformat(value)
            player.picks_time(at)
        case "waits":
            found = re.fullmatch(r"(\d+) (minute|hour|day|week)s?", str(value))
            assert found, f"cannot wait {value!r}"
            player.waits(timedelta(**{UNITS[found[2]]: int(found[1])}))
        case "expects":
            assert squeeze(str(value)) in squeeze(player.news), f"not said: {value!r}"
        case "refuses":
            assert squeeze(str(value)) not in squeeze(player.news), f"said: {value!r}"
        case "offers":
            missing = [label for label in value if label not in player.labels()]
            assert not missing, f"not offered: {missing}"
        case "lacks":
            there = [label for label in value if label in player.labels()]
            assert not there, f"offered: {there}"
        case _:
            raise AssertionError(f"unknown word {word!r}")


def squeeze(text: str) -> str:
    """White space does not matter in a script."""
    return " ".join(text.split())


def chat(player: Player) -> str:
    """The last messages, for the complaint."""
    last = sorted(player.shown, key=lambda m: m.at)[-4:]
    return "\n".join(f"--- {m.text}\n    {[[b.label for b in row] for row in m.rows]}" for m in last)
