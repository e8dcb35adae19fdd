"""Where the demo begins: rhythms are agreed, and the first prompts have just come."""

from datetime import UTC, datetime, timedelta

from bot.demo import cast
from bot.demo.habits import has
from bot.demo.stage import Stage
from bot.playground import Person

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday, as in the script."""
LATEST = START + timedelta(days=14)
NEW = timedelta(minutes=5)
FIRST, SECOND = "paulo@lantern.example", "ana@lantern.example"
"""Whom the panes show: somebody with a check-in to answer, and their people manager."""


async def open_company(stage: Stage) -> None:
    """Clara imports the roster, managers accept the times that are proposed, and Paulo is asked."""
    await stage.import_roster(cast.people_file(), cast.teams_file())
    while stage.clock.now() < LATEST:
        await _accept_all(stage)
        if _is_asked(stage.slack.person(FIRST)):
            break
        await stage.hop(LATEST)
    _read_all_but_what_is_new(stage)


def _read_all_but_what_is_new(stage: Stage) -> None:
    """So that whoever opens the page is led to what has just come."""
    since = (stage.clock.now() - NEW).timestamp()
    for person in stage.slack.people:
        known = [message for message in person.dm if float(message.ts) < since]
        if known:
            person.reads(stage.slack.workspace.dm(person.id), known[-1].ts)


async def _accept_all(stage: Stage) -> None:
    for person in stage.slack.people:
        for message in list(person.dm):
            if has(message, "people.proposal.accept"):
                await person.clicks(message, "people.proposal.accept")
                await stage.settle()


def _is_asked(person: Person) -> bool:
    return any(has(message, "people.answer") for message in person.dm)
