"""Rows that tests begin with: persons, teams, leave, messages in the outbox."""

from datetime import date, datetime

from bot.delivery.models import Delivery
from bot.roster.models import Away, Person, Team
from bot.storage.base import new_id
from bot.storage.work import Work


def make_person(
    work: Work,
    name: str,
    zone: str = "Europe/Lisbon",
    *,
    country: str = "",
    active: bool = True,
    is_admin: bool = False,
) -> Person:
    """Somebody in the workspace. The Slack id is made of the name, so that it can be clicked on."""
    made = Person(
        workspace_id=work.workspace_id,
        id=new_id(),
        slack_id=slack_id_of(name),
        email=f"{name.lower().replace(' ', '.')}@example.com",
        name=name,
        time_zone=zone,
        country=country,
        active=active,
        is_admin=is_admin,
        dm=f"D{slack_id_of(name)[1:]}",
        welcomed_at=work.now,
    )
    work.session.add(made)
    work.session.flush()
    return made


def slack_id_of(name: str) -> str:
    return "U" + "".join(letter for letter in name.upper() if letter.isascii() and letter.isalpha())[:20]


def make_team(work: Work, name: str, channel: str | None = None) -> Team:
    made = Team(workspace_id=work.workspace_id, id=new_id(), name=name, channel=channel)
    work.session.add(made)
    work.session.flush()
    return made


def make_away(work: Work, who: Person, first: date, last: date) -> Away:
    """Both days included."""
    made = Away(workspace_id=work.workspace_id, id=new_id(), person_id=who.id, first_day=first, last_day=last)
    work.session.add(made)
    work.session.flush()
    return made


def delivery(
    workspace_id: str, name: str, state: str, due_at: datetime, error: str | None = None
) -> Delivery:
    """A message of the outbox that is about nothing; its name is its id."""
    return Delivery(
        workspace_id=workspace_id,
        id=name,
        chain="people",
        kind="note",
        subject=name,
        occurrence=name,
        recipient="ana",
        due_at=due_at,
        priority=5,
        state=state,
        error=error,
    )
