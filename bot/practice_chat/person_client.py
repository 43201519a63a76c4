"""Drives one person of the practice chat from a program, as tests do: say, tap, and wait for what comes back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.practice_chat.acts import Acts
from bot.practice_chat.group_acts import GroupActs
from bot.practice_chat.messages import Message
from bot.practice_chat.people import Chat, Group, Person
from bot.practice_chat.refusals import ActRefused
from bot.practice_chat.world import CallbackQuery, InlineQuery, World

PATIENCE = 5.0  # seconds to wait by default


@dataclass
class _Acted:
    """When a person last did something, in whichever chat: a World.mark."""

    mark: int


class PersonClient:
    """One person in one chat: the private one, or another by in_chat()."""

    def __init__(self, world: World, person: Person, chat: Chat | None = None, acted: _Acted | None = None) -> None:
        self._world = world
        self._acts = Acts(world)
        self._group_acts = GroupActs(world)
        self.person = person
        self.chat = chat or person
        self._acted = acted or _Acted(world.mark)

    @property
    def id(self) -> int:
        return self.person.id

    def in_chat(self, chat: Group | int | str) -> "PersonClient":
        """The same person in a group, named by the group, its id or its title."""
        group = chat if isinstance(chat, Group) else self._world.group(chat)
        return PersonClient(self._world, self.person, group, self._acted)

    # -- acting

    async def say(self, text: str, reply_to: int | None = None) -> Message:
        self._act()
        return self._acts.say(self.person, self.chat, text, reply_to)

    async def start(self, payload: str = "") -> Message:
        self._act()
        return self._acts.start(self.person, payload)

    async def send_photo(self, data: bytes, caption: str = "", name: str = "photo.jpg") -> Message:
        self._act()
        return self._acts.send_photo(self.person, self.chat, name, data, caption)

    async def send_document(
        self, data: bytes, name: str = "file.pdf", content_type: str = "application/pdf", caption: str = ""
    ) -> Message:
        self._act()
        return self._acts.send_document(self.person, self.chat, name, content_type, data, caption)

    async def share_location(self, latitude: float, longitude: float) -> Message:
        self._act()
        return self._acts.share_location(self.person, self.chat, latitude, longitude)

    async def share_contact(self, phone_number: str) -> Message:
        self._act()
        return self._acts.share_contact(self.person, self.chat, phone_number)

    async def edit(self, message_id: int, text: str) -> Message:
        self._act()
        return self._acts.edit(self.person, self.chat, message_id, text)

    async def tap(self, message_id: int, row: int = 0, column: int = 0) -> CallbackQuery:
        """Tap an inline button by its place."""
        self._act()
        return self._acts.tap(self.person, self.chat, message_id, row, column)

    async def tap_label(self, label: str, message_id: int | None = None) -> CallbackQuery | Message:
        """Tap the newest inline button with this label, or the key of the reply keyboard, which says its label."""
        if message_id is not None:
            message = self._world.message(self.chat, message_id)
            candidates = [message] if message is not None else []
        else:
            candidates = self.messages()[::-1]
        for message in candidates:
            if place := message.find_button(label):
                return await self.tap(message.id, *place)
        if any(label in row for row in self.keyboard()):
            return await self.say(label)
        raise ActRefused(f"No button says {label!r}; there are {self.labels()}.")

    async def ask_inline(self, text: str) -> InlineQuery:
        return self._acts.ask_inline(self.person, text)

    async def choose_card(self, query: InlineQuery, card_id: str) -> Message:
        """Post a card in this chat, in which the bot need not be."""
        self._act()
        return self._acts.choose_card(self.person, self.chat, query.id, card_id)

    async def block_bot(self) -> None:
        self._act()
        self._acts.block(self.person, True)

    async def unblock_bot(self) -> None:
        self._act()
        self._acts.block(self.person, False)

    async def set_language(self, language_code: str) -> None:
        self._acts.set_language(self.person, language_code)

    async def group(self, action: str) -> None:
        """An action on the group, such as "add_bot"; see GroupActs."""
        if not isinstance(self.chat, Group):
            raise ActRefused("This is not a group.")
        self._act()
        self._group_acts.do(self.person, self.chat, action)

    def _act(self) -> None:
        self._acted.mark = self._world.mark

    # -- seeing

    def messages(self) -> list[Message]:
        """Everything in this chat, oldest first."""
        return self._world.messages(self.chat)

    def last(self) -> Message:
        """The newest message from the bot. Raises LookupError."""
        for message in reversed(self.messages()):
            if message.from_bot:
                return message
        raise LookupError("the bot has said nothing here")

    def keyboard(self) -> list[list[str]]:
        """The labels of the reply keyboard that is up now."""
        for message in reversed(self.messages()):
            if message.reply_keyboard is not None and message.from_bot:
                return message.reply_buttons
        return []

    def labels(self) -> list[str]:
        """All labels that can be tapped on the newest message of the bot and the reply keyboard."""
        recent = [message for message in self.messages() if message.from_bot][-1:]
        rows = [row for message in recent for row in message.buttons] + self.keyboard()
        return [label for row in rows for label in row]

    def replies(self, after: Message | int | None = None) -> list[Message]:
        """What the bot wrote or changed in this chat since a message, a World.mark, or this person's last act."""
        if isinstance(after, Message):
            after = after.created
        mark = self._acted.mark if after is None else after
        return [message for message in self.messages() if message.from_bot and message.touched > mark]

    async def wait_for_reply(
        self,
        after: Message | int | None = None,
        *,
        count: int = 1,
        containing: str | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> list[Message]:
        """Wait until the bot has written or changed `count` messages (one of them with a text in it).

        Counted from a message, a World.mark, or this person's last act. Raises TimeoutError with what was there.
        """

        def there(messages: Sequence[Message]) -> bool:
            enough = len(messages) >= count
            return enough and (containing is None or any(containing in message.text for message in messages))

        try:
            await self._world.wait_until(lambda: there(self.replies(after)), timeout, self.chat)
        except TimeoutError:
            texts = [message.text for message in self.replies(after)]
            raise TimeoutError(
                f"{self.person.name} waited {timeout} s for {count} replies (containing {containing!r}); came: {texts}"
            ) from None
        return self.replies(after)

    async def wait_until(self, predicate: Callable[[], bool], timeout: float = PATIENCE) -> None:  # noqa: ASYNC109
        """Wait until something holds; looked at after every change and API call. Raises TimeoutError."""
        await self._world.wait_until(predicate, timeout)
