"""Another language is content alone: one made by a machine, long and from right to left, is played through everything.

A walker taps and writes at random, never knowing a label. Whatever is sent is read: nothing of it is English, nothing
is cut, every button fits.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from random import Random

import msgspec
import pytest
import regex
from group_town import CODE, OMAR, ROOM, RUTH, founded, origin
from played_town import CONTENT
from player import Player, Town, settled
from pseudo_language import LANGUAGE, SAFE_WORD, bare, faults, made_of, pseudo, texts_of

from bot.content import load
from bot.core.buttons import encode
from bot.core.coaching import REGISTRY
from bot.core.engine import Open
from bot.core.events import CommandReceived
from bot.core.file_names import file_name
from bot.core.group import MENU
from bot.core.records import Family, person_address
from bot.core.records import encode as encode_record
from bot.core.requests import EditMessage, Outgoing, SendMessage
from bot.core.turn import Speaker

ENGLISH = load(CONTENT)
CONTENT_TWICE = made_of(ENGLISH)
CHILD = "Άννα"  # what the parent writes is Greek, so that it is never taken for ours
OWN = ("Ερώτηση", "Δύο λέξεις & <μία>", "Κάτι πολύ μακρύ, " * 12, SAFE_WORD)
NAMES = {each.words.name for each in map(CONTENT_TWICE.edition, CONTENT_TWICE.languages)}  # a language tells its own
WIDTHS = {1: 46, 2: 24, 3: 16, 4: 12}  # characters that a button can have, by the buttons in its row


@dataclass
class ReadTown(Town):
    """A town in which everything that is sent to a reader of the made language is read."""

    def _send(self, outgoing: Outgoing) -> None:
        for text in texts_of(outgoing.request):
            if text not in NAMES:
                fault = faults(text)
                assert not fault, f"{fault}: {text!r}"
        if isinstance(outgoing.request, SendMessage | EditMessage):
            for row in outgoing.request.rows:
                for button in row:
                    most = WIDTHS.get(len(row), 12)
                    assert len(bare(button.label)) <= most, f"{len(row)} in a row, too long: {button.label!r}"
        super()._send(outgoing)


class Walker:
    """A parent who taps and writes at random. `seen` are the steps on which the talk has rested."""

    def __init__(self, player: Player, seed: str) -> None:
        self.player = player
        self.chance = Random(seed)
        self.seen: set[tuple[str, str]] = set()

    def walk(self, length: int) -> None:
        """Do so many things."""
        for _ in range(length):
            self._do()
            self.look()

    def look(self) -> None:
        """Note where the talk is."""
        record = self.player.town.record_at(person_address(self.player.person))
        talk = record.carers[0].talk if isinstance(record, Family) else None
        if talk is not None:
            self.seen.add((talk.conversation, talk.step))

    def _do(self) -> None:
        newest = max((shown for shown in self.player.shown if shown.rows), key=lambda shown: shown.at, default=None)
        buttons = [button for row in newest.rows for button in row if button.data] if newest else []
        dice = self.chance.random()
        if newest and buttons and dice < 0.65:
            self.player.taps_data(self.chance.choice(buttons).data, newest.id)
        elif dice < 0.9:
            self.player.says(self.chance.choice(OWN))
        elif dice < 0.95:
            self.player.sends_photo()
        else:
            self.player.waits(timedelta(days=self.chance.randint(1, 9)))


@cache
def _begun() -> ReadTown:
    town = ReadTown(content=CONTENT_TWICE)
    settled(town, child=CHILD, language=LANGUAGE)
    return town


@cache
def _well_along() -> ReadTown:
    """A parent who has been through every conversation."""
    town = _copy(_begun())
    for name in CONTENT_TWICE.edition(LANGUAGE).conversations:
        walker = Walker(Player(town, language=LANGUAGE), name)
        walker.player.taps_data(encode(Open(name)))
        walker.walk(40)
    assert town.record_at(person_address(1001)) is not None, "the walk must not delete the family"
    return town


@cache
def _coaching() -> ReadTown:
    """A parent who coaches others."""
    town = _copy(_well_along())
    family = Player(town, language=LANGUAGE).family()
    carers = tuple(msgspec.structs.replace(carer, coach="approved") for carer in family.carers)
    town.records[family.id] = encode_record(msgspec.structs.replace(family, carers=carers))
    return town


def _copy(town: ReadTown) -> ReadTown:
    chats = {chat: [copy.copy(shown) for shown in shown_there] for chat, shown_there in town.chats.items()}
    return replace(
        town,
        records=dict(town.records),
        chats=chats,
        toasts=list(town.toasts),
        open_queries=set(town.open_queries),
        left=list(town.left),
    )


@pytest.mark.parametrize("name", sorted(ENGLISH.edition("en").conversations))
def test_every_step_of_every_conversation(name: str) -> None:
    seen: set[tuple[str, str]] = set()
    steps = CONTENT_TWICE.edition(LANGUAGE).conversations[name].steps
    for town in (_begun(), _well_along(), _coaching()):
        for step in steps:
            walker = Walker(Player(_copy(town), language=LANGUAGE), f"{name}/{step}")
            walker.player.taps_data(encode(Open(name, step)))
            walker.look()
            walker.walk(12)
            seen |= walker.seen
    rests = {each.name for each in steps.values() if each.ask or each.links or not (each.make or each.do)}
    assert rests <= {step for conversation, step in seen if conversation == name}


@pytest.mark.parametrize("command", sorted(REGISTRY.commands))
def test_every_command(command: str) -> None:
    for town in (_begun(), _well_along()):
        for argument in ("", " Ερώτηση"):
            player = Player(_copy(town), language=LANGUAGE)
            player.says(f"/{command}{argument}")
            Walker(player, command).walk(25)


def test_a_stranger() -> None:
    """The first minutes, with whatever a stranger may do in them."""
    for seed in range(20):
        player = Player(ReadTown(content=CONTENT_TWICE), language=LANGUAGE)
        player.says("/start")
        Walker(player, str(seed)).walk(25)


def test_an_admin_a_coach_and_a_group() -> None:
    """From the operator's code to a tip in a group, and all that can be tapped on the way."""
    town = ReadTown(content=CONTENT_TWICE)
    founding = founded(town)
    town.records.update(founding.records)
    omar = Player(town, OMAR, LANGUAGE)
    omar.says(f"/claim {CODE}")
    ruth = settled(town, RUTH, CHILD, LANGUAGE)
    ruth.taps_data(encode(Open("coach", "name")))
    ruth.says("Ερώτηση")
    ruth.says("Δύο λέξεις")
    omar.taps_data(omar.newest_rows()[0][0].data, omar.shown[-1].id)
    for words in ("/link", "/start", "/help", "/tips", "/link", "/nothing"):
        for admin in (False, True):
            town.count += 1
            told = origin(town, RUTH, ROOM, admin=admin, language=LANGUAGE)
            told = msgspec.structs.replace(told, title="Ομάδα")
            town.happen(CommandReceived(origin=told, name=words[1:]))
    for seed in range(60):
        ruth.says("/broadcast")
        Walker(ruth, f"broadcast{seed}").walk(12)
        ruth.waits(timedelta(days=1))
        if _tips_in(town):
            break
    assert _tips_in(town), "no tip came to the group"
    for seed in range(10):
        for player, command in ((ruth, "/broadcast"), (ruth, "/coach"), (omar, "/admin")):
            player.says(command)
            Walker(player, f"{command}{seed}").walk(12)
        ruth.waits(timedelta(days=1))


