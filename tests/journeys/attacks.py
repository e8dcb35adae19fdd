"""Whoever tries every door of a company: every route of Tandem, signed as Slack signs, with every id that
stands in its messages, views and tables.

Whoever is fired as may see no secret of others, change no row of theirs, and gets a kind answer.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, get_args, get_type_hints

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.people.check_ins.rules import CHANGING, DOING_THINGS_RIGHT
from bot.playground import Person
from bot.slack.payloads import Click, Submission
from bot.storage.base import Base
from bot.storage.engine import Database
from tests.journeys.conftest import Company
from tests.journeys.lived_in import ids, leaks, person_id, rows, sight, sources
from tests.journeys.odd import OUR_FAULT

ID_LENGTH = 32
ENOUGH = 5
"""Values of one shape for somebody to whom all are alike."""
NONSENSE = ("", "nonsense", ":::", "0" * ID_LENGTH)


# What can be clicked: every id that Tandem ever handed out.


def handed_out(company: Company) -> dict[str, set[str]]:
    """Action or callback id to the values that stood beside it in any message or view, ever."""
    found: dict[str, set[str]] = defaultdict(set)
    for call in company.slack.calls:
        for part in _parts(call.args):
            for key, value in _handed_out(part):
                found[key].add(value)
    return found


def _handed_out(part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "callback_id" in part:
        yield part["callback_id"], str(part.get("private_metadata", ""))
    if "action_id" in part:
        yield part["action_id"], str(part.get("value", ""))
        for one in part.get("options", ()):
            yield part["action_id"], str(one["value"])


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, str) and node[:1] in ("{", "["):
        try:
            node = json.loads(node)
        except ValueError:
            return
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list | tuple):
        for item in node:
            yield from _parts(item)


def values_for(route: str, known: Mapping[str, set[str]], each: Iterable[str], all_ids: set[str]) -> set[str]:
    """What was handed out with a route, and the same shapes around the ids of other things."""
    shapes: dict[str, list[str]] = {"{}": []} | by_shape(known.get(route, ()), all_ids)
    forged = {shape.format(one) for shape in shapes if shape.count("{}") == 1 for one in each}
    given = {one for found in shapes.values() for one in (found[:ENOUGH] if each else found)}
    return given | forged | set(NONSENSE)


def by_shape(values: Iterable[str], all_ids: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for value in sorted(values):
        found[_shape(value, all_ids)].append(value)
    return found


def _shape(value: str, all_ids: set[str]) -> str:
    parts = ["{}" if part in all_ids else part.replace("{", "").replace("}", "") for part in value.split(":")]
    return ":".join(parts)


IsChanged = Callable[[], bool]


@contextmanager
def watched(database: Database) -> Iterator[IsChanged]:
    """Whether anybody wrote since it was asked last: SQLite numbers what other connections commit."""
    with closing(sqlite3.connect(str(database.reader.url.database))) as connection:

        def number() -> int:
            found: int = connection.execute("PRAGMA data_version").fetchone()[0]
            return found

        last = number()

        def is_changed() -> bool:
            nonlocal last
            before, last = last, number()
            return last != before

        yield is_changed


# Doing it.


@dataclass
class Attack:
    """Somebody who tries doors. `own` are the secrets that they may read."""

    company: Company
    database: Database
    who: Person
    own: frozenset[str]
    thorough: bool = False
    """Also with ids in places where they were never handed out, one of each table."""
    fired: int = 0
    faults: list[str] = field(default_factory=list)
    _looked_at: int | None = None
    """At which version of their Slack."""

    async def fire(
        self,
        routes: Iterable[str],
        keep: Callable[[str], bool] = lambda _value: True,
        *,
        also: Iterable[str] = (),
    ) -> None:
        """Each route with each value that is kept; `also` are values that were never handed out with it."""
        with watched(self.database) as is_changed:
            await self._fire(routes, keep, set(also), is_changed)
        await self.company.settle()
        self._look("afterwards")

    async def _fire(
        self, routes: Iterable[str], keep: Callable[[str], bool], also: set[str], is_changed: IsChanged
    ) -> None:
        known, by_table = handed_out(self.company), ids(self.database)
        each = [one for found in by_table.values() for one in found[-1:]] if self.thorough else []
        all_ids = {one for found in by_table.values() for one in found}
        before = rows(self.database, self._mine())
        for route in sorted(routes):
            values = values_for(route, known, each, all_ids) | self._special(route, by_table) | also
            kinds = kinds_of(self.company, route)
            for value in sorted(filter(keep, values)):
                await self._one(route, value, kinds)
            if is_changed():
                after = rows(self.database, self._mine())
                if after != before:
                    self.faults.append(f"{route} changed {_differing(before, after)}")
                    before = after

    def _mine(self) -> set[str]:
        return {person_id(self.database, self.who)}

    def _special(self, route: str, by_table: Mapping[str, list[str]]) -> set[str]:
        if route == "tandem.not_for_them":
            return set(sources(self.database))
        if route != "tandem.route":
            return set()
        prompts = [
            *(f"people:checkin:{one}" for one in by_table["people_one_on_ones"]),
            *(f"people:point:{one}" for one in by_table["people_lines"]),
            *(f"direction:answer:{one}" for one in by_table["direction_questions"]),
            *(f"direction:ask:{one}" for one in by_table["direction_leads"]),
            *(f"direction:update:{one}" for one in by_table["direction_leads"]),
        ]
        waiting = by_table["inbox_messages"][-4:] + by_table["inbox_held"]
        return {f"{message}:{each}" for message in waiting for each in prompts}

    async def _one(self, route: str, value: str, kinds: set[type]) -> None:
        self.fired += 1
        bodies = [await self._click(route, value)] if Click in kinds else []
        bodies += [await self._submit(route, value)] if Submission in kinds else []
        await self.company.stage.tandem.background.settle()
        self._look(f"{route} with {value!r}", *bodies)
        self.who._desk.slack.close_all(self.who.id)
        conversation = self.who._desk.slack.workspace.dm(self.who.id)
        conversation.ephemerals.clear()

    def _look(self, what: str, *bodies: str) -> None:
        """At the answers, and at whatever stands in their Slack where that changed since the last look."""
        version = self.who._desk.slack.changes.version
        seen = "".join([*bodies, sight(self.who) if version != self._looked_at else ""])
        self._looked_at = version
        if found := leaks(seen, self.own):
            self.faults.append(f"{what} showed {found}")
        if OUR_FAULT in seen:
            self.faults.append(f"{what} had an unkind answer")

    async def _click(self, route: str, value: str) -> str:
        desk = self.who._desk
        where = desk.slack.workspace.dm(self.who.id)
        action = {"type": "button", "action_id": route, "block_id": "b", "value": value, "action_ts": "1.2"}
        url = desk.slack.response_urls.new("actions", self.who.id, where.id, None)
        payload = desk.payloads._outer("block_actions", self.who.user) | {
            "container": {"type": "message", "message_ts": "1.1", "channel_id": where.id},
            "trigger_id": desk.slack.triggers.new(self.who.id),
            "channel": {"id": where.id, "name": "directmessage"},
            "response_url": f"{desk.slack.base_url}/{url}",
            "actions": [action],
        }
        return await self._sent(payload, route, value)

    async def _submit(self, route: str, value: str) -> str:
        desk = self.who._desk
        view = {
            "id": desk.slack.workspace.ids.new("V"),
            "type": "modal",
            "callback_id": route,
            "private_metadata": value,
            "blocks": [],
            "state": {"values": forged_form(self.company)},
        }
        payload = desk.payloads._outer("view_submission", self.who.user) | {
            "trigger_id": desk.slack.triggers.new(self.who.id),
            "view": view,
            "response_urls": [],
        }
        return await self._sent(payload, route, value)

    async def _sent(self, payload: dict[str, Any], route: str, value: str) -> str:
        delivery = await self.who._desk.link.send("interactive", payload)
        if not delivery.acked:
            self.faults.append(f"{route} with {value!r} was not acknowledged: {delivery}")
        return delivery.body


def _differing(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> str:
    found = {
        table: sorted(set(before[table]) ^ set(after[table]))[:3]
        for table in before
        if before[table] != after[table]
    }
    return str(found)


def forged_form(company: Company) -> dict[str, dict[str, Any]]:
    """Every input of every form, filled in so that nothing but a wall says no."""
    typed = {
        "people.text": "forged",
        **{f"people.answer.{key}": "forged" for key in (*DOING_THINGS_RIGHT, *CHANGING)},
        "direction.update.change": "forged",
        "direction.state.where_to": "forged",
        "direction.state.why": "forged",
        "direction.ask.text": "forged",
        "direction.answer.text": "forged",
        "tandem.setup.team_name": "forged",
    }
    days = ("people.schedule.first", "people.move.date", "direction.cadence.first", "direction.move.day")
    times = ("people.schedule.time", "people.move.time", "direction.cadence.wall", "direction.move.time")
    options = {
        **{f"people.answer.{key}": "1" for key in ("happy", "productive", "expectations")},
        "people.schedule.every": "week",
        "people.schedule.length": "30",
        "direction.cadence.rule": "week",
    }
    several = {
        "tandem.setup.reports": [company.cleo.id],
        "tandem.setup.members": [company.zoe.id],
        "tandem.setup.appointed": [company.zoe.id],
        "tandem.setup.leader.general": [company.zoe.id],
    }
    return {
        **{key: {key: {"type": "plain_text_input", "value": said}} for key, said in typed.items()},
        **{key: {key: {"type": "datepicker", "selected_date": "2026-03-18"}} for key in days},
        **{key: {key: {"type": "timepicker", "selected_time": "11:00"}} for key in times},
        **{
            key: {key: {"type": "static_select", "selected_option": {"value": value}}}
            for key, value in options.items()
        },
        **{
            key: {key: {"type": "multi_users_select", "selected_users": users}}
            for key, users in several.items()
        },
        "tandem.setup.manager": {
            "tandem.setup.manager": {"type": "users_select", "selected_user": company.zoe.id}
        },
    }


def routes_of(company: Company) -> set[str]:
    """Everything of Tandem's that can be clicked or submitted."""
    return {one for one in company.stage.tandem._routes() if "." in one}


