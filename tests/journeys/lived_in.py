"""A company that has been at it for a while, its secrets, and what lies in its tables."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.clock import ManualClock
from bot.demo.stage import Stage, staged
from bot.playground import Person, Playground
from bot.playground.rates import RateLimits
from bot.storage.base import Base
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from tests.journeys.conftest import Company, prompt

NAMES = ("ona", "ana", "ben", "cleo", "dan", "eve", "fay", "gus", "hana", "ivo", "max", "zoe")
MANAGED = {"ben": "ana", "cleo": "ana", "dan": "ana", "eve": "ben", "fay": "ben", "gus": "ben"}
FIRST_TEAMS = """team,channel,leaders,members
Atlas,#atlas,general:ben@example.com,{atlas}
Comet,,general:max@example.com,cleo@example.com;dan@example.com
"""
ATLAS = ";".join(f"{name}@example.com" for name in ("cleo", "dan", "eve", "fay", "gus"))

READERS: Mapping[str, frozenset[str]] = {
    "zulu-answer": frozenset({"cleo", "ana"}),
    "zulu-form": frozenset({"cleo", "ana"}),
    "zulu-point": frozenset({"cleo", "ana"}),
    "zulu-hana": frozenset({"hana"}),
    "zulu-topic": frozenset({"hana"}),
    "zulu-max": frozenset({"hana", "max"}),
    "zulu-question": frozenset({"cleo", "dan", "eve", "fay", "gus", "ben"}),
    "zulu-reply": frozenset({"cleo", "dan", "eve", "fay", "gus", "ben"}),
    "zulu-comet": frozenset({"cleo", "dan"}),
    "zulu-held": frozenset({"gus"}),
}
"""Every secret that was typed, and who can read it once the changes of line are done (product.md, Walls)."""


def people_file(hana: str) -> bytes:
    managed = {**MANAGED, "hana": hana}
    rows = [f"{name}@example.com,Europe/Lisbon,{managed[name]}@example.com" for name in managed]
    return "\n".join(["email,time_zone,manager", *rows, ""]).encode()


def teams_file(comet: str) -> bytes:
    return FIRST_TEAMS.format(atlas=ATLAS).replace("max@", f"{comet}@").encode()


@asynccontextmanager
async def lived_in(database: Database, ring: KeyRing, clock: ManualClock) -> AsyncIterator[Company]:
    """Two pairs that wrote, two teams whose leaders were asked, a manager and a leader that changed."""
    async with staged(database, ring, clock, hire) as stage:
        await live(stage)
        yield Company(stage)


async def live(stage: Stage) -> None:
    await stage.import_roster(people_file("max"), teams_file("max"))
    company = Company(stage)
    await _people_chain(company)
    await _direction_chain(company)
    await stage.import_roster(people_file("ana"), teams_file("fay"))
    await _waiting(company)


def hire(slack: Playground) -> None:
    slack.slack.rates.limits = RateLimits(
        dict.fromkeys(("views.open", "views.update", "views.push", "views.publish"), 1_000_000),
        post_burst=1_000_000,
        posts_per_minute=1_000_000,
    )
    for name in NAMES:
        is_admin = name == "ona"
        slack.add_person(f"{name}@example.com", f"{name.capitalize()} Person", is_admin=is_admin)
    slack.add_channel("atlas", [person for person in slack.people if person.name != "Zoe Person"])


async def _people_chain(company: Company) -> None:
    ana, cleo, hana = company.ana, company.cleo, company.hana
    await company.agree(ana, cleo, "2026-03-05")
    await company.agree(company.max, hana, "2026-03-05", "11:00")
    await company.until(4, 10)
    await cleo.replies(prompt(cleo, "people.answer"), "zulu-answer")
    await company.presses(cleo, prompt(cleo, "people.answer"), "people.answer")
    await cleo.submits({"people.answer.works": "zulu-form"})
    await _shut(cleo)
    await hana.replies(prompt(hana, "people.answer"), "zulu-hana")
    await company.settle()
    await company.opens(hana, "/1on1")
    await company.presses(hana, hana.form, "people.point.add")
    await hana.submits({"people.text": "zulu-topic"})
    await _shut(hana)
    await company.settle()
    await company.max.replies(prompt(company.max, "people.answers.open"), "zulu-max")
    await ana.replies(prompt(ana, "people.answers.open"), "zulu-point")
    await company.until(5, 13)
    await company.presses(ana, prompt(ana, "people.held"), "people.held")


async def _direction_chain(company: Company) -> None:
    for leader in (company.ben, company.max):
        await company.opens(leader, "/direction")
        await company.presses(leader, leader.form, "direction.state")
        await leader.submits({"Where we are going": "To one cluster.", "Why": "Waiting hurts."})
        await _shut(leader)
        await company.opens(leader, "/direction")
        await company.presses(leader, leader.form, "direction.write")
        await leader.submits({"direction.update.change": f"{leader.name} moved the queue."})
        await _shut(leader)
        await company.settle()
    await company.until(5, 15)
    await _asked(company)
    for name in ("cleo", "dan", "eve", "fay", "gus"):
        person = getattr(company, name)
        await company.presses(person, _update_of(person, "Ben"), "I'm in")
    await company.presses(company.gus, company.gus.last, "direction.sign")


async def _asked(company: Company) -> None:
    cleo, ben = company.cleo, company.ben
    await cleo.replies(_update_of(cleo, "Max"), "zulu-comet")
    await cleo.replies(_update_of(cleo, "Ben"), "zulu-question")
    await company.settle()
    await ben.replies(prompt(ben, "direction.answer"), "zulu-reply")
    await company.presses(company.dan, _update_of(company.dan, "Max"), "I see it differently")
    await company.settle()


async def _waiting(company: Company) -> None:
    """A text that waits sealed, and a claim that waits for its answer."""
    await company.gus.says("zulu-held")
    await company.settle()
    assert "tandem.neither" in str(company.gus.last.blocks), company.gus.last.reads
    await company.opens(company.ivo, "/1on1")
    await company.presses(company.ivo, company.ivo.form, "people.name_manager")
    await company.ivo.submits({"people.claim.manager": company.ana})
    await _shut(company.ivo)
    await company.settle()


def _update_of(person: Person, leader: str) -> Any:
    return next(
        message
        for message in reversed(person.dm)
        if "direction.stance" in str(message.blocks) and f"{leader} Person" in message.lines[0]
    )


async def _shut(person: Person) -> None:
    while person.modal is not None:
        await person.closes()


def read_by(name: str) -> frozenset[str]:
    return frozenset(secret for secret, who in READERS.items() if name in who)


# What is seen, and what is stored.


def sight(person: Person) -> str:
    """All that Slack shows to somebody now, hidden parts included: values, metadata, notification texts."""
    messages = [[one.text, one.blocks, one.metadata] for one in person.everything]
    home = person._desk.slack.workspace.homes.get(person.id)
    views = [view.definition for view in [*person.modals, *([home] if home else [])]]
    return json.dumps([messages, views])


def leaks(seen: str, own: Iterable[str]) -> list[str]:
    """The secrets of others that stand in it."""
    return [secret for secret in READERS if secret not in set(own) and secret in seen]


def rows(database: Database, without: Iterable[str] = ()) -> dict[str, list[str]]:
    """Every row of every table, but those in which one of these ids stands."""
    mine = set(without)
    found = {}
    with Session(database.reader) as session:
        for table in Base.metadata.sorted_tables:
            all_of = session.execute(select(table)).all()
            found[table.name] = sorted(str(tuple(row)) for row in all_of if not mine & set(map(str, row)))
        session.rollback()
    return found


def ids(database: Database) -> dict[str, list[str]]:
    """The ids of every table, by table."""
    with Session(database.reader) as session:
        found = {
            table.name: [str(one) for one in session.scalars(select(table.c.id).order_by(table.c.id))]
            for table in Base.metadata.sorted_tables
            if "id" in table.c
        }
        session.rollback()
    return found


def sources(database: Database) -> list[str]:
    """Where everything that is stored came from."""
    with Session(database.reader) as session:
        found = [
            str(one)
            for table in Base.metadata.sorted_tables
            if "source" in table.c
            for one in session.scalars(select(table.c.source))
        ]
        session.rollback()
    return found


def person_id(database: Database, person: Person) -> str:
    with Session(database.reader) as session:
        found = session.scalar(text("select id from persons where slack_id = :one"), {"one": person.id})
        session.rollback()
    return str(found)
