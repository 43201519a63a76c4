"""The operator's code: offered until somebody has used it."""

from __future__ import annotations

from datetime import timedelta

from service_world import MARIA, MORNING, OMAR, World

from bot.core.records import House
from bot.service.claim import codes_of_fleet, offer_claim

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
    assert await offer_claim(world.store, "THIRD") is None
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


async def test_every_replica_offers_the_code_that_another_one_has_printed(world: World) -> None:
    async def replica_starts() -> str | None:
        code, still = codes_of_fleet("the token", world.now)
        return await offer_claim(world.store, code, still=still)

    printed = await replica_starts()
    assert printed
    world.now = MORNING + timedelta(days=1)  # after midnight, the same code is good
    assert await replica_starts() == printed
    world.now = MORNING + timedelta(days=3)  # what has lain in a log for days is not
    later = await replica_starts()
    assert later not in (None, printed)
    await world.says(OMAR, f"/claim {printed}")
    assert not (await house_of(world)).admins
    await world.says(OMAR, f"/claim {later}")
    assert (await house_of(world)).admins
    assert await replica_starts() is None


def test_without_the_secret_of_the_fleet_nobody_makes_its_code() -> None:
    assert not {*codes_of_fleet("one token", MORNING)} & {*codes_of_fleet("another token", MORNING)}
