"""Whom a roster file means by a line or an email, and bringing that person up to date."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.roster.files import PersonRow
from bot.roster.lookups import Found
from bot.roster.models import Person, Team
from bot.roster.profiles import Profile, bring
from bot.roster.wishes import Cell, Fault
from bot.storage.base import new_id
from bot.storage.work import Work

NEW = "new"
NOT_HERE = "guests and bots take no part in Tandem; leave this person out"
OTHER_EMAIL = "Slack gives another email for this Slack id; correct one"
GONE = "this account is deactivated in Slack; leave this person out"


class Faces:
    """Everybody in the workspace, by email and Slack id. Collects what changed, and faults, in words.

    Nothing is looked up or written one by one: the session is flushed at the end (see `import_roster`).
    """

    def __init__(self, work: Work, found: Found) -> None:
        self._work = work
        self._found = found
        self._changes: dict[str, list[str]] = {}
        self.faults: list[Fault] = []
        query = select(Person).where(Person.workspace_id == work.workspace_id)
        self._by_slack_id = {person.slack_id: person for person in work.session.scalars(query)}
        self._by_email: dict[str, Person] = {}
        for person in self._by_slack_id.values():
            self._index(person)

    @property
    def changes(self) -> list[str]:
        """A line for each person or team; of a new one, just that it is new."""
        return [f"{who}: {NEW if NEW in what else ', '.join(what)}" for who, what in self._changes.items()]

    def take(self, row: PersonRow) -> None:
        """Bring the person of a line up to date, or add them; a fault where that can't be."""
        person = self._by_id(row) if row.slack_id else self.named(row.email, row.at("email"))
        if person is None:
            return
        self._bring(person, row)
        self._index(person)

    def of_row(self, row: PersonRow) -> Person | None:
        return self._by_email.get(row.email)

    def named(self, email: str, at: Cell) -> Person | None:
        """The person with this email, whom Slack may have told; a fault where there is none."""
        known = self._by_email.get(email)
        if known is not None and known.active:
            return known
        profile = self._found.profiles.get(email)
        if profile is None:
            self._fault(at, GONE if known else self._unknown())
            return None
        return self._admitted(profile, at)

    def put(self, row: Person | Team, column: str, value: Any, who: str) -> None:
        """Set a column where it differs, and say so."""
        if getattr(row, column) == value or (not value and not getattr(row, column)):
            return
        setattr(row, column, value)
        self._note(who, f"{column.replace('_', ' ')} is now {value or 'empty'}")

    def _admitted(self, profile: Profile, at: Cell) -> Person | None:
        if not profile.takes_part or not profile.active:
            self._fault(at, GONE if profile.takes_part else NOT_HERE)
            return None
        person = bring(self._work, self._by_slack_id.get(profile.slack_id), profile, self._free(profile))
        self._new(person)
        return person

    def _free(self, profile: Profile) -> str | None:
        """The email, where nobody else holds it; a new account takes it from one that is deactivated."""
        holder = self._by_email.get(profile.email or "")
        if holder is None or holder.slack_id == profile.slack_id:
            return profile.email
        if holder.active:
            return None
        holder.email = None
        self._work.session.flush()
        return profile.email

    def _by_id(self, row: PersonRow) -> Person | None:
        """The person of a line that names a Slack id: it must not contradict what is known."""
        same_id = self._by_slack_id.get(row.slack_id or "")
        same_email = self._by_email.get(row.email)
        if same_email is not None and not same_email.active and same_email is not same_id:
            same_email.email = None  # a new account takes it over
            self._work.session.flush()
        elif same_email is not None and same_email is not same_id:
            self._fault(
                row.at("slack_id"),
                f"Tandem knows this email as {same_email.slack_id}; write that, or leave it empty",
            )
            return None
        if same_id is None:
            return self._added(row)
        if same_id.email and same_id.email != row.email:
            self._fault(row.at("email"), OTHER_EMAIL)
            return None
        if not same_id.active:
            self._fault(row.at("email"), GONE)
            return None
        same_id.email = row.email
        return same_id

    def _added(self, row: PersonRow) -> Person | None:
        profile = self._found.by_id.get(row.slack_id or "")
        if profile is None:
            return self._only_in_the_file(row)
        if profile.email not in {None, row.email}:
            self._fault(row.at("email"), OTHER_EMAIL)
            return None
        return self._admitted(replace(profile, email=row.email), row.at("slack_id"))

    def _only_in_the_file(self, row: PersonRow) -> Person:
        """Somebody of whom Slack did not tell: the profile follows at the next start."""
        person = Person(
            workspace_id=self._work.workspace_id,
            id=new_id(),
            slack_id=row.slack_id,
            email=row.email,
            name=row.name or row.email.partition("@")[0],
            title="",
            time_zone="UTC",
            country="",
            active=True,
        )
        self._work.session.add(person)
        self._new(person)
        return person

    def _bring(self, person: Person, row: PersonRow) -> None:
        if row.name:
            self.put(person, "name", row.name, row.email)
        if row.name is not None:
            person.name_is_given = bool(row.name)
        for column in ("title", "country"):
            value = getattr(row, column)
            if value is not None:
                self.put(person, column, value, row.email)
        if row.time_zone:
            self.put(person, "time_zone", row.time_zone, row.email)
        if row.time_zone is not None:
            person.zone_is_given = bool(row.time_zone)

    def _new(self, person: Person) -> None:
        self._by_slack_id[person.slack_id] = person
        self._index(person)
        self._note(person.email or person.name, NEW)

    def _index(self, person: Person) -> None:
        if person.email:
            self._by_email[person.email.lower()] = person

    def _unknown(self) -> str:
        if self._found.asked:
            return "Slack knows nobody with this email; check the spelling"
        return (
            "nobody here has this email; give the slack_id, or set SLACK_BOT_TOKEN so that Slack can be asked"
        )

    def new_team(self, name: str) -> Team:
        team = Team(workspace_id=self._work.workspace_id, id=new_id(), name=name, purpose="")
        self._work.session.add(team)
        self._note(name, NEW)
        return team

    def _note(self, who: str, what: str) -> None:
        self._changes.setdefault(who, []).append(what)

    def _fault(self, at: Cell, message: str) -> None:
        self.faults.append(Fault(at, message))
