"""What was typed is nowhere but in its sealed column, and in the sight of those who may read it."""

import json
import logging
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.clock import ManualClock
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from tests.journeys.conftest import Company
from tests.journeys.lived_in import NAMES, READERS, leaks, lived_in, read_by, rows, sight

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PUBLIC = ("To one cluster.", "Waiting hurts.", "moved the queue")
HIDDEN = ("value", "private_metadata", "metadata", "action_id", "block_id", "callback_id", "external_id")


async def test_nothing_that_was_typed_lies_open_anywhere(
    database: Database, ring: KeyRing, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with lived_in(database, ring, clock) as company:
        await everyone_looks(company)
        where = Path(str(database.writer.url.database))
        files = sorted(where.parent.glob(f"{where.name}*"))
        assert [one.suffix for one in files] == [".db", ".db-shm", ".db-wal"], where
        stored = b"".join(one.read_bytes() for one in files).lower()
        for typed in (*READERS, *PUBLIC):
            assert typed.lower().encode() not in stored, typed
        for name in NAMES:
            person = getattr(company, name)
            typed = " ".join(said.text for said in person.dm if said.user == person.id)
            own = [one for one in READERS if one in typed]
            assert leaks(sight(person), [*read_by(name), *own]) == [], name
        beside_the_words(company)
        ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
        assert not [said for said in ours if any(secret in said for secret in READERS)]

        held = company.gus.last
        await company.until(6, 16)
        assert "zulu-held" not in next(one for one in company.gus.dm if one.ts == held.ts).reads
        assert rows(database)["inbox_held"] == []


async def everyone_looks(company: Company) -> None:
    for name in NAMES:
        person = getattr(company, name)
        await person.opens_home()
        for command, words in (("/1on1", ""), ("/direction", ""), ("/tandem", "ledger")):
            await company.opens(person, command, words)
            assert leaks(sight(person), READERS if name not in {"zoe", "ona"} else ()) == []
            while person.modal is not None:
                await person.closes()


def beside_the_words(company: Company) -> None:
    """Notifications, ids, values and metadata of everything that was ever sent: no typed word."""
    for call in company.slack.calls:
        said = [str(call.args.get("text", "")), *hidden(call.args)]
        for typed in (*READERS, *PUBLIC):
            assert not [one for one in said if typed in one], (call.method, typed)


def hidden(node: object) -> list[str]:
    """The parts that nobody sees at a glance, and anybody can read."""
    if isinstance(node, str) and node[:1] in ("{", "["):
        try:
            return hidden(json.loads(node))
        except ValueError:
            return []
    if isinstance(node, dict):
        own = [str(node[key]) for key in HIDDEN if key in node]
        own += [json.dumps(node["title"])] if "title" in node else []
        return own + [one for value in node.values() for one in hidden(value)]
    if isinstance(node, list | tuple):
        return [one for item in node for one in hidden(item)]
    return []


async def test_neither_leaves_nothing_behind(database: Database, ring: KeyRing, clock: ManualClock) -> None:
    async with lived_in(database, ring, clock) as company:
        await company.presses(company.gus, company.gus.last, "tandem.neither")
        assert "zulu-held" not in company.gus.last.reads
        with Session(database.reader) as session:
            assert session.scalar(text("select count(*) from inbox_held")) == 0
            session.rollback()
