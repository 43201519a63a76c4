"""What may be acknowledged: never past an update that is not committed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.window import Window


@given(ids=st.lists(st.integers(1, 10**9), unique=True, min_size=1, max_size=30), data=st.data())
def test_the_offset_stands_behind_the_last_one_of_the_committed_beginning(ids: list[int], data: st.DataObject) -> None:
    window = Window()
    assert window.offset is None
    assert all(window.add(update) for update in ids)
    assert not window.add(ids[0])  # Telegram repeats what is not acknowledged
    committed: set[int] = set()
    for update in data.draw(st.permutations(ids)):
        window.done(update)
        committed.add(update)
        beginning = [place for place, known in enumerate(ids) if set(ids[: place + 1]) <= committed]
        assert window.offset == (ids[beginning[-1]] + 1 if beginning else None)


def test_an_offset_that_telegram_has_taken_in_is_given_up() -> None:
    window = Window()
    window.add(9)
    window.done(9)
    window.acknowledged(3)  # an older one
    assert window.offset == 10
    window.acknowledged(10)
    assert window.offset is None
    window.add(11)
    window.acknowledged(None)
    window.done(11)
    assert window.offset == 12


def test_what_is_committed_while_telegram_is_asked_is_not_taken_again() -> None:
    window = Window()
    window.asked()
    window.add(9)
    window.asked()  # 9 is in hand, so this asks with the old offset
    window.done(9)
    assert not window.add(9)  # and the answer brings it once more
    assert window.offset == 10
    assert window.asked() == 10
