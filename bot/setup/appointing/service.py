"""Appointing: admins say who is on the people team, and who the admins are (product.md, "Walls")."""

from collections.abc import Sequence

from bot.delivery import outbox
from bot.delivery.outbox import Parcel
from bot.roster.models import Person, Team
from bot.setup import policy
from bot.setup.ids import APPOINTED
from bot.setup.models import ADMIN, PEOPLE_TEAM, Appointment
from bot.setup.picks import Users, persons
from bot.storage.base import new_id
from bot.storage.work import Work

KIND, SELF = "appointment", "self_assigned"


def appoint_people_team(work: Work, me: Person, slack_ids: Sequence[str], users: Users) -> list[str]:
    """Make these the people team; what changed, a line each."""
    policy.one_at_a_time(work)
    policy.must_appoint(work, me)
    before = policy.people_team(work)
    chosen = persons(work, slack_ids, users, APPOINTED)
    policy.workspace(work).people_team = [one.slack_id for one in chosen]
    return _note(work, me, PEOPLE_TEAM, (before, chosen))


def appoint_admins(work: Work, me: Person, slack_ids: Sequence[str], users: Users) -> list[str]:
    """Make these the admins; nobody chosen means Slack's own. What changed, a line each."""
    policy.one_at_a_time(work)
    policy.must_appoint(work, me)
    before = policy.admins(work)
    chosen = persons(work, slack_ids, users, APPOINTED)
    policy.workspace(work).admins = [one.slack_id for one in chosen]
    work.session.flush()
    return _note(work, me, ADMIN, (before, policy.admins(work)))


def _note(work: Work, me: Person, role: str, lists: tuple[Sequence[Person], Sequence[Person]]) -> list[str]:
    work.session.flush()
    before, after = ({one.id: one for one in persons_of} for persons_of in lists)
    said = []
    for changed in [*before.values(), *after.values()]:
        if (changed.id in before) == (changed.id in after):
            continue
        began = changed.id in after
        _tell(work, me, Appointment(person_id=changed.id, role=role, began=began), before | after)
        said.append(f"{changed.name}: " + (f"now {role}" if began else f"no longer {role}"))
    return said


def _tell(work: Work, me: Person, row: Appointment, listed: dict[str, Person]) -> None:
    """Whoever it is about; and where an admin appoints themselves, the other admins and those listed."""
    _store(work, me, row)
    others = {*(one.id for one in policy.admins(work)), *listed}
    for recipient in sorted((others if row.person_id == me.id else {row.person_id}) - {me.id}):
        outbox.enqueue(work, Parcel("tandem", KIND, row.id, row.id, recipient, work.now, merges=True))


def tell_of_self(work: Work, me: Person, team: Team, role: str) -> None:
    """Nobody assigns a responsibility to themselves unnoticed, not even where nobody else is in the team."""
    row = Appointment(person_id=me.id, role=role, began=True)
    _store(work, me, row)
    others = {one.id for one in (*policy.people_team(work), *policy.admins(work))} - {me.id}
    for recipient in sorted(others):
        outbox.enqueue(work, Parcel("tandem", SELF, team.id, row.id, recipient, work.now))


def _store(work: Work, me: Person, row: Appointment) -> None:
    row.workspace_id, row.id, row.by_id, row.at = work.workspace_id, new_id(), me.id, work.now
    work.session.add(row)
    work.session.flush()
