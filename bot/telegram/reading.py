"""One raw update as Telegram sends it -> the event that it means, however it came.

It must not know how updates arrive or how they are acknowledged.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

import msgspec

from bot.core.events import TelegramEvent
from bot.telegram.albums import Albums
from bot.telegram.handover import Fetched
from bot.telegram.translate import Translator, album_of
from bot.telegram.update import read_update

log = logging.getLogger(__name__)


class UpdateReader:
    """Reads updates for one bot."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._albums = Albums()

    def read(self, update_id: int, raw: dict[str, Any]) -> Fetched | None:
        """The update with its event; with none where it could not be read; None where there is nothing to do."""
        try:
            update = read_update(raw)
            event = self._translator.event(update)
            album = "" if event is None else album_of(update)
            if event is None or not self._albums.is_new(event.origin.chat, album, update_id):
                return None
            return Fetched(update_id, raw, as_one(event, album) if album else event)
        except Exception as error:  # whatever is wrong with it, everybody else's are to be read
            log.warning("An update could not be read (%s); it is set aside.", type(error).__name__)
            return Fetched(update_id, raw, None)


def as_one(event: TelegramEvent, album: str) -> TelegramEvent:
    """The event under a number that all pictures of its album share, wherever they arrive.

    So the record, which lets each update happen once, answers an album once, even when its pictures reach several
    replicas, or one before a restart and one after it. Telegram's own numbers are positive.
    """
    digest = hashlib.sha256(album.encode()).digest()
    origin = msgspec.structs.replace(event.origin, update=-1 - int.from_bytes(digest[:7], "big"))
    return msgspec.structs.replace(event, origin=origin)
