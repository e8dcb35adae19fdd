"""Where the demo begins: rhythms are agreed, and the first prompts have just come."""

from datetime import UTC, datetime, timedelta

from bot.demo import cast
from bot.demo.habits import has
from bot.demo.stage import Stage
from bot.playground import Person

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday, as in the script."""
LATEST = START + timedelta(days=14)
FIRST, SECOND = "paulo@lantern.example", "ana@lantern.example"
"""Whom the panes show: somebody with a check-in to answer, and their people manager."""


async def open_company(stage: Stage) -> None:
    """Clara imports the roster, managers accept the times that are proposed, and Paulo is asked."""
    await stage.import_roster(cast.people_file(), cast.teams_file())
    while stage.clock.now() < LATEST:
        await _accept_all(stage)
        if _is_asked(stage.slack.person(FIRST)):
            return
        await stage.hop(LATEST)


async def _accept_all(stage: Stage) -> None:
    for person in stage.slack.people:
        for message in list(person.dm):
            if has(message, "people.proposal.accept"):
                await person.clicks(message, "people.proposal.accept")
                await stage.settle()


def _is_asked(person: Person) -> bool:
    return any(has(message, "people.answer") for message in person.dm)
