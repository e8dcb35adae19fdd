"""Whatever Slack delivers any number of times, to any replica, has one effect: over every route there is."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import ManualClock
from bot.slack.payloads import Click, Submission
from bot.storage.base import Base
from bot.storage.engine import Database
from tests.faults.replicas import Thrice, doubled
from tests.journeys.attacks import Attack, by_shape, kinds_of, routes_of
from tests.journeys.conftest import START, Company, stages, take_up
from tests.journeys.lived_in import hire, ids, live
from tests.stages import TakeUp

__all__ = ["stages", "take_up"]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@dataclass(frozen=True, order=True)
class Deed:
    """One click or submission, by whoever was handed its button or form."""

    route: str
    value: str
    who: str


MADE = re.compile(r"[0-9a-f]{32}|view:V\w+|D\w{10}|\d{10}\.\d{6}")
"""Ids of ours, of views, conversations and messages: made by chance, or by what happened elsewhere."""
PACE = "allowances"
"""How fast Slack may be asked again: of the pace, and not of what was done."""


Effects = dict[Deed | None, tuple[dict[str, list[str]], dict[str, int]]]
"""How things stand after each deed; after None, before the first."""


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_clicked_or_submitted_counts_once_however_often_it_is_delivered(
    take_up: TakeUp, database: Database, database_url: str
) -> None:
    """Where both replicas write at the same time; on SQLite and at length: `make faults`."""
    once, _ = await effects(take_up, database, database_url)
    did = changing(once)
    assert len({deed.route for deed in did}) > 12, "it has to do something, or this shows nothing"
    thrice, differing = await effects(take_up, database, database_url, did)
    assert unlike(thrice, once) == []
    assert differing == []


def changing(found: Effects) -> list[Deed]:
    """The deeds that changed anything."""
    return [deed for (_, before), (deed, after) in pairwise(found.items()) if deed and before != after]


def unlike(found: Effects, wanted: Effects) -> list[object]:
    return [deed for deed, effect in found.items() if effect != wanted[deed]]


async def effects(
    take_up: TakeUp,
    database: Database,
    database_url: str,
    thrice: Sequence[Deed] = (),
    newest: int = 1,
) -> tuple[Effects, list[str]]:
    """Each deed is done once; those that are named are delivered thrice instead, and no others are done.

    Also in which deliveries the three acknowledgements differed.
    """
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(take_up("lived in", hire, live))
        if thrice:
            stage = await stack.enter_async_context(doubled(stage, database_url))
        company = Company(stage)
        await look_around(company)
        known = {one for found in ids(database).values() for one in found}
        found: Effects = {None: (stored(database, known), read(company))}
        for deed in thrice or deeds(company, database, newest):
            await do(company, database, deed)
            found[deed] = stored(database, known), read(company)
        way = stage.slack._link.transport
        return found, way.differing if isinstance(way, Thrice) else []


async def look_around(company: Company) -> None:
    """So that the buttons of today are handed out."""
    for person, command in (
        ("ben", "/direction"),
        ("cleo", "/direction"),
        ("ana", "/1on1"),
        ("cleo", "/1on1"),
    ):
        await company.opens(getattr(company, person), command)
        company.slack.slack.close_all(getattr(company, person).id)


def stored(database: Database, known: set[str]) -> dict[str, list[str]]:
    """Every row, but for what is made by chance."""
    with Session(database.reader) as session:
        found = {
            table.name: sorted(
                str([plain(name, value, known) for name, value in row._mapping.items()])
                for row in session.execute(select(table))
            )
            for table in Base.metadata.sorted_tables
            if table.name != PACE
        }
        session.rollback()
    return found


def plain(name: str, value: object, known: set[str]) -> object:
    if name == "way" or isinstance(value, bytes):
        return "made"
    if isinstance(value, datetime):  # whoever keeps a pace of one a second lets some time pass
        return value.replace(minute=0, second=0, microsecond=0)
    if isinstance(value, str):
        return MADE.sub(lambda made: made[0] if made[0] in known else "made", value)
    return value


def read(company: Company) -> dict[str, int]:
    """How much each person can read: what only they see, and just now, left out."""
    return {
        person.name: sum(not message.ephemeral_to for message in person.everything)
        for person in company.slack.people
    }


async def do(company: Company, database: Database, deed: Deed) -> None:
    person = company.slack.person(deed.who)
    attack = Attack(company, database, person, frozenset())
    kinds = kinds_of(company, deed.route)
    if Click in kinds:
        await attack._click(deed.route, deed.value)
    if Submission in kinds:
        await attack._submit(deed.route, deed.value)
    await company.settle()
    company.slack.slack.close_all(person.id)
    assert attack.faults == []


FORMS = {
    "direction.answer": "direction.answered",
    "direction.ask": "direction.asked",
    "direction.cadence": "direction.agreed",
    "direction.edit": "direction.changed",
    "direction.state": "direction.stated",
    "direction.write": "direction.update",
    "people.answer": "people.answer.form",
    "people.move": "people.move.form",
    "people.name_manager": "people.name_manager.form",
    "people.point.add": "people.point.form",
    "people.reply.change": "people.reply.form",
    "people.schedule": "people.schedule.form",
}
"""The form that each button opens: it is about the same."""
BY_ADMINS = ("people_team_form", "managers_form", "team_form", "admins_form")


def deeds(company: Company, database: Database, newest: int) -> list[Deed]:
    """For every route the newest values of each shape that was handed out, the destructive ones last."""
    all_ids = {one for found in ids(database).values() for one in found}
    admin, member = company.ona.id, company.cleo.id
    more = [Deed(f"tandem.setup.{form}", "", admin) for form in BY_ADMINS]
    more += [Deed("tandem.pause", "", member), Deed("tandem.resume", "", member)]
    shapes: dict[tuple[str, str], list[Deed]] = {}
    for deed in dict.fromkeys([*handed_out(company), *more]):
        (shape,) = by_shape([deed.value], all_ids)
        shapes.setdefault((deed.route, shape), []).append(deed)
    known = routes_of(company)
    chosen = [deed for (route, _), found in shapes.items() if route in known for deed in found[-newest:]]
    return sorted(chosen, key=lambda deed: (_destroys(deed.route), deed.route))


def _destroys(route: str) -> bool:
    return any(
        word in route
        for word in ("delete", "decline", "neither", "not_for_them", "appoint", "people_team", "admins")
    )


def handed_out(company: Company) -> Iterator[Deed]:
    """Every button and form that stood in a message or view, with the person before whose eyes it stood."""
    of_trigger = {
        one.payload.get("trigger_id"): (one.payload.get("user") or {}).get("id") or one.payload.get("user_id")
        for one in company.slack.deliveries
    }
    of_view: dict[object, str] = {}
    for call in company.slack.calls:
        args = call.args
        who = of_trigger.get(str(args.get("trigger_id"))) or of_view.get(
            args.get("view_id"), args.get("user_id")
        )
        if "view" in call.answer and who:
            of_view[call.answer["view"]["id"]] = who
        if args.get("channel") in company.slack.workspace.conversations:
            who = company.slack.workspace.conversations[args["channel"]].user
        if who and any(person.id == who for person in company.slack.people):
            for route, value in _ids(args):
                yield Deed(route, value, who)
                if route in FORMS:
                    yield Deed(FORMS[route], value, who)


def _ids(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, str) and node[:1] in ("{", "["):
        node = json.loads(node)
    if isinstance(node, dict):
        if "callback_id" in node:
            yield node["callback_id"], str(node.get("private_metadata", ""))
        if "action_id" in node:
            values = [str(one["value"]) for one in node.get("options", ())] or [str(node.get("value", ""))]
            yield from ((node["action_id"], value) for value in values)
        node = list(node.values())
    if isinstance(node, list | tuple):
        for item in node:
            yield from _ids(item)
