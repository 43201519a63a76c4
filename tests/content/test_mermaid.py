"""The drawn conversations: every step and every way is there, and Mermaid itself can read each chart."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.app import CONTENT
from bot.content import load
from bot.content.mermaid import chart, escaped, page
from bot.core.conversation import Ask, Branch, Conversation, Link, Step, Target

ALL = load(CONTENT).edition("en").conversations.values()
READER = """
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
const charts = [...readFileSync(process.argv[2], "utf8").matchAll(/```mermaid\\n([\\s\\S]*?)\\n```/g)];
for (const [, chart] of charts) await mermaid.parse(chart);
console.log(charts.length);
"""
SMALL = Conversation(
    name="small",
    title='The "end" & <more>',
    steps={
        "start": Step(
            name="start",
            html="",
            branches=(Branch(fact="meeting", wanted=True, go="end"), Branch(fact="forms", wanted=False, go="ask")),
            links=(
                Link(label='Say "hi" #1', target=Target(step="ask")),
                Link(label="Rules", target=Target(conversation="rules", step="card")),
                Link(label="Questions", target=Target(command="questions")),
                Link(label="Page", target=Target(url="https://example.org")),
            ),
        ),
        "ask": Step(name="ask", html="", ask=Ask(kind="text", next="card", skip="end")),
        "card": Step(name="card", html="", make=True, next="end"),
    },
)


def test_every_step_and_way_of_a_small_one() -> None:
    assert (
        chart(SMALL)
        == """flowchart TD
  subgraph small["The #quot;end#quot; #amp; #lt;more#gt;"]
    step_start["start"]
    step_ask[/"ask: text"/]
    step_card[["card"]]
  end
  leave(["end"])
  to_rules_card(["rules: card"])
  command_questions(["/questions"])
  web(["a web page"])
  step_start -. "if meeting" .-> leave
  step_start -. "unless forms" .-> step_ask
  step_start -- "Say #quot;hi#quot; #35;1" --> step_ask
  step_start -- "Rules" --> to_rules_card
  step_start -- "Questions" --> command_questions
  step_start -- "Page" --> web
  step_ask --> step_card
  step_ask -. "skip" .-> leave
  step_card --> leave"""
    )


def test_every_conversation_is_drawn_within_what_github_draws() -> None:
    drawn = re.findall(r"```mermaid\n(.*?)\n```", page(ALL), re.DOTALL)
    assert len(drawn) == 1 + len(ALL)
    for each in ALL:
        [one] = [text for text in drawn if f"subgraph {each.name}[" in text]
        for step in each.steps:
            assert re.search(rf"^    step_{step}\W", one, re.MULTILINE), step
        for link in (link for step in each.steps.values() for link in step.links):
            assert escaped(link.label) in one
    assert all(text.count("->") < 500 for text in drawn)


@pytest.mark.node
@pytest.mark.skipif(shutil.which("npm") is None, reason="needs Node.js with npm (Debian: apt-get install npm)")
def test_mermaid_reads_every_chart(tmp_path: Path) -> None:
    npm = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(tmp_path)]
    subprocess.run([*npm, "mermaid@11", "jsdom@26"], check=True, timeout=300)
    (tmp_path / "read.mjs").write_text(READER, "utf-8")
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(page([*ALL, SMALL]), "utf-8")
    bad.write_text("```mermaid\nflowchart TD\n  end[\n```\n", "utf-8")
    read = subprocess.run(["node", "read.mjs", good.name], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert read.stdout.split() == [str(2 + len(ALL))], read.stderr
    assert subprocess.run(["node", "read.mjs", bad.name], cwd=tmp_path, capture_output=True, timeout=120).returncode
