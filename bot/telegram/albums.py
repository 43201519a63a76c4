"""Which albums were seen, so that the pictures of one album are one answer. It forgets the oldest ones."""

from __future__ import annotations

from collections import OrderedDict

REMEMBERED = 1000  # an album's pictures arrive within seconds of each other


class Albums:
    """Albums by chat and Telegram's id for them, each with the update that brought its first picture."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._first: OrderedDict[tuple[int, str], int] = OrderedDict()

    def is_new(self, chat: int, album: str, update: int) -> bool:
        """Whether this update brings the first picture of the album, also when it comes again. "" stands for a picture
        on its own."""
        if not album:
            return True
        first = self._first.setdefault((chat, album), update)
        while len(self._first) > self._remembered:
            self._first.popitem(last=False)
        return first == update
