"""How python-telegram-bot reaches Telegram here: over aiohttp, with errors that tell what may have been accepted.

It must not know what is being sent, and it never shows an address, because the address holds the bot's token.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import aiohttp
import msgspec
from telegram.error import InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# Telegram takes JSON or a form; making a form costs a fifth of all that an answer costs (docs/measurements.md).
_JSON = "application/json"
MEDIA_WRITE_SECONDS = 60.0  # a phone-sized PDF over a school's uplink
SMALL = 32 * 1024  # bytes that are written at once, for an event loop holds twice as many ready for a slow network


class NotSent(NetworkError):
    """The request never left this machine: no connection was made. Safe to repeat."""


class ServerFailed(NetworkError):
    """Telegram answered that it could not serve the request (`status`, 500 and above)."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Telegram's server failed ({status})")
        self.status = status


class TooManyRequests(TelegramError):
    """Refused for speed. `seconds` is how long to wait; 0 when Telegram did not say."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many requests, wait {seconds:g} s")
        self.seconds = seconds


class Unauthorized(InvalidToken):
    """401: a well-formed token that Telegram does not know."""


class TooLarge(NetworkError):
    """413: the request holds more than Telegram takes."""


def answer_was_lost(error: BaseException) -> bool:
    """Whether the request may have been accepted although no answer came.

    A gateway's time-out (504) counts: the gateway has passed the request on. Any other answer is an answer.
    """
    if isinstance(error, ServerFailed):
        return error.status == 504
    return isinstance(error, LostAnswer | TimedOut)


class LostAnswer(NetworkError):
    """The connection broke after the request had left."""


class JsonData:
    """Parameters without files, written as JSON at once, in place of a `RequestData`: the library would look at each
    for objects of its own, which we do not use, and write each as JSON inside the JSON."""

    __slots__ = ("body",)

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.body = msgspec.json.encode(parameters)


class AiohttpRequest(BaseRequest):
    """`telegram.request.BaseRequest` on one aiohttp session. Timeouts are seconds; None waits for ever.

    `use_proxy_settings` reads HTTPS_PROXY and its kind from the environment, as many schools need. Raises, besides what
    the library itself makes of an answer: `NotSent`, `LostAnswer`, `TimedOut`, `ServerFailed`, `TooManyRequests`,
    `Unauthorized`, `TooLarge`.
    """

    def __init__(
        self,
        *,
        connections: int = 256,
        read_timeout: float | None = 20.0,
        write_timeout: float | None = 10.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 5.0,
        use_proxy_settings: bool = False,
    ) -> None:
        self._connections = connections
        self._read = read_timeout
        self._write = write_timeout
        self._connect = connect_timeout
        self._pool = pool_timeout
        self._trust_env = use_proxy_settings
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer where a call gives none."""
        return self._read

    async def initialize(self) -> None:
        """Open the session. Safe to call twice."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=self._trust_env,
            )

    async def shutdown(self) -> None:
        """Close the session and its connections. Safe to call twice."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | JsonData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One HTTP exchange: the status and the body."""
        session = self._session
        if session is None:
            raise NotSent("The connection to Telegram is not open")
        files = {}
        if isinstance(request_data, RequestData) and request_data.contains_files:
            files = request_data.multipart_data
        data = _body(request_data, files)
        unset = BaseRequest.DEFAULT_NONE
        timeout = _timeout(
            read=self._read if read_timeout is unset else read_timeout,
            write=(MEDIA_WRITE_SECONDS if files else self._write) if write_timeout is unset else write_timeout,
            connect=self._connect if connect_timeout is unset else connect_timeout,
            pool=self._pool if pool_timeout is unset else pool_timeout,
            small=isinstance(data, bytes) and len(data) <= SMALL,
        )
        try:
            status, body = await self._exchange(session, method, url, data, timeout)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"No connection to Telegram ({type(error).__name__})") from error
        except (aiohttp.InvalidURL, aiohttp.ClientHttpProxyError) as error:
            # Their text holds the address, so they are not kept as the cause.
            raise NotSent(f"No way to Telegram ({type(error).__name__})") from None
        except TimeoutError as error:
            raise TimedOut("Telegram's answer did not come in time") from error
        except (aiohttp.ClientError, OSError) as error:
            raise LostAnswer(f"The connection broke ({type(error).__name__})") from error
        _raise_for(status, body)
        return status, body

    async def _exchange(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        data: aiohttp.FormData | bytes | None,
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109
    ) -> tuple[int, bytes]:
        """The one place where bytes leave and come. Raises what aiohttp raises."""
        body = aiohttp.BytesPayload(data, content_type=_JSON) if isinstance(data, bytes) else data
        async with session.request(method, url, data=body, timeout=timeout, allow_redirects=False) as response:
            return response.status, await response.read()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dict. Raises `TelegramError`; unlike the library's own, it does not log what came."""
        try:
            parsed = read_json(payload)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise TelegramError("Invalid server response")
        return parsed


@lru_cache(maxsize=16)  # nearly all calls have the usual one
def _timeout(
    *, read: float | None, write: float | None, connect: float | None, pool: float | None, small: bool
) -> aiohttp.ClientTimeout:
    """aiohttp has no limit for writing alone; the sum of all parts bounds it. What is `small` is written at once, and
    one timer less saves a tenth of the call."""
    joined = None if connect is None or pool is None else connect + pool
    total = None if small or joined is None or read is None or write is None else joined + write + read
    return aiohttp.ClientTimeout(total=total, connect=joined, sock_connect=connect, sock_read=read)


def _body(request_data: RequestData | JsonData | None, files: Any) -> aiohttp.FormData | bytes | None:
    if request_data is None:
        return None
    if isinstance(request_data, JsonData):
        return request_data.body
    parameters = request_data.json_parameters
    if not files:
        return msgspec.json.encode(parameters)
    form = aiohttp.FormData(quote_fields=False)  # Telegram reads file names as plain UTF-8
    for name, value in parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in files.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form


def read_json(payload: bytes) -> Any:
    """Telegram's JSON. It passes on what people's clients send, lone surrogates too, of which only the slower reader
    knows. Raises `ValueError`, and `RecursionError` for what is nested too deep."""
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return json.loads(payload.decode("utf-8", "replace"))


def _raise_for(status: int, body: bytes) -> None:
    """Raise for the answers that the library would blur into one class; the rest is left to it."""
    if status == 401:
        raise Unauthorized("Unauthorized")
    if status == 413:
        raise TooLarge("Request entity too large")
    if status == 429:
        raise TooManyRequests(_retry_after(body))
    if status >= 500:
        raise ServerFailed(status)


def _retry_after(body: bytes) -> float:
    try:
        seconds = json.loads(body)["parameters"]["retry_after"]
        return min(max(float(seconds), 0.0), 86_400.0)
    except (ValueError, KeyError, TypeError):
        return 0.0
