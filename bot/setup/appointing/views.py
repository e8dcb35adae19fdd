"""The forms for the people team and the admins, and how those concerned are told."""

from collections.abc import Sequence

from bot.chain import Message
from bot.delivery.models import Delivery
from bot.roster import people as roster
from bot.roster.models import Person
from bot.setup import ids, policy
from bot.setup.blocks import people_picker
from bot.setup.models import PEOPLE_TEAM, Appointment
from bot.slack.blocks import ask, context, modal, section
from bot.slack.payloads import View
from bot.slack.text import escape
from bot.storage.work import Work

CONTENT = "Neither admins nor the people team read what people write."
TOLD = "Whoever is put on the list or taken off it is told."
MOST_LINES = 40


def people_team_form(work: Work, me: Person) -> View:
    policy.must_appoint(work, me)
    initial = [one.slack_id for one in policy.people_team(work)]
    picker = ask(ids.APPOINTED, "People team", people_picker(ids.APPOINTED, initial), optional=True)
    what = section("The people team assigns managers and teams, and hears of newcomers without them.")
    blocks = [what, picker, context(CONTENT, TOLD)]
    return modal(ids.PEOPLE_TEAM_FORM, "People team", blocks, submit="Appoint")


def admins_form(work: Work, me: Person) -> View:
    policy.must_appoint(work, me)
    listed = set(policy.workspace(work).admins)
    initial = [one.slack_id for one in policy.admins(work) if one.slack_id in listed]
    hint = "Leave it empty for the admins and owners of this Slack workspace."
    picker = ask(ids.APPOINTED, "Admins", people_picker(ids.APPOINTED, initial), optional=True, hint=hint)
    what = section("Admins set Tandem up and appoint the people team.")
    return modal(ids.ADMINS_FORM, "Admins", [what, picker, context(CONTENT, TOLD)], submit="Save")


def appointment(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """Who was appointed or dismissed, and by whom, for somebody concerned."""
    rows = [work.session.get(Appointment, (work.workspace_id, one.subject)) for one in deliveries]
    found = [row for row in rows if row is not None]
    if not found:
        return None
    names = {
        key: escape(one.name)
        for key, one in roster.persons(
            work, {part for row in found for part in (row.person_id, row.by_id)}
        ).items()
    }
    reader = deliveries[0].recipient
    lines = [_line(row, names, reader) for row in found[:MOST_LINES]]
    return Message("A change in who sets Tandem up", [section("\n".join(lines)), context(CONTENT)])


def self_assigned(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    """Who took a place in a team for themselves; the delivery's subject is the team."""
    row = work.session.get(Appointment, (work.workspace_id, deliveries[0].occurrence))
    if row is None:
        return None
    name = escape(roster.person(work, row.by_id).name)
    team = escape(roster.team(work, deliveries[0].subject).name)
    said = f"*{name}* made themselves a {row.role} of the team *{team}*."
    why = context("You are told so that nobody assigns a responsibility to themselves unnoticed.")
    return Message("Somebody assigned themselves", [section(said), why])


def _line(row: Appointment, names: dict[str, str], reader: str) -> str:
    who = (
        "you"
        if row.person_id == reader
        else "themselves"
        if row.person_id == row.by_id
        else names[row.person_id]
    )
    what = "the people team" if row.role == PEOPLE_TEAM else "Tandem's admins"
    put = f"put {who} on" if row.began else f"took {who} off"
    return f"{names[row.by_id]} {put} the list of {what}."
