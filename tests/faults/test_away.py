"""Slack is gone, or Tandem is: afterwards what is still useful is sent once, what is stale is dropped and
recorded, and nobody is flooded."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery.budget import PINGS_A_DAY
from bot.delivery.models import DROPPED, QUEUED, Delivery
from bot.people.names import CHECK_IN
from bot.playground import Fault, Message, drop_reply, server_error
from tests.journeys.conftest import START, Company, company, stages, take_up

__all__ = ["company", "stages", "take_up"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""The database does not matter here."""
CALLS = 100
"""In an hour of failing, for a handful of prompts: it neither spins nor gives up."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=START.tzinfo)


async def agreed(company: Company) -> None:
    """Two one-on-ones on Thursday at ten; the check-ins are due on Wednesday at ten, local time."""
    await company.agree(company.ana, company.cleo, "2026-03-05")
    await company.agree(company.ana, company.ben, "2026-03-05", "11:00")
    await company.until(4, 9, 30)


def check_ins(company: Company, name: str) -> list[Message]:
    return [one for one in getattr(company, name).dm if "people.answer" in str(one.blocks)]


async def states(company: Company, kind: str) -> Counter[tuple[str, str | None]]:
    query = select(Delivery.state, Delivery.error).where(Delivery.kind == kind)
    return await company.stage.tandem.core.look(
        lambda session: Counter((state, error) for state, error in session.execute(query))
    )


@pytest.mark.parametrize("outage", [server_error(503), drop_reply()], ids=["503", "no answer"])
async def test_a_prompt_that_falls_due_while_slack_is_gone_for_an_hour_comes_once_and_late(
    company: Company, outage: Fault
) -> None:
    await agreed(company)
    before = len(company.slack.calls)
    company.slack.faults.outage = outage
    await company.until(4, 10, 45)
    assert 0 < len(company.slack.calls) - before < CALLS
    company.slack.faults.outage = None
    await company.until(4, 12)
    assert [len(check_ins(company, name)) for name in ("ben", "cleo")] == [1, 1]
    assert await states(company, CHECK_IN) == {("sent", None): 2}


async def test_a_prompt_whose_meeting_has_begun_meanwhile_is_dropped_and_that_is_recorded(
    company: Company,
) -> None:
    await agreed(company)
    company.slack.faults.outage = server_error(503)
    await company.until(5, 10, 30)  # Cleo meets at ten, Ben at eleven
    company.slack.faults.outage = None
    await company.until(5, 11)
    assert [len(check_ins(company, name)) for name in ("ben", "cleo")] == [1, 0]
    found = await states(company, CHECK_IN)
    assert found[("sent", None)] == 1
    assert sum(count for (state, error), count in found.items() if state == DROPPED and error) == 1


@pytest.mark.parametrize(
    ("back", "heard"),
    [(at(4, 10, 30), 1), (at(5, 9, 30), 1), (at(11, 9, 30), 0)],
    ids=["an hour", "a day", "a week"],
)
async def test_when_tandem_was_down_what_is_still_useful_comes_once_and_nobody_is_flooded(
    company: Company, back: datetime, heard: int
) -> None:
    await agreed(company)
    before = {person.name: len(person.dm) for person in company.slack.people}
    company.clock.move_to(back)  # nothing runs meanwhile
    await company.settle()
    await company.stage.move_to(back + timedelta(minutes=20))
    assert [len(check_ins(company, name)) for name in ("ben", "cleo")] == [heard, heard]
    new = {person.name: len(person.dm) - before[person.name] for person in company.slack.people}
    assert max(new.values()) <= PINGS_A_DAY, new
    late = select(Delivery).where(Delivery.state == QUEUED, Delivery.not_after < company.clock.now())
    assert await company.stage.tandem.core.look(lambda session: session.scalars(late).all()) == []
    await company.until(18, 11)
    assert len(check_ins(company, "cleo")) == heard + 1, "and the next one comes as ever"
