"""The operator's code: offered until somebody has used it."""

from __future__ import annotations

from service_world import MARIA, OMAR, World

from bot.core.records import House
from bot.service.claim import offer_claim

pytest_plugins = ["service_fixtures"]


async def house_of(world: World) -> House:
    record = await world.record("house")
    assert isinstance(record, House)
    return record


async def test_only_the_newest_code_works_and_only_its_hash_is_kept(world: World) -> None:
    assert await offer_claim(world.store, "FIRST")
    assert await offer_claim(world.store, "SECOND")
    assert "SECOND" not in str(await house_of(world))
    await world.says(OMAR, "/claim FIRST")
    assert not (await house_of(world)).admins
    await world.says(OMAR, "/claim SECOND")
    assert [admin.person for admin in (await house_of(world)).admins] == [OMAR]
    assert await offer_claim(world.store, "THIRD") is False
    await world.says(MARIA, "/claim THIRD")
    assert [admin.person for admin in (await house_of(world)).admins] == [OMAR]


async def test_others_who_guess_cannot_keep_the_operator_out(world: World) -> None:
    await offer_claim(world.store, "FIRST")
    for number in range(60):
        await world.says(7000 + number, "/claim guess")
    await world.says(OMAR, "/claim FIRST")
    assert not (await house_of(world)).admins
    await offer_claim(world.store, "SECOND")  # the operator starts the bot again
    await world.says(OMAR, "/claim SECOND")
    assert (await house_of(world)).admins
