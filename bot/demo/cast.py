"""Who works at Lantern, the sample company: people in five time zones, three teams and their channels."""

import csv
from importlib.resources import files

from bot.playground import Playground

COMPANY = files("bot.demo") / "company"
FOUNDER = "clara@lantern.example"


def people_file() -> bytes:
    return (COMPANY / "people.csv").read_bytes()


def teams_file() -> bytes:
    return (COMPANY / "teams.csv").read_bytes()


def fill(slack: Playground) -> None:
    """The workspace as it was before Tandem came: accounts and channels, no roster."""
    for row in csv.DictReader(people_file().decode().splitlines()):
        owner = row["email"] == FOUNDER
        slack.add_person(
            row["email"],
            row["name"],
            tz=row["time_zone"],
            is_admin=owner,
            is_owner=owner,
            is_primary_owner=owner,
        )
    for row in csv.DictReader(teams_file().decode().splitlines()):
        emails = [row["leaders"].partition(":")[2], *row["members"].split(";")]
        slack.add_channel(row["channel"].lstrip("#"), [slack.person(email) for email in emails])
