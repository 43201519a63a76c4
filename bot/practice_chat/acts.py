"""What a person in the chat can do: write, tap, send files, block. Each act makes the updates that Telegram makes.

Used by the page and by tests alike. Acts that a chat app would not offer raise ActRefused with a plain sentence.
"""

import re
from dataclasses import replace
from typing import Any

from bot.practice_chat.keyboards import Markup
from bot.practice_chat.members import member_updated, private_member
from bot.practice_chat.messages import Content, Message
from bot.practice_chat.people import Chat, Group, Person
from bot.practice_chat.plain_text import (
    CAPTION_LIMIT,
    MESSAGE_LIMIT,
    cleaned,
    cut_utf16,
    utf16_length,
    with_found_entities,
)
from bot.practice_chat.refusals import ActRefused, ApiRefusal
from bot.practice_chat.world import CallbackQuery, Change, InlineQuery, World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")  # https://core.telegram.org/bots/features#deep-linking


class Acts:
    """The acts of all people in a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    # -- writing

    def say(self, person: Person, chat: Chat, text: str, reply_to: int | None = None) -> Message:
        """Write a text of 1 to 4,096 UTF-16 units. In a private chat the first message counts as pressing Start."""
        content = self._text(text, MESSAGE_LIMIT)
        if not content.text:
            raise ActRefused("Write something first.")
        return self._post(person, chat, content, reply_to)

    def start(self, person: Person, payload: str = "") -> Message:
        """Press Start, or open a deep link; this also unblocks the bot."""
        if not _PAYLOAD.fullmatch(payload):
            raise ActRefused("A start link holds up to 64 letters, digits, - and _.")
        self.block(person, False)
        return self.say(person, person, f"/start {payload}".strip())

    def send_photo(self, person: Person, chat: Chat, name: str, data: bytes, caption: str = "") -> Message:
        """Send a picture (JPEG, PNG, GIF or WebP)."""
        try:
            photo = self._world.files.add_photo(name, data)
        except ApiRefusal as refusal:
            raise ActRefused("This is not a picture that can be sent as a photo. Send it as a file.") from refusal
        return self._post(person, chat, replace(self._text(caption, CAPTION_LIMIT), photo=photo))

    def send_document(
        self, person: Person, chat: Chat, name: str, content_type: str, data: bytes, caption: str = ""
    ) -> Message:
        """Send any file."""
        try:
            document = self._world.files.add_document(name, content_type, data)
        except ApiRefusal as refusal:
            raise ActRefused("This file is empty.") from refusal
        return self._post(person, chat, replace(self._text(caption, CAPTION_LIMIT), document=document))

    def share_location(self, person: Person, chat: Chat, latitude: float, longitude: float) -> Message:
        """Share a place in degrees."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ActRefused("This place is not on earth.")
        location = {"latitude": latitude, "longitude": longitude}
        return self._post(person, chat, Content(location=location))

    def share_contact(self, person: Person, chat: Chat, phone_number: str) -> Message:
        """Share one's own phone number."""
        contact = {"phone_number": phone_number, "first_name": person.name, "user_id": person.id}
        return self._post(person, chat, Content(contact=contact))

    def edit(self, person: Person, chat: Chat, message_id: int, text: str) -> Message:
        """Change one's own message."""
        message = self._message(chat, message_id)
        if message.sender is not person or message.via or message.content.service or message.content.location:
            raise ActRefused("You can only change your own messages.")
        limit = CAPTION_LIMIT if message.content.has_media else MESSAGE_LIMIT
        content = self._text(text, limit)
        if not content.text and not message.content.has_media:
            raise ActRefused("Write something first.")
        content = replace(message.content, text=content.text, entities=content.entities)
        self._world.edited(message, content=content, inline=None)
        if self._bot_sees(message):
            self._world.updates.add("edited_message", message.as_api())
        return message

    def _text(self, text: str, limit: int) -> Content:
        clean, _ = cleaned(text.encode("utf-8", "replace").decode("utf-8"), [])
        if utf16_length(clean) > limit:
            raise ActRefused(f"This text is too long. It can have {limit} characters.")
        return Content(clean, with_found_entities(clean, []))

    def _message(self, chat: Chat, message_id: int) -> Message:
        message = self._world.message(chat, message_id)
        if message is None:
            raise ActRefused("This message is gone.")
        return message

    def _post(
        self,
        person: Person,
        chat: Chat,
        content: Content,
        reply_to: int | None = None,
        *,
        markup: Markup | None = None,
        via: Person | None = None,
    ) -> Message:
        anonymous = False
        if isinstance(chat, Group):
            self._must_be_member(person, chat)
            anonymous = person in chat.anonymous
        elif person is not chat:
            raise ActRefused("This is somebody else's private chat.")
        elif person.blocked:
            raise ActRefused("You have blocked the bot. Unblock it to write.")
        else:
            person.started = True
        replied = None if reply_to is None else self._message(chat, reply_to)
        message = self._world.post(chat, person, content, markup=markup, reply_to=replied, anonymous=anonymous, via=via)
        if self._bot_sees(message):
            self._world.updates.add("message", message.as_api())
        return message

    def _must_be_member(self, person: Person, group: Group) -> None:
        if group.upgraded_to is not None:
            raise ActRefused("This group has become a supergroup. Write in the new one.")
        if person not in group.members:
            raise ActRefused(f"{person.name} is not in this group.")

    def _bot_sees(self, message: Message) -> bool:
        """Whether Telegram shows the bot this message: https://core.telegram.org/bots/features#privacy-mode"""
        chat = message.chat
        if not isinstance(chat, Group):
            return True
        if not chat.bot_in:
            return False
        if chat.bot == "administrator" or not self._world.privacy_mode:
            return True
        if message.via is not None or (message.reply_to is not None and message.reply_to.from_bot):
            return True
        called = f"@{self._world.bot.username}".lower()
        for entity in message.content.entities:
            covered = cut_utf16(message.text, entity["offset"], entity["length"]).lower()
            if entity["type"] == "mention" and covered == called:
                return True
            if entity["type"] == "bot_command" and ("@" not in covered or covered.endswith(called)):
                return True
        return False

    # -- tapping

    def tap(self, person: Person, chat: Chat, message_id: int, row: int, column: int) -> CallbackQuery:
        """Tap an inline button that sends data to the bot; rows and columns count from 0."""
        message = self._message(chat, message_id)
        if isinstance(chat, Group):
            self._must_be_member(person, chat)
        elif person is not chat:
            raise ActRefused("This is somebody else's private chat.")
        elif person.blocked:
            raise ActRefused("You have blocked the bot. Unblock it to go on.")
        try:
            if row < 0 or column < 0:
                raise IndexError
            button = (message.inline or [])[row][column]
        except IndexError:
            raise ActRefused("This button is gone.") from None
        if "callback_data" not in button:
            raise ActRefused(
                "This button opens a link." if "url" in button else "This button sends nothing to the bot."
            )
        return self._world.tapped(person, message, button["callback_data"])

    def ask_inline(self, person: Person, text: str) -> InlineQuery:
        """Type the bot's name and a question in any chat."""
        if not self._world.inline_mode:
            raise ActRefused("This bot takes no inline queries.")
        return self._world.asked_inline(person, text)

    def choose_card(self, person: Person, chat: Chat, query_id: str, card_id: str) -> Message:
        """Post one of the cards that the bot has offered this person."""
        query = self._world.inline_queries.get(query_id)
        cards = query.cards if query is not None and query.person is person else []
        card = next((card for card in cards if card.id == card_id), None)
        if card is None:
            raise ActRefused("This card is gone.")
        return self._post(person, chat, card.content, markup=card.markup, via=self._world.bot)

    # -- the person and the bot

    def block(self, person: Person, blocked: bool) -> None:
        """Block or unblock the bot."""
        if person.blocked == blocked:
            return
        person.blocked = blocked
        was, now = ("member", "kicked") if blocked else ("kicked", "member")
        bot = self._world.bot
        self._member_update(person, person, private_member(bot, was), private_member(bot, now))

    def set_language(self, person: Person, language_code: str) -> None:
        """Change the language of the person's Telegram app, an IETF tag such as "en" or "pt-br"; may be empty."""
        if not re.fullmatch(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)?", language_code):
            raise ActRefused("A language is two or three letters, like en or es.")
        person.language_code = language_code
        self._world.announce(Change("world"))

    def _member_update(self, chat: Chat, by: Person, old: dict[str, Any], new: dict[str, Any]) -> None:
        date = int(self._world.clock.now().timestamp())
        self._world.updates.add("my_chat_member", member_updated(chat, by, date, old, new))
        self._world.announce(Change("world"))
