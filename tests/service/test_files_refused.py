"""A file that cannot be made or sent: who asked for it hears so, once, in plain words."""

from __future__ import annotations

from service_world import MARIA, World

from bot.core.requests import Outgoing, SendMessage, SendPaper, SendPreview
from bot.service.delivery import Refused

pytest_plugins = ["service_fixtures"]


async def asked_for(world: World) -> list[Outgoing]:
    """Maria has asked for her questions as a paper: its preview and the paper itself."""
    await world.settled(MARIA)
    await world.says(MARIA, "/ask Why is the bus so loud?")
    await world.says(MARIA, "/papers")
    await world.taps(MARIA, "Our questions")
    world.courier.prompt = False
    await world.taps(MARIA, "English")
    world.courier.prompt = True
    return [each for each in world.courier.got if isinstance(each.request, SendPaper | SendPreview)]


async def test_a_parent_hears_once_that_a_page_does_not_come(world: World) -> None:
    files = await asked_for(world)
    assert len(files) == 2
    for each in files:
        await world.courier.ends(each, Refused("no call can be made of it"))
    await world.courier.rest()
    said = [text for text in world.heard(MARIA) if "could not make that file" in text]
    assert len(said) == 1
    assert "All your words are still here" in said[0]
    left = [each for each in await world.unsent() if isinstance(each.request, SendPaper | SendPreview)]
    assert not left


async def test_the_answer_itself_is_not_answered_when_it_is_refused(world: World) -> None:
    _, paper = await asked_for(world)
    world.courier.prompt = False
    await world.courier.ends(paper, Refused("no call can be made of it"))
    answer = world.courier.newest(MARIA)
    assert isinstance(answer.request, SendMessage)
    count = len(world.courier.got)
    await world.courier.ends(answer, Refused("Bad Request"))
    assert len(world.courier.got) == count
