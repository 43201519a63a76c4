"""Makes updates as Telegram sends them, and as nobody should: the shapes of the Bot API, filled from a chance, often
with something wrong somewhere inside. It must not know what the bot does with them.
"""

from __future__ import annotations

import copy
from random import Random
from typing import Any

PEOPLE = range(7_000, 7_024)
GROUPS = (-100_501, -100_502, -4_003)
HOSTILE = (
    "", " ", "<b>&amp;</i>", "{child} {0} %s %(x)s", "👩‍👩‍👧‍👦" * 40, "\u202eabc\u202c", "مرحبا", "\ud83d", "a" * 4096,
    "=1+1", "\x00", "12:30", "2026-12-24", "New York", "Monday", "yes", "e\u0301" * 500, "'; DROP TABLE", "[1,2]",
    '["o","questions"]', "null", "\n\n",
)  # fmt: skip
WORDS = (
    "reading",
    "Who helps with math?",
    "Ana",
    "home",
    "kitchen",
    "tomorrow",
    "stop",
    "thank you",
    "help",
    "he hit me",
)
JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    2**63,
    "",
    "x",
    [],
    [1],
    {},
    {"id": 1},
    "\ud83d",
    10**30,
    [[]],
    {"": None},
)
KINDS = ("sticker", "voice", "video", "document", "audio", "poll", "dice", "contact", "venue", "animation", "story")


class OddUpdates:
    """`commands` and `payloads` are names to try; `buttons(chat)` gives callback data that was shown there."""

    def __init__(
        self, chance: Random, commands: tuple[str, ...], payloads: tuple[str, ...], spoil: float = 0.25
    ) -> None:
        self._chance = chance
        self._commands = commands
        self._payloads = payloads
        self._spoil = spoil
        self._number = 100
        self.shown: dict[int, list[tuple[int, str]]] = {}  # chat -> message and data

    def make(self) -> dict[str, Any]:
        """The next one. Now and then a number comes twice."""
        chance = self._chance
        self._number += chance.choice((1, 1, 1, 1, 1, 1, 1, 1, 0, 900))
        kind = chance.choices((self._message, self._tap, self._membership, self._other), (50, 40, 5, 5))[0]
        update: dict[str, Any] = {"update_id": self._number, **kind()}
        if chance.random() < self._spoil:
            update = copy.deepcopy(update)
            for _ in range(chance.choice((1, 1, 1, 2, 5))):
                self._damage(update)
        return update

    def _chat(self) -> tuple[dict[str, Any], dict[str, Any]]:
        chance = self._chance
        person = chance.choice(PEOPLE)
        user = {
            "id": person,
            "is_bot": False,
            "first_name": chance.choice(HOSTILE) or "P",
            "language_code": chance.choice(("en", "es", "xx", "pt-br")),
        }
        if chance.random() < 0.85:
            return user, {"id": person, "type": "private", "first_name": "P"}
        return user, {"id": chance.choice(GROUPS), "type": "supergroup", "title": chance.choice(HOSTILE)}

    def _text(self) -> str:
        chance = self._chance
        match chance.randrange(5):
            case 0:
                return f"/{chance.choice(self._commands)}"
            case 1:
                return f"/{chance.choice(self._commands)} {chance.choice((*HOSTILE, *WORDS))}"
            case 2:
                return f"/start {chance.choice(self._payloads)}"
            case 3:
                return chance.choice(HOSTILE)
            case _:
                return chance.choice(WORDS)

    def _message(self) -> dict[str, Any]:
        chance = self._chance
        user, chat = self._chat()
        message: dict[str, Any] = {
            "message_id": chance.randint(1, 500),
            "date": 1_790_000_000,
            "from": user,
            "chat": chat,
        }
        match chance.randrange(12):
            case 0:
                size = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
                message |= {
                    "photo": [size],
                    "caption": chance.choice(HOSTILE),
                    "media_group_id": str(chance.randrange(9)),
                }
            case 1:
                message["location"] = {"latitude": chance.uniform(-90, 90), "longitude": chance.uniform(-180, 180)}
            case 2:
                message[chance.choice(KINDS)] = {
                    "file_id": "f",
                    "file_unique_id": "u",
                    "duration": 1,
                    "width": 1,
                    "height": 1,
                }
            case 3:
                message |= {
                    "text": self._text(),
                    "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"},
                }
            case 4:
                message |= {"text": self._text(), "via_bot": {"id": 5, "is_bot": True, "first_name": "b"}}
            case 5:
                message |= {"migrate_to_chat_id": chance.choice(GROUPS)}
            case _:
                message["text"] = self._text()
        return {chance.choices(("message", "edited_message", "channel_post"), (94, 3, 3))[0]: message}

    def _tap(self) -> dict[str, Any]:
        chance = self._chance
        user, chat = self._chat()
        seen = self.shown.get(chat["id"], [])
        anybody = [each for shown in self.shown.values() for each in shown[-3:]] if chance.random() < 0.1 else seen
        place, data = chance.choice(anybody[-12:]) if anybody else (1, "x")
        if chance.random() < 0.1:
            data = (
                chance.choice(HOSTILE)
                if chance.random() < 0.5
                else data[: chance.randrange(len(data) + 1)] + chance.choice(("]", '"', "9"))
            )
        message = {"message_id": place, "date": chance.choice((0, 1_790_000_000)), "chat": chat}
        return {
            "callback_query": {
                "id": str(chance.randrange(10**12)),
                "from": user,
                "message": message,
                "chat_instance": "1",
                "data": data,
            }
        }

    def _membership(self) -> dict[str, Any]:
        user, chat = self._chat()
        bot = {"id": 42, "is_bot": True, "first_name": "S"}
        old, new = (
            {"user": bot, "status": self._chance.choice(("member", "kicked", "left", "administrator")), "until_date": 0}
            for _ in range(2)
        )
        return {
            "my_chat_member": {"chat": chat, "from": user, "date": 1, "old_chat_member": old, "new_chat_member": new}
        }

    def _other(self) -> dict[str, Any]:
        user, chat = self._chat()
        return self._chance.choice(
            (
                {"inline_query": {"id": "1", "from": user, "query": self._text(), "offset": ""}},
                {"poll": {"id": "1"}},
                {"chat_member": {}},
                {"business_message": {"message_id": 1, "date": 1, "chat": chat}},
                {"something_new": {"a": [user]}},
                {},
            )
        )

    def _damage(self, update: dict[str, Any]) -> None:
        """Change one place somewhere inside."""
        chance = self._chance
        place: Any = update
        while True:
            key = chance.choice(list(place) if isinstance(place, dict) else range(len(place))) if place else None
            if key is None:
                return
            inner = place[key]
            if isinstance(inner, dict | list) and inner and chance.random() < 0.75:
                place = inner
                continue
            if isinstance(place, dict) and chance.random() < 0.35:
                del place[key]
            else:
                place[key] = copy.deepcopy(chance.choice(JUNK))
            return
