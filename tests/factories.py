"""Rows that tests begin with, each as a use case: `do(person("Ana"))`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.roster.models import Away, Person, Team
from bot.storage.base import new_id
from bot.storage.work import Work


def person(name: str, zone: str = "Europe/Lisbon", **more: Any) -> Callable[[Work], Person]:
    """Somebody in the workspace, welcomed already. Slack id and email are made of the name."""

    def make(work: Work) -> Person:
        handle = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha())
        given = {
            "slack_id": f"U{handle.upper()}",
            "email": f"{handle}@x.example",
            "time_zone": zone,
            "welcomed_at": work.now,
            **more,
        }
        made = Person(workspace_id=work.workspace_id, id=new_id(), name=name, **given)
        work.session.add(made)
        work.session.flush()
        return made

    return make


def team(name: str, channel: str | None = None) -> Callable[[Work], Team]:
    def make(work: Work) -> Team:
        made = Team(workspace_id=work.workspace_id, id=new_id(), name=name, channel=channel)
        work.session.add(made)
        work.session.flush()
        return made

    return make


def away(who: Person, first: date, last: date) -> Callable[[Work], Away]:
    """Both days included."""

    def make(work: Work) -> Away:
        made = Away(
            workspace_id=work.workspace_id, id=new_id(), person_id=who.id, first_day=first, last_day=last
        )
        work.session.add(made)
        work.session.flush()
        return made

    return make
