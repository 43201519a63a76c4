"""Every result and update of the tour against JSON Schemas made each time from npm's @gramio/types. Nothing is kept.

The types are those of Bot API 10.3; with a newer version, the emulator follows.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from emulator_tour import take_tour, tour_cast, updates_sent
from emulator_world import TOKEN, HandClock, aiogram_client

from bot.practice_chat import PracticeChat

pytest_plugins = ["emulator_fixtures"]
pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(shutil.which("npm") is None, reason="needs Node.js with npm (Debian: apt-get install npm)"),
]

_COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
_METHOD = re.compile(
    r"(\w+): CallAPI(?:WithOptionalParams<\s*Params\.\w+,|<\s*Params\.\w+,|WithoutParams<)\s*(.*?)\s*>\n", re.DOTALL
)
_TSCONFIG = (
    '{"compilerOptions": {"module": "nodenext", "moduleResolution": "nodenext", "skipLibCheck": true,'
    ' "strict": true, "types": []}}'
)
Check = Callable[[str, Any], None]


@pytest.fixture(scope="session")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Judges a value by the schema of a method's result ("getMe") or of a type ("TelegramUpdate").

    The schemas are closed: a field that the Bot API does not know is a fault too.
    """
    folder = tmp_path_factory.mktemp("gramio")
    npm = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder)]
    subprocess.run([*npm, "@gramio/types@~10.3", "ts-json-schema-generator@^2"], check=True, timeout=300)
    return _checker(_schemas(folder))


def _schemas(folder: Path) -> dict[str, Any]:
    declared = _COMMENT.sub("", (folder / "node_modules/@gramio/types/out/methods.d.ts").read_text("utf-8"))
    results = "".join(f"export type Result_{name} = {kind};\n" for name, kind in _METHOD.findall(declared))
    (folder / "tsconfig.json").write_text(_TSCONFIG, "utf-8")
    (folder / "results.ts").write_text(f'import type * as Objects from "@gramio/types/objects";\n{results}', "utf-8")
    generator = "node_modules/ts-json-schema-generator/bin/ts-json-schema-generator.js"
    subprocess.run(
        ["node", generator, "--path", "results.ts", "--tsconfig", "tsconfig.json", "--no-type-check", "--type", "*",
         "--out", "schemas.json"],
        cwd=folder, check=True, timeout=300,
    )  # fmt: skip
    schemas: dict[str, Any] = json.loads((folder / "schemas.json").read_text("utf-8"))
    return schemas


def _checker(schemas: dict[str, Any]) -> Check:
    definitions = schemas["definitions"]
    assert not [
        name for name in definitions if definitions[name].get("description") == "Failed to correctly infer type"
    ]
    validators: dict[str, jsonschema.Draft7Validator] = {}

    def check(name: str, value: Any) -> None:
        wanted = name if name.startswith("Telegram") else f"Result_{name}"
        if wanted not in validators:
            assert wanted in definitions, f"no schema for {name}"
            schema = {"$ref": f"#/definitions/{wanted}", "definitions": definitions}
            validators[wanted] = jsonschema.Draft7Validator(schema)
        error = jsonschema.exceptions.best_match(validators[wanted].iter_errors(value))
        assert error is None, f"{name}: {error.message} at {error.json_path} in {value}"

    return check


async def test_the_tour_keeps_to_the_schemas(check: Check, hand_clock: HandClock) -> None:
    chat = PracticeChat(token=TOKEN, clock=hand_clock, cast=tour_cast())
    async with chat, aiogram_client(chat) as bot:
        await take_tour(chat, bot)
    for entry in chat.ledger:
        if entry.method != "getUpdates":
            check(entry.method, entry.result)
    updates = updates_sent(chat)
    assert len(updates) > 20
    for update in updates:
        check("TelegramUpdate", update)


async def test_a_broken_message_does_not_pass(check: Check, hand_clock: HandClock) -> None:
    chat = PracticeChat(token=TOKEN, clock=hand_clock)
    message = (await chat.person("Maria").start()).as_api()
    check("sendMessage", message)
    check("TelegramUpdate", {"update_id": 1, "message": message})
    without_date = {key: value for key, value in message.items() if key != "date"}
    for broken in (
        without_date,
        {**message, "message_id": "1"},
        {**message, "chat": {**message["chat"], "type": "secret"}},
        {**message, "from": {"id": 1, "first_name": "Maria"}},
        {**message, "entities": [{"type": "bold", "offset": 0}]},
        {**message, "mood": "fine"},
    ):
        with pytest.raises(AssertionError):
            check("sendMessage", broken)
        with pytest.raises(AssertionError):
            check("TelegramUpdate", {"update_id": 1, "message": broken})
