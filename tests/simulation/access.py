"""Tries to reach what belongs to somebody else: by id, button, deep link, invite, inline query, group and forged claim,
and by posts to the webhook (`access_webhook`).

`python -m tests.simulation.access --attempts 100000` prints how many were tried and how many succeeded. An attempt
succeeds when a record of somebody else changes by as much as a byte, when anything is sent to anybody but the attacker,
or when the attacker is shown a word that only the victims have written.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections import Counter
from datetime import time, timedelta
from random import Random
from typing import Any, Literal

import msgspec

from bot.core.buttons import encode
from bot.core.coaching import REGISTRY
from bot.core.coaching.invitations import PREFIX, hash_of
from bot.core.events import ButtonTapped, CommandReceived, TelegramEvent, TextReceived
from bot.core.group import MENU
from bot.core.house import CODEC as HOUSE_CODEC
from bot.core.house_cards import GiveBack, LookedAtAnswer, MeetParent, PassQuestion, TakeQuestion
from bot.core.house_coaches import Coaches, Decide, Revoke
from bot.core.records import HOUSE, Application, Family, Group, GroupLink, House, Invite, Record, decode, person_address
from bot.core.requests import AnswerTap, Outward
from bot.telegram.translate import Translator
from bot.telegram.update import read_update
from tests.simulation.access_webhook import attack_webhook
from tests.simulation.many_runs import fix_hashes, on_all_cores
from tests.simulation.one_life import CODE
from tests.simulation.one_run import content, silence
from tests.simulation.pure_town import PureTown, chat_of
from tests.simulation.walk import Walk

A_SHARE = 1_000  # attempts of one seed
BY_WEBHOOK = 200  # of them, over real connections
MARIA, SAM, RUTH, OMAR = 1_001, 1_002, 2_001, 9_001  # two parents, a coach, who runs the bot
STRANGER, EVE, LEA = 6_661, 6_662, 6_663  # nobody, a parent, a coach of another group
VICTIMS, ATTACKERS = (MARIA, SAM, RUTH), (STRANGER, EVE, LEA)
ROOM, CLUB = -1_001, -1_002  # Ruth's group and Lea's
CANARY = "Canary"
SECRET = re.compile(rf"{CANARY}\w+")
Way = Literal["button", "id", "deep link", "command", "group", "inline query", "text"]


class Attempts(msgspec.Struct, frozen=True):
    """What one seed tried, by way, and which of it succeeded."""

    seed: int
    tried: dict[str, int]
    succeeded: tuple[str, ...]


class Scene:
    """Victims with full records, attackers with records of their own."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(f"access {seed}")
        self.town = PureTown(content())
        self.town.put(House(claim_hash=hashlib.sha256(CODE.encode()).hexdigest()))
        self.omar = Walk(self.town, OMAR, self.chance)
        self.omar.says(f"/claim {CODE}")
        self.walks = {person: Walk(self.town, person, self.chance) for person in (*VICTIMS, *ATTACKERS)}
        for person in (*VICTIMS, EVE, LEA):
            secret = CANARY if person in VICTIMS else "Own"
            walk = self.walks[person]
            walk.settle(f"{secret}child{person}")
            for number in range(3):
                walk.says(f"/ask {secret}question{person}x{number} for the team")
            for _ in range(12):
                walk.step()
            walk.says("/cancel")
        for person, chat in ((RUTH, ROOM), (LEA, CLUB)):
            self._coaches(person, chat)
        self._asks(MARIA)
        self._invites(MARIA)
        self.data = [data for person in VICTIMS for _, data in self.walks[person].shown]
        self.data += [data for _, data in self.omar.shown]
        self.ids = sorted(set(self._ids()))
        self.before = self.guarded()

    def _coaches(self, person: int, chat: int) -> None:
        walk = self.walks[person]
        name = "Canarycoach" if person in VICTIMS else "Lea"
        walk.says("/start coach")
        record = self.town.record(person_address(person))
        assert isinstance(record, Family)
        carer = record.carers[0]
        linked = GroupLink(chat=chat, title=f"{name}group")
        coach = msgspec.structs.replace(
            carer, coach="approved", groups=(linked,), talk=None, waiting="",
            # Awake and not on a pause, wherever the walk has led.
            zone="America/New_York", quiet_from=time(21), quiet_to=time(7), paused_until=None,
        )  # fmt: skip
        self.town.put(msgspec.structs.replace(record, carers=(coach,)))
        self.town.put(Group(id=f"group{-chat}", chat=chat, title=linked.title, coach=person))
        walk.says("/broadcast")
        for _ in range(4):
            walk.taps(walk.shown[-1][1], walk.shown[-1][0])

    def _asks(self, person: int) -> None:
        """A parent's question lies before Ruth, whom the house knows as a coach; to the house Lea is none."""
        house = self.town.record(HOUSE)
        assert isinstance(house, House)
        ruth = Application(
            id="ruth", person=RUTH, name="Canarycoach", why="", on=self.town.now.date(), state="approved"
        )
        self.town.put(msgspec.structs.replace(house, applications=(ruth,)))
        self.walks[RUTH].says("/duty on")
        walk = self.walks[person]
        walk.says(f"/askcoach {CANARY}askscoach")
        walk.taps(next(data for _, data in reversed(walk.shown) if data.startswith('["cqs"')))
        house = self.town.record(HOUSE)
        assert isinstance(house, House)
        assert any(each.cards for each in house.questions if each.person == person), "it lies before Ruth"

    def _invites(self, person: int) -> None:
        """Leave an invitation open whose token nobody here knows; the attackers may know its hash."""
        family = self.town.record(person_address(person))
        assert isinstance(family, Family)
        until = self.town.now + timedelta(days=3)
        open_door = Invite(token_hash=hash_of(f"{self.chance.getrandbits(128):032x}"), role="collaborator", until=until)
        self.town.put(msgspec.structs.replace(family, invite=open_door))

    def _ids(self) -> list[str]:
        text = "\n".join(data.decode() for name, data in self.town.records.items() if self._is_victims(name))
        return [
            *re.findall(r'"(?:id|nonce|mark|child|token_hash)":"([^"]{1,64})"', text),
            *(str(person) for person in VICTIMS),
        ]

    def _is_victims(self, name: str) -> bool:
        record = decode(self.town.records[name])
        if isinstance(record, Group):
            return record.chat == ROOM
        return isinstance(record, House) or any(carer.person in VICTIMS for carer in record.carers)

    def guarded(self) -> dict[str, Any]:
        """What nobody else may change. The house notes down who tried a wrong code, what Lea does to her own group and
        what attackers ask coaches for themselves, a group what it has just been told; that is meant."""
        return {
            name: _without_notes(decode(data)) for name, data in self.town.records.items() if self._is_victims(name)
        }

    def let_in(self, family: Record | None, person: int) -> None:
        """Make somebody a carer of a family, to see that this is noticed."""
        assert isinstance(family, Family)
        carer = msgspec.structs.replace(family.carers[0], person=person)
        self.town.put(msgspec.structs.replace(family, carers=(*family.carers, carer)))
        self.before = self.guarded()

    # ---- one attempt -------------------------------------------------------------------------------------------------

    def attempt(self) -> tuple[Way, str, str]:
        """Try something. The way, what was tried, and what is wrong with how it ended (empty: it was in vain)."""
        attacker = self.chance.choice(ATTACKERS)
        way, event = self._forge(attacker)
        if event is None:
            return way, "an update that is not read", ""
        said = self.town.happen(event)
        return way, f"{event!r:.300}", self._harm(attacker, event, said)

    def _forge(self, attacker: int) -> tuple[Way, TelegramEvent | None]:
        chance, walk = self.chance, self.walks[attacker]
        way: Way = chance.choice(
            ("button", "button", "id", "id", "id", "deep link", "command", "group", "inline query", "text")
        )
        match way:
            case "button":
                data = chance.choice(self.data) if self.data else "x"
                return way, ButtonTapped(origin=walk.origin(chance.randint(0, 50)), data=data, query="q")
            case "id":
                return way, ButtonTapped(origin=walk.origin(chance.randint(0, 50)), data=self._forged_data(), query="q")
            case "deep link":
                payload = chance.choice(
                    (
                        self._id(),
                        f"{chance.choice((PREFIX, 'child_', 'family_'))}{self._id()}",
                        self._id() + self._id(),
                    )
                )
                return way, CommandReceived(origin=walk.origin(), name="start", argument=payload)
            case "command":
                name = chance.choice(
                    ("claim", "admin", "export", "child", "questions", "broadcast", "coach", "join", "delete", "duty")
                )
                return way, CommandReceived(
                    origin=walk.origin(), name=name, argument=chance.choice(("", self._id(), "AAAA1111"))
                )
            case "group":
                return way, self._in_group(attacker)
            case "inline query":
                user = {"id": attacker, "is_bot": False, "first_name": "E"}
                raw = {"update_id": 1, "inline_query": {"id": "1", "from": user, "query": self._id(), "offset": ""}}
                reader = Translator("sameside_bot", nonce=lambda: "n", zone_of=lambda *_: "")
                return way, reader.event(read_update(raw))
            case _:
                return way, TextReceived(origin=walk.origin(), text=self._id())

    def _in_group(self, attacker: int) -> TelegramEvent:
        """In the victims' group as a plain member or an anonymous administrator; a real one may unlink it."""
        chance = self.chance
        anonymous = chance.random() < 0.3
        walk = self.walks[attacker]
        origin = msgspec.structs.replace(
            walk.origin(chance.randint(0, 9)), chat=ROOM, private=False, title="Canarycoachgroup",
            person=0 if anonymous else attacker, group_admin=anonymous,
        )  # fmt: skip
        if chance.random() < 0.5:
            return ButtonTapped(origin=origin, data=chance.choice(self.data) if self.data else "x", query="q")
        name = chance.choice((*MENU, *REGISTRY.commands, "claim", "admin"))
        return CommandReceived(origin=origin, name=name, argument=chance.choice(("", self._id())))

    def _id(self) -> str:
        return self.chance.choice(self.ids)

    def _forged_data(self) -> str:
        """An action of any kind, with ids of the victims in every place that takes one."""
        codec = self.chance.choice((*(4 * [REGISTRY]), HOUSE_CODEC))
        kinds = [*REGISTRY.taps, *REGISTRY.texts] if codec is REGISTRY else _house_kinds()
        kind = self.chance.choice(kinds)
        for _ in range(20):
            fields = [self._field(field.type) for field in msgspec.structs.fields(kind)]
            try:
                return encode(msgspec.convert(msgspec.to_builtins(kind(*fields)), kind))
            except (ValueError, msgspec.ValidationError):
                continue
        return f'["{kind.__struct_config__.tag}","{self._id()[:20]}"]'

    def _field(self, kind: Any) -> Any:
        chance = self.chance
        samples: list[Any] = [chance.choice((ROOM, CLUB, 0, 1, MARIA)), chance.random() < 0.5, self.town.now.date()]
        samples += ["done", "each", "16:30:00", "open", "answered", "week"]
        chance.shuffle(samples)
        for sample in (self._id(), *samples):
            try:
                return msgspec.convert(msgspec.to_builtins(sample), kind)
            except msgspec.ValidationError:
                continue
        return self._id()

    def _harm(self, attacker: int, event: TelegramEvent, said: list[Outward]) -> str:
        allowed = {0, attacker, event.origin.chat, CLUB if attacker == LEA else 0}
        if strange := [chat_of(each) for each in said if chat_of(each) not in allowed]:
            return f"something was sent to {strange}"
        for request in said:
            shown = request.text if isinstance(request, AnswerTap) else msgspec.json.encode(request).decode()
            own = event.origin.title if not event.origin.private else ""
            if found := [each for each in SECRET.findall(shown) if each != own]:
                return f"the attacker is shown {found}"
        if self.town.touched & self.before.keys() and (now := self.guarded()) != self.before:
            changed = [name for name in self.before if now.get(name) != self.before[name]]
            return f"records of others changed: {changed}"
        return ""