def kinds_of(company: Company, route: str) -> set[type]:
    """As what Slack sends it: clicked in a message or view, submitted as a form, or both."""
    handler = company.stage.tandem._routes()[route]
    hint = list(get_type_hints(handler).values())[1]
    return set(get_args(hint) or {hint})


def inside(database: Database, line_id: str) -> set[str]:
    """The id of a line of either chain, and those of all rows that hang on it."""
    found = {line_id}
    with Session(database.reader) as session:
        everything = [
            {column.key: str(value) for column, value in zip(table.columns, row, strict=True)}
            for table in Base.metadata.sorted_tables
            if "id" in table.c
            for row in session.execute(select(table))
        ]
        session.rollback()
    shared = set(ids(database)["persons"]) | set(ids(database)["teams"])
    while True:
        more = {row["id"] for row in everything if found & set(row.values())} - shared
        if more <= found:
            return found
        found |= more


def line_between(database: Database, report: Person, manager: Person) -> str:
    query = text("select id from people_lines where report_id = :report and manager_id = :manager")
    both = {"report": person_id(database, report), "manager": person_id(database, manager)}
    return _one(database, query, both)


def lead_of(database: Database, leader: Person) -> str:
    """The one line in which somebody leads, or led."""
    query = text("select id from direction_leads where leader_id = :leader")
    return _one(database, query, {"leader": person_id(database, leader)})


def to_others(database: Database, person: Person) -> set[str]:
    """The deliveries that went to anybody but this person."""
    query = text("select id from deliveries where recipient <> :one")
    with Session(database.reader) as session:
        found = {str(one) for one in session.scalars(query, {"one": person_id(database, person)})}
        session.rollback()
    return found


def _one(database: Database, query: Any, values: dict[str, str]) -> str:
    with Session(database.reader) as session:
        found = session.scalar(query, values)
        session.rollback()
    assert found is not None
    return str(found)


def naming(wanted: set[str]) -> Callable[[str], bool]:
    """Whether a value names one of these."""
    return lambda value: bool(wanted & set(value.split(":")))
