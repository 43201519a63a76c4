"""The HTTP side of the page: routes under /practice, each a few lines around an act.

Foreign web pages are kept out: by the Host header (DNS rebinding) and by Origin (cross-site requests).
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from aiohttp.helpers import content_disposition_header

from bot.practice_chat.acts import Acts
from bot.practice_chat.clock import ClockFixed
from bot.practice_chat.event_stream import EventStreams
from bot.practice_chat.group_acts import GroupActs
from bot.practice_chat.page_files import add_page_routes
from bot.practice_chat.parameters import Parameters, read_parameters
from bot.practice_chat.people import Chat, Group, Person
from bot.practice_chat.refusals import ActRefused, ApiRefusal
from bot.practice_chat.views import card_view, clock_view, group_view, may_see, message_view, person_view, world_view
from bot.practice_chat.world import Change, World

_INLINE_PATIENCE = 10.0  # seconds
_LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _is_local(host: str) -> bool:
    name = host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
    return name.lower() in _LOCAL_HOSTS


def _error(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


class Control:
    """What the page may ask for and do."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._acts = Acts(world)
        self._group_acts = GroupActs(world)
        self._streams = EventStreams(world)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        add_page_routes(router)
        router.add_get("/practice/world", self.show_world)
        router.add_get("/practice/chats/{chat}/messages", self.show_messages)
        router.add_get("/practice/commands", self.show_commands)
        router.add_get("/practice/events", self.stream)
        router.add_get("/practice/file/{file_id}", self.show_file)
        for name, act in {
            "send": self.send, "start": self.start, "upload": self.upload, "location": self.location,
            "contact": self.contact, "edit": self.edit, "tap": self.tap, "language": self.language,
            "block": self.block, "group": self.group, "clock": self.clock, "inline": self.inline, "card": self.card,
        }.items():  # fmt: skip
            router.add_post(f"/practice/{name}", self._acting(act))

    def close(self) -> None:
        """End the event streams."""
        self._streams.close()

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse foreign hosts and origins; turn refusals into plain sentences."""
        if not _is_local(request.headers.get("Host", "")):
            return _error(403, "The practice chat answers only at 127.0.0.1.")
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{request.headers['Host']}":
            return _error(403, "The practice chat answers only to its own page.")
        try:
            return await handler(request)
        except ActRefused as refusal:
            return _error(400, str(refusal))

    def _acting(self, act: Callable[[Parameters], Awaitable[Any]]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                given = await read_parameters(request)
            except ApiRefusal as refusal:
                return _error(
                    413 if refusal.code == 413 else 400,
                    "This file is too big." if refusal.code == 413 else "This request cannot be read.",
                )
            return web.json_response(await act(given))

        return handle

    # -- who and where

    def _person(self, given: Parameters) -> Person:
        person = self._world.chat(given.integer("as"))
        if not isinstance(person, Person):
            raise ActRefused("Nobody here has this number.")
        return person

    def _chat(self, given: Parameters, person: Person) -> Chat:
        chat = self._world.chat(given.integer("chat", person.id))
        if chat is None or not may_see(person, chat):
            raise ActRefused(f"{person.name} is not in this chat.")
        return chat

    # -- looking

    async def show_world(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(await world_view(self._world))

    async def show_messages(self, request: web.Request) -> web.StreamResponse:
        given = Parameters({**request.query, "chat": request.match_info["chat"]})
        person = self._person(given)
        chat = self._chat(given, person)
        return web.json_response({"messages": [message_view(message) for message in self._world.messages(chat)]})

    async def show_commands(self, request: web.Request) -> web.StreamResponse:
        given = Parameters(dict(request.query))
        person = self._person(given)
        return web.json_response(self._world.profile.commands_for(person, self._chat(given, person)))

    async def stream(self, request: web.Request) -> web.StreamResponse:
        return await self._streams.serve(request, self._person(Parameters(dict(request.query))))

    async def show_file(self, request: web.Request) -> web.StreamResponse:
        file = self._world.files.get(request.match_info["file_id"])
        if file is None:
            return _error(404, "This file is gone.")
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
        if file.width:
            return web.Response(body=file.data, content_type=file.content_type, headers=headers)
        headers["Content-Disposition"] = content_disposition_header("attachment", filename=file.name)
        return web.Response(body=file.data, content_type="application/octet-stream", headers=headers)

    # -- acting

    async def send(self, given: Parameters) -> Any:
        person = self._person(given)
        reply_to = given.integer("reply_to") or None
        return {
            "message": message_view(self._acts.say(person, self._chat(given, person), given.text("text"), reply_to))
        }

    async def start(self, given: Parameters) -> Any:
        return {"message": message_view(self._acts.start(self._person(given), given.text("payload")))}

    async def upload(self, given: Parameters) -> Any:
        person = self._person(given)
        chat, file, caption = self._chat(given, person), given.files.get("file"), given.text("caption")
        if file is None:
            raise ActRefused("Choose a file first.")
        if given.text("kind") == "photo":
            message = self._acts.send_photo(person, chat, file.name, file.data, caption)
        else:
            message = self._acts.send_document(person, chat, file.name, file.content_type, file.data, caption)
        return {"message": message_view(message)}

    async def location(self, given: Parameters) -> Any:
        person = self._person(given)
        try:
            latitude, longitude = float(given.text("latitude")), float(given.text("longitude"))
        except ValueError:
            raise ActRefused("A place needs a latitude and a longitude.") from None
        message = self._acts.share_location(person, self._chat(given, person), latitude, longitude)
        return {"message": message_view(message)}

    async def contact(self, given: Parameters) -> Any:
        person = self._person(given)
        number = given.text("phone_number")
        return {"message": message_view(self._acts.share_contact(person, self._chat(given, person), number))}

    async def edit(self, given: Parameters) -> Any:
        person = self._person(given)
        message = self._acts.edit(person, self._chat(given, person), given.integer("message"), given.text("text"))
        return {"message": message_view(message)}

    async def tap(self, given: Parameters) -> Any:
        person = self._person(given)
        place = given.integer("row", -1), given.integer("col", -1)
        return {"query_id": self._acts.tap(person, self._chat(given, person), given.integer("message"), *place).id}

    async def inline(self, given: Parameters) -> Any:
        """What the bot offers for a text behind its name; waits for its answer."""
        query = self._acts.ask_inline(self._person(given), given.text("text"))
        try:
            await self._world.wait_until(lambda: query.results is not None, _INLINE_PATIENCE)
        except TimeoutError:
            raise ActRefused("The bot has not answered.") from None
        return {"query_id": query.id, "cards": [card_view(card) for card in query.cards]}

    async def card(self, given: Parameters) -> Any:
        person = self._person(given)
        chat = self._chat(given, person)
        return {"message": message_view(self._acts.choose_card(person, chat, given.text("query"), given.text("card")))}

    async def language(self, given: Parameters) -> Any:
        person = self._person(given)
        self._acts.set_language(person, given.text("language_code"))
        return person_view(person)

    async def block(self, given: Parameters) -> Any:
        person = self._person(given)
        self._acts.block(person, given.flag("blocked"))
        return person_view(person)

    async def group(self, given: Parameters) -> Any:
        group = self._world.chat(given.integer("chat"))
        if not isinstance(group, Group):
            raise ActRefused("There is no such group.")
        self._group_acts.do(self._person(given), group, given.text("action"))
        return group_view(group.upgraded_to or group)

    async def clock(self, given: Parameters) -> Any:
        """{to: ISO instant} | {by: seconds} | {jump: "next"}"""
        clock = self._world.clock
        now = clock.now()
        try:
            if given.text("jump"):
                instant = await clock.next_due()
                if instant is None:
                    raise ActRefused("Nothing is planned, so there is nothing to jump to.")
            elif given.text("by"):
                instant = now + timedelta(seconds=float(given.text("by")))
            else:
                instant = datetime.fromisoformat(given.text("to"))
            if instant.tzinfo is None:
                raise ValueError
        except (ValueError, OverflowError):
            raise ActRefused("This is no time to move to.") from None
        if instant < now and not given.text("jump"):
            raise ActRefused("The clock can only go forward.")
        try:
            await clock.move_to(max(instant, now))
        except ClockFixed as fixed:
            raise ActRefused(str(fixed)) from fixed
        self._world.announce(Change("clock"))
        return await clock_view(self._world)
