"""A company that has lived in Tandem for a while, as rows: 300 people in 30 teams."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, text
from sqlalchemy.orm import Session

from bot.delivery.models import SENT, Address, Delivery
from bot.direction.lines.models import Lead, Membership
from bot.direction.stances.models import Stance
from bot.direction.updates.models import Update
from bot.people.lines.models import Line
from bot.roster.models import Person, Team
from bot.storage.base import Base, ordered_id
from bot.storage.engine import open_database
from bot.storage.vault import KeyRing, Vault
from bot.storage.work import writing
from bot.workspaces.keys import Vaults, give_data_key
from bot.workspaces.models import Workspace

WORKSPACE = "T0BENCH"
TEAMS, SIZE = 30, 10
"""The first of each team leads it, and is the people manager of the others."""
PAST = 20
"""Updates of each team on which all have chosen long ago."""
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody's click on a stance that they have not taken yet."""

    user: str
    update_id: str


def move_in(url: str, key: str, now: datetime, clicks: int) -> list[Choice]:
    """Make the company in an empty database with the schema; so many choices are still to be made."""
    database, ring = open_database(url), KeyRing([key])
    with writing(database) as session:
        session.add(Workspace(workspace_id=WORKSPACE, name="Bench", created_at=now, invited_at=now))
        session.flush()
        give_data_key(session, ring, WORKSPACE, now)
    with writing(database) as session:
        vault = Vaults(ring).of(session, WORKSPACE)
        choices = _Company(session, vault, now).move_in(clicks)
    if not database.is_sqlite:
        with writing(database) as session:
            session.execute(text("ANALYZE"))  # as it does by itself after a while
    database.dispose()
    return choices


class _Company:
    def __init__(self, session: Session, vault: Vault, now: datetime) -> None:
        self._session = session
        self._vault = vault
        self._now = now
        self._long_ago = now - timedelta(days=400)

    def move_in(self, clicks: int) -> list[Choice]:
        self._put(Person, (self._person(team, seat) for team in range(TEAMS) for seat in range(SIZE)))
        self._put(Team, ({"id": f"t{team}", "name": f"Team {team}"} for team in range(TEAMS)))
        self._put(Lead, (self._lead(team) for team in range(TEAMS)))
        self._put(Membership, (self._member(team, seat) for team, seat in _seats()))
        self._put(Line, (self._line(team, seat) for team, seat in _seats()))
        new = -(-clicks // (TEAMS * (SIZE - 1)))
        self._put(Update, (self._update(team, n) for team in range(TEAMS) for n in range(PAST + new)))
        self._put(Stance, (self._stance(team, seat, n) for team, seat in _seats() for n in range(PAST)))
        self._put(Delivery, (self._delivery(team, seat, n) for team, seat in _seats() for n in range(PAST)))
        self._put(Address, (self._address(team, seat, n) for team, seat in _seats() for n in range(PAST)))
        open_ones = range(PAST, PAST + new)
        return [Choice(f"U{team}X{seat}", f"u{team}x{n}") for n in open_ones for team, seat in _seats()]

    def _put(self, model: type[Base], rows: Iterable[Values]) -> None:
        table = model.__table__
        assert isinstance(table, Table)
        self._session.execute(insert(table), [{"workspace_id": WORKSPACE, **row} for row in rows])

    def _person(self, team: int, seat: int) -> Values:
        return {
            "id": _person(team, seat),
            "slack_id": f"U{team}X{seat}",
            "email": f"p{seat}@t{team}.example.com",
            "name": f"Person {seat} of {team}",
            "time_zone": "Europe/Lisbon",
            "dm": f"D{team}X{seat}",
            "welcomed_at": self._long_ago,
        }

    def _lead(self, team: int) -> Values:
        return {
            "id": f"l{team}",
            "team_id": f"t{team}",
            "discipline": "general",
            "leader_id": _person(team, 0),
            "began_at": self._long_ago,
        }

    def _member(self, team: int, seat: int) -> Values:
        ids = {"id": ordered_id(self._now), "team_id": f"t{team}", "person_id": _person(team, seat)}
        return {**ids, "began_at": self._long_ago}

    def _line(self, team: int, seat: int) -> Values:
        ids = {"id": ordered_id(self._now), "report_id": _person(team, seat), "manager_id": _person(team, 0)}
        return {**ids, "began_at": self._long_ago}

    def _update(self, team: int, number: int) -> Values:
        row = Update(workspace_id=WORKSPACE, id=f"u{team}x{number}", lead_id=f"l{team}")
        return {
            "id": row.id,
            "lead_id": row.lead_id,
            "author_id": _person(team, 0),
            "source": row.id,
            "change": self._vault.seal(row, "change", "We ship the new onboarding next week. " * 5),
            "written_at": self._long_ago,
            "readable_from": self._long_ago,
        }

    def _stance(self, team: int, seat: int, number: int) -> Values:
        row = Stance(workspace_id=WORKSPACE, id=ordered_id(self._now))
        return {
            "id": row.id,
            "lead_id": f"l{team}",
            "update_id": f"u{team}x{number}",
            "person_id": _person(team, seat),
            "choice": self._vault.seal(row, "choice", "in"),
            "chosen_at": self._long_ago,
        }

    def _delivery(self, team: int, seat: int, number: int) -> Values:
        return {
            "id": f"d{team}x{seat}x{number}",
            "chain": "direction",
            "kind": "update",
            "subject": f"u{team}x{number}",
            "occurrence": f"u{team}x{number}",
            "recipient": _person(team, seat),
            "due_at": self._long_ago,
            "priority": 5,
            "state": SENT,
            "sent_at": self._long_ago,
        }

    def _address(self, team: int, seat: int, number: int) -> Values:
        return {
            "id": ordered_id(self._now),
            "delivery_id": f"d{team}x{seat}x{number}",
            "channel": f"D{team}X{seat}",
            "ts": f"17{number:08}.000100",
            "posted_at": self._long_ago,
        }


def _seats() -> Iterator[tuple[int, int]]:
    """Everybody's place but the leaders'."""
    return ((team, seat) for team in range(TEAMS) for seat in range(1, SIZE))


def _person(team: int, seat: int) -> str:
    return f"p{team}x{seat}"