def _house_kinds() -> list[Any]:
    return [Decide, Revoke, Coaches, TakeQuestion, PassQuestion, GiveBack, MeetParent, LookedAtAnswer]


def _without_notes(record: Record) -> Record:
    if isinstance(record, House):
        questions = tuple(each for each in record.questions if each.person not in ATTACKERS)
        return msgspec.structs.replace(
            record, wrong_claims=(), due=None, seen=(), questions=questions, audit=(), audit_root="", audit_count=0
        )
    if isinstance(record, Group):
        return msgspec.structs.replace(record, seen=(), told={})
    return record


def attack(seed: int, attempts: int = A_SHARE) -> Attempts:
    """All attempts of one seed."""
    scene = Scene(seed)
    by_webhook = attempts * BY_WEBHOOK // A_SHARE
    tried: Counter[str] = Counter({"webhook": by_webhook})
    succeeded = [f"webhook: {each}" for each in attack_webhook(seed, by_webhook, VICTIMS)]
    for _ in range(attempts - by_webhook):
        way, what, harm = scene.attempt()
        tried[way] += 1
        if harm:
            succeeded.append(f"{way}: {harm}: {what}")
            scene.before = scene.guarded()
    return Attempts(seed, dict(tried), tuple(succeeded))


def main() -> int:
    """0 when none succeeded."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.access", description=__doc__)
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    chosen = parser.parse_args()
    content()
    silence()
    seeds = range(chosen.first, chosen.first + max(1, chosen.attempts // A_SHARE))
    tried: Counter[str] = Counter()
    succeeded: list[str] = []
    for each in on_all_cores(attack, seeds, f"times {A_SHARE} attempts"):
        tried.update(each.tried)
        succeeded += [f"seed {each.seed}: {sentence}" for sentence in each.succeeded]
    for sentence in succeeded[:20]:
        print(sentence[:600])
    for way, number in tried.most_common():
        print(f"{number:>8} by {way}")
    print(f"{sum(tried.values())} attempts, {len(succeeded)} succeeded")
    return 1 if succeeded else 0


if __name__ == "__main__":
    sys.exit(main())