def _tips_in(town: Town) -> int:
    tips = {each.tip for each in CONTENT_TWICE.edition(LANGUAGE).conversations.values() if each.tip}
    return sum(tip in shown.text for shown in town.chats[ROOM] for tip in tips)


def test_half_a_year_of_reminders() -> None:
    for seed in range(4):
        player = Player(_copy(_well_along()), language=LANGUAGE)
        for week in range(26):
            player.waits(timedelta(days=7))
            Walker(player, f"{seed}/{week}").walk(2)


def test_the_menu_of_commands() -> None:
    """Telegram shows at most 256 characters of a command's description; a phone shows a line."""
    words = CONTENT_TWICE.edition(LANGUAGE).words
    for text in (*REGISTRY.menu.values(), *MENU.values()):
        assert not faults(words.gettext(text))
        assert len(words.gettext(text)) <= 100


def test_what_the_reader_of_the_made_language_would_notice() -> None:
    """The reading itself: an English word, a cut text; not the parent's own words, a command or an address."""
    made = pseudo("<b>Good</b> to meet {child}. See /tips &amp; https://example.org/a")
    assert regex.search(r"<b>\u200f⟦Ĝööð~+⟧\u200f</b> ", made)
    assert "{child}" in made
    assert not faults(made.replace("<b>", "").replace("</b>", "").replace("{child}", CHILD).replace("&amp;", "&"))
    assert faults("⟦Ĝööð~~⟧ morning") == "'morning' is not translated"
    assert faults("⟦Ĝööð~~") == "a text is cut"


def test_a_file_is_called_in_english_where_its_name_has_no_plain_letters() -> None:
    speaker = Speaker(CONTENT_TWICE, LANGUAGE, Town(content=ENGLISH).now, "nonce")
    assert file_name(speaker, "binder") == "our-binder"
