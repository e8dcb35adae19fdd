"""A company made up from a seed: who manages whom, who leads which team, and when each pair meets."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.playground import Playground

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday. Clocks change in New York on the Sunday after, in Lisbon and Berlin three weeks later."""
ZONES = ("Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Europe/Berlin", "Asia/Tokyo")
LENGTH_MINUTES = 60
BOSS = "boss@example.com"


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two people meet every week, on that day at that time where the manager is."""

    manager: str
    report: str
    zone: str
    first: date
    wall: time

    def begins(self, until: datetime) -> Iterator[datetime]:
        """Each time that they meet, up to a moment: worked out here, not asked of the bot."""
        day = self.first
        while (moment := datetime.combine(day, self.wall, ZoneInfo(self.zone)).astimezone(UTC)) <= until:
            yield moment
            day += timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Team:
    name: str
    leader: str
    members: tuple[str, ...]
    is_readable: bool
    """Whether Tandem may read the channel: where it was not invited, it can post and not look."""


@dataclass(frozen=True, slots=True)
class Company:
    zones: dict[str, str]
    """By email."""
    managers: dict[str, str]
    meetings: tuple[Meeting, ...]
    teams: tuple[Team, ...]

    def people_file(self) -> bytes:
        rows = [f"{email},{zone},{self.managers.get(email, '')}" for email, zone in self.zones.items()]
        return "\n".join(["email,time_zone,manager", *rows, ""]).encode()

    def teams_file(self) -> bytes:
        rows = [
            f"{team.name},#{team.name.lower()},general:{team.leader},{';'.join(team.members)}"
            for team in self.teams
        ]
        return "\n".join(["team,channel,leaders,members", *rows, ""]).encode()

    def fill(self, slack: Playground) -> None:
        """The workspace as it is before Tandem comes."""
        for email, zone in self.zones.items():
            owner = email == BOSS
            slack.add_person(email, tz=zone, is_admin=owner, is_owner=owner, is_primary_owner=owner)
        for team in self.teams:
            everybody = [slack.person(email) for email in (team.leader, *team.members)]
            slack.add_channel(team.name.lower(), everybody, with_app=team.is_readable)


def made_up(rng: random.Random, managers: int, reports: int) -> Company:
    """So many managers under one boss, and so many reports under each."""
    under = {BOSS: [f"m{number}@example.com" for number in range(managers)]}
    for number, manager in enumerate(under[BOSS]):
        under[manager] = [f"r{number}{which}@example.com" for which in "abcdefghijklmnop"[:reports]]
    manager_of = {report: manager for manager, its in under.items() for report in its}
    zones = {email: rng.choice(ZONES) for email in (BOSS, *manager_of)}
    meetings = [
        Meeting(manager, report, zones[manager], *_slot(rng)) for report, manager in manager_of.items()
    ]
    teams = [
        Team(f"Team{number}", leader, tuple(under[leader]), is_readable=number > 0 or managers == 1)
        for number, leader in enumerate(under[BOSS])
    ]
    return Company(zones, manager_of, tuple(meetings), tuple(teams))


def _slot(rng: random.Random) -> tuple[date, time]:
    """A first date some days after the start, on a day that is a working day everywhere, and a time."""
    first = START.date() + timedelta(days=rng.choice([3, 8, 9, 10]))
    return first, time(rng.randrange(9, 17), rng.choice([0, 30]))
