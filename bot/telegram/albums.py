"""Which albums were seen, so that the pictures of one album are one answer. It forgets the oldest ones."""

from __future__ import annotations

from collections import OrderedDict

REMEMBERED = 1000  # an album's pictures arrive within seconds of each other


class Albums:
    """Albums by chat and Telegram's id for them."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._seen: OrderedDict[tuple[int, str], None] = OrderedDict()

    def is_new(self, chat: int, album: str) -> bool:
        """Whether this is the first picture of the album; "" stands for a picture on its own."""
        if not album:
            return True
        if (chat, album) in self._seen:
            return False
        self._seen[chat, album] = None
        while len(self._seen) > self._remembered:
            self._seen.popitem(last=False)
        return True
