"""Two carers who share one record, as tests make them: by a link that works once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from played_town import MORNING
from player import Player, Town

from bot.core.buttons import Action, encode
from bot.core.coaching import REGISTRY
from bot.core.records import Carer, Family
from bot.core.text import plain

TOWN = Town()  # content is read once
SAM = 2002
NO_LINK = "That link does not work."


def link_of(owner: Player, role: str = "Add and change things") -> str:
    """Make a link as the owner does; its payload."""
    owner.says("/share")
    if "What should the others here call you?" in owner.news:
        owner.says("Mom")
    owner.taps("Invite someone")
    owner.taps(role)
    found = re.search(r"\?start=(join_[0-9a-f]{32})$", plain(owner.fresh[-1].text))
    assert found, owner.news
    return found[1]


def stranger(town: Town, person: int = SAM) -> Player:
    return Player(town, person)


def joined(owner: Player, role: str = "Add and change things", person: int = SAM, word: str = "Sam") -> Player:
    """Somebody who has taken part by the owner's link."""
    sam = stranger(owner.town, person)
    sam.opens(link_of(owner, role))
    sam.taps("Yes, I take part")
    sam.says(word)
    sam.says("Chicago")
    sam.taps_last(sam.labels()[0])
    return sam


def carers(player: Player) -> dict[str, Carer]:
    return {each.word: each for each in player.family().carers}


def full_life(player: Player) -> None:
    """Something of everything, so that every button has something to find."""
    player.says("/ask Is there a bus?")
    player.says("/meeting")
    player.picks(date(2026, 12, 10))
    player.picks_time(time(10))
    player.says("/homework")
    player.taps("Start")
    player.taps("Mon")
    player.taps("Done")
    player.picks_time(time(16))
    player.taps("Skip")
    player.taps("Skip")
    player.says("/feedback")
    player.taps("Every week")
    player.says("/forms")
    player.taps("Add a form")
    player.says("Field trip")
    player.picks(date(2026, 12, 4))
    player.taps("Skip")
    player.says("/cancel")


def everything(town: Town) -> list[Any]:
    """All records, without the numbers of handled updates and the next waking."""
    kept = [json.loads(data) for _, data in sorted(town.records.items())]
    for each in kept:
        each["record"].pop("seen", None)
        each["record"].pop("due", None)
    return kept


def ids_in(value: Any) -> Iterator[str]:
    """Every string that a record holds: ids, hashes, words."""
    if isinstance(value, dict):
        for each in value.values():
            yield from ids_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from ids_in(each)
    elif isinstance(value, str):
        yield value


def every_action(words: list[str], numbers: list[int]) -> Iterator[Action]:
    """Each kind of button with each of these words wherever it carries one."""
    for kind in [*REGISTRY.taps, *REGISTRY.texts]:
        hints = get_type_hints(kind)
        for word in words:
            for number in numbers:
                values = {name: value_for(hint, word, number) for name, hint in hints.items()}
                action = kind(**values)
                try:
                    encode(action)
                except ValueError:
                    continue
                yield action


def value_for(hint: Any, word: str, number: int) -> Any:
    if args := [each for each in get_args(hint) if each is not type(None)]:
        return args[-1] if isinstance(args[-1], str) else value_for(args[0], word, number)
    samples: dict[Any, Any] = {
        str: word,
        int: number,
        bool: True,
        date: date(2026, 12, 1),
        time: time(10),
        datetime: MORNING,
    }
    assert get_origin(hint) is None
    return samples[hint]


def own_part_aside(record: Family, person: int) -> Family:
    return msgspec.structs.replace(
        record, seen=(), due=None, carers=tuple(each for each in record.carers if each.person != person)
    )
