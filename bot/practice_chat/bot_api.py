"""The Bot API over HTTP: token, method, faults, ledger. What a method does stands in methods_*.py.

https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.practice_chat import methods_chats, methods_editing, methods_profile, methods_sending
from bot.practice_chat.faults import (
    Delay,
    DropAfterAccept,
    DropBeforeAccept,
    Fault,
    FaultScript,
    LedgerEntry,
    Refuse,
    Respond,
)
from bot.practice_chat.files import DOWNLOAD_LIMIT
from bot.practice_chat.methods import Method
from bot.practice_chat.methods_updates import LONGEST_POLL, update_methods
from bot.practice_chat.parameters import Parameters, read_parameters
from bot.practice_chat.refusals import ApiRefusal
from bot.practice_chat.webhook import Webhook
from bot.practice_chat.world import Change, World

_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,}")
_WORDS = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict",
          429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway"}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a caller gets."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class BotApi:
    """Answers /bot{token}/{method} and /file/bot{token}/{path}."""

    def __init__(
        self,
        world: World,
        token: str,
        faults: FaultScript,
        ledger: list[LedgerEntry],
        longest_poll: int = LONGEST_POLL,
    ) -> None:
        self._world = world
        self._token = token
        self._faults = faults
        self._ledger = ledger
        self.webhook = Webhook(
            world.updates, world.clock.now, lambda: world.announce(Change("call")), strict=world.limits.enabled
        )
        self.webhook.run_method = self._run_answered
        named: Mapping[str, Method] = {
            **methods_profile.METHODS,
            **methods_sending.METHODS,
            **methods_editing.METHODS,
            **methods_chats.METHODS,
            **update_methods(self.webhook, longest_poll),
        }
        self._methods = {name.lower(): (name, method) for name, method in named.items()}

    @property
    def method_names(self) -> list[str]:
        return sorted(name for name, _ in self._methods.values())

    def add_routes(self, router: web.UrlDispatcher) -> None:
        for verb in ("GET", "POST"):
            router.add_route(verb, "/bot{token:[^/]*}/{method:[^/]*}", self.handle)
        router.add_get("/file/bot{token:[^/]*}/{path:.+}", self.download)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One API call over HTTP."""
        answer = await self.call(
            request.match_info["token"], request.match_info["method"], lambda: read_parameters(request)
        )
        if answer is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        headers = {"Content-Type": "application/json; charset=utf-8", **answer.headers}
        return web.Response(status=answer.status, body=answer.body, headers=headers, reason=_WORDS.get(answer.status))

    async def call(self, token: str, name: str, read: Callable[[], Awaitable[Parameters]]) -> Answer | None:
        """One API call, whatever way it came; `read` gives its parameters. None: the connection is cut."""
        try:
            self._check_token(token)
            name, method = self._method(name)
        except ApiRefusal as refusal:
            return _json(refusal.code, refusal.body())
        fault = self._faults.next_for(name)
        try:
            given = await read()
        except ApiRefusal as refusal:
            self._ledger.append(
                LedgerEntry(name, {}, self._world.clock.now(), status=refusal.code, error=refusal.description)
            )
            return _json(refusal.code, refusal.body())
        entry = LedgerEntry(name, {**given.values, **given.files}, self._world.clock.now())
        self._ledger.append(entry)
        self._world.announce(Change("call"))
        if isinstance(fault, Delay):
            await asyncio.sleep(fault.seconds)
            fault = fault.then
        answer = await self._answer(method, given, entry, fault)
        self._world.announce(Change("call"))
        return answer

    async def _answer(
        self, method: Method, given: Parameters, entry: LedgerEntry, fault: Fault | None
    ) -> Answer | None:
        match fault:
            case DropBeforeAccept():
                _cut(entry)
                return None
            case Refuse(status, body):
                refused = {"ok": False, "error_code": status, "description": body} if isinstance(body, str) else body
                entry.status, entry.error = status, str(refused.get("description", ""))
                return _json(status, refused)
            case Respond(status, body, headers, accept):
                if accept:
                    await self._run(method, given, entry)
                entry.ok, entry.status = False, status
                raw = json.dumps(body).encode() if isinstance(body, dict) else body
                return Answer(status, raw.encode() if isinstance(raw, str) else raw, headers)
            case _:
                status, answer = await self._run(method, given, entry)
        if isinstance(fault, DropAfterAccept):
            _cut(entry)
            return None
        return _json(status, answer)

    async def _run(self, method: Method, given: Parameters, entry: LedgerEntry) -> tuple[int, dict[str, Any]]:
        try:
            result = await method(self._world, given)
        except ApiRefusal as refusal:
            entry.status, entry.error = refusal.code, refusal.description
            return refusal.code, refusal.body()
        entry.accepted = entry.ok = True
        entry.status, entry.result = 200, result
        return 200, {"ok": True, "result": result}

    async def _run_answered(self, body: dict[str, Any]) -> None:
        """A method call that came as the answer to a webhook request."""
        name, method = self._method(str(body["method"]))
        if name in ("getUpdates", "setWebhook", "deleteWebhook"):
            return  # these would wait for the very delivery that they answer
        values = {key: value for key, value in body.items() if key != "method"}
        entry = LedgerEntry(name, values, self._world.clock.now())
        self._ledger.append(entry)
        await self._run(method, Parameters(values), entry)

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise ApiRefusal(404, "Not Found")
        if token != self._token:
            raise ApiRefusal(401, "Unauthorized")

    def _method(self, name: str) -> tuple[str, Method]:
        found = self._methods.get(name.lower())
        if found is None:
            raise ApiRefusal(404, "Not Found: method not found")
        return found

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The content of a file."""
        try:
            self._check_token(request.match_info["token"])
        except ApiRefusal as refusal:
            return web.json_response(refusal.body(), status=refusal.code)
        file = self._world.files.by_path(request.match_info["path"])
        if file is None or len(file.data) > DOWNLOAD_LIMIT:
            return web.json_response(ApiRefusal(404, "Not Found").body(), status=404)
        return web.Response(body=file.data, content_type="application/octet-stream")


def _json(status: int, body: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(body).encode())


def _cut(entry: LedgerEntry) -> None:
    """The connection is closed without an answer."""
    entry.ok, entry.status, entry.error = False, None, "the connection was cut"
