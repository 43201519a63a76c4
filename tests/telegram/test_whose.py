"""Whose an unreadable update may be, whatever is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.whose import MOST, addresses_in

_SHAPE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(("from", "user", "chat", "id", "message")), inner),
)


@pytest.mark.parametrize(
    ("raw", "whose"),
    [
        ({"update_id": 1, "message": 7}, ()),
        ({"message": {"chat": {"id": 5, "type": "private"}, "from": {"id": 5}}}, ("person:5",)),
        ({"message": {"chat": {"id": -5}, "from": {"id": 6}, "date": "x"}}, ("person:6", "chat:-5")),
        ({"callback_query": {"from": {"id": 6}, "message": {"chat": {"id": -5}}}}, ("person:6", "chat:-5")),
        ({"message": {"chat": {"id": "a"}, "from": {"id": True}}}, ()),
        ({"message": {"reply_to_message": [{"from": {"id": 8}}]}}, ("person:8",)),
    ],
)
def test_who_is_named(raw: dict[str, Any], whose: tuple[str, ...]) -> None:
    assert addresses_in(raw) == whose


@given(raw=_SHAPE)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_nothing_makes_it_stumble(raw: object) -> None:
    assert len(addresses_in(raw)) <= MOST
