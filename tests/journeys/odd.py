"""What the journeys of bad input share: payloads that were altered on the way, and bystanders."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.playground import Delivery, Person
from bot.storage.base import Base
from tests.journeys.conftest import Company

OUR_FAULT = "Something went wrong on my side"
FORGED = "<!channel> <!here> <https://evil.example|payroll> <@U0SOMEBODY> & *bold* `code`"
"""What Slack would take for mentions and a link with a false name, if it were not escaped."""


@contextmanager
def nobody_hears_but(company: Company, *concerned: Person) -> Iterator[None]:
    """Everybody else's messages, channels included, stay as they are, word for word."""
    before = _seen(company, concerned)
    yield
    assert _seen(company, concerned) == before


def _seen(company: Company, without: tuple[Person, ...]) -> dict[str, list[tuple[str, str]]]:
    return {
        person.name: [(message.ts, message.reads) for message in person.everything]
        for person in company.slack.people
        if person not in without
    }


def altered(delivery: Delivery, **changes: Any) -> Delivery:
    """The same delivery with other values in its event, or in its payload where it is no event."""
    payload = deepcopy(delivery.payload)
    target = payload["event"] if delivery.kind == "event" else payload
    target.update(changes)
    if delivery.kind == "event":
        payload["event_id"] += "x"
    return replace(delivery, payload=payload)


def last_event(company: Company, kind: str, **fields: Any) -> Delivery:
    """The newest event of a kind that Slack sent."""
    wanted = {"type": kind, **fields}
    return next(one for one in reversed(company.slack.deliveries) if wanted.items() <= one.event.items())


def told(person: Person) -> str:
    """The newest thing that Tandem said to somebody, in their DM."""
    assert OUR_FAULT not in person.last.reads
    return person.last.reads


def errors(person: Person) -> str:
    """What stands beside the fields of the form that somebody has open."""
    found = "\n".join(person.form.errors.values())
    assert found, person.form.reads
    assert OUR_FAULT not in found
    return found


def is_clean(company: Company) -> None:
    """Whatever anybody can read or open: nothing notifies anybody, nothing forges a link."""
    for person in company.slack.people:
        for message in person.everything:
            if message.is_from_app:
                assert message.mentions == [], message
                assert [link.url for link in message.links if "evil" in link.url] == [], message
        for view in person.modals:
            assert view.mentions == [], view


async def counts(company: Company) -> dict[str, int]:
    """How many rows each table holds."""

    def count(session: Session) -> dict[str, int]:
        tables = Base.metadata.tables.items()
        return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables}

    return await company.stage.tandem.core.look(count)
