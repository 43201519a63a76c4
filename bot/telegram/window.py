"""The updates that were fetched and are not acknowledged yet, in Telegram's order.

It must not know what an update says or how it is handled. Telegram's ids may jump or start again after an idle week,
so the order is the order of arrival, never that of the numbers.
"""

from __future__ import annotations

SIZE = 100  # updates that Telegram hands out beyond an offset, https://core.telegram.org/bots/api#getupdates


class Window:
    """What is in hand. `offset` is what getUpdates must be asked with: everything before it is committed."""

    def __init__(self) -> None:
        self._in_hand: dict[int, bool] = {}  # update id -> committed
        self._just_done: set[int] = set()  # since getUpdates was last asked, so the answer may bring them again
        self._offset: int | None = None
        self._left = 0

    @property
    def left(self) -> int:
        """How many in hand are not committed."""
        return self._left

    @property
    def room(self) -> int:
        """How many more Telegram can hand out when it is asked now."""
        return max(SIZE - len(self._in_hand), 0)

    @property
    def offset(self) -> int | None:
        """The id after the last update of the committed beginning; None when there is nothing to acknowledge."""
        return self._offset

    def asked(self) -> int | None:
        """getUpdates leaves now, with this offset."""
        self._just_done.clear()
        return self._offset

    def add(self, update: int) -> bool:
        """Take an update in hand. False when it is known: Telegram repeats what is not acknowledged, and what became
        committed while getUpdates with an older offset was on its way."""
        if update in self._in_hand or update in self._just_done:
            return False
        self._in_hand[update] = False
        self._left += 1
        return True

    def done(self, update: int) -> None:
        """The update is committed, set aside, or needs nothing."""
        self._left -= not self._in_hand[update]
        self._in_hand[update] = True
        while self._in_hand:
            first = next(iter(self._in_hand))
            if not self._in_hand[first]:
                return
            del self._in_hand[first]
            self._just_done.add(first)
            self._offset = first + 1

    def acknowledged(self, offset: int | None) -> None:
        """Telegram answered getUpdates with this offset, and had nothing: it has forgotten all before it. The number is
        given up, because after an idle week Telegram may start again below it."""
        if not self._in_hand and self._offset == offset:
            self._offset = None
