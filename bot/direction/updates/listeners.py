"""Clicks and submissions about updates and their cadence."""

from datetime import date, time

from bot import cadence
from bot.desk import Desk, Routes
from bot.direction import ids, replies
from bot.direction.lines import repo as lines
from bot.direction.updates import forms, repo, seats, service
from bot.direction.updates.models import Update
from bot.direction.updates.service import CHANGE_FIELD, WHEN_FIELD, Written
from bot.errors import Refusal
from bot.roster.models import Person
from bot.slack.payloads import Ack, Click, Form, Submission
from bot.storage.work import Work


async def write(desk: Desk, click: Click) -> Ack:
    await desk.show(click, "An update", lambda work, me: forms.update_form(work, me, click.value))
    return None


async def submit(desk: Desk, submission: Submission) -> Ack:
    await desk.write(submission, lambda work, me: store(work, me, submission))
    return None


def store(work: Work, me: Person, submission: Submission) -> None:
    """A new update goes out at once; a changed one is replaced where it stands."""
    form = submission.form
    words = Written(form.text(CHANGE_FIELD), form.text(forms.AHEAD), form.text(forms.MEASURES))
    what, _, row_id = submission.about.partition(":")
    if what == "edit":
        service.change(work, me, found(work, row_id), words)
        return
    lead = lines.lead(work, row_id)
    row = service.write(work, me, lead, words, source=submission.source, readable_from=work.now)
    replies.confirm(work, me, row)


async def post_now(desk: Desk, click: Click) -> Ack:
    await desk.write(click, lambda work, me: service.post_now(work, me, found(work, click.value)))
    return None


def found(work: Work, update_id: str) -> Update:
    row = repo.find(work, update_id)
    if row is None:
        raise Refusal("This update is not stored any more.")
    return row


async def cadence_of(desk: Desk, click: Click) -> Ack:
    await desk.show(click, "Cadence of updates", lambda work, me: forms.cadence_form(work, me, click.value))
    return None


async def agreed(desk: Desk, submission: Submission) -> Ack:
    await desk.write(submission, lambda work, me: agree(work, me, submission.about, submission.form))
    return None


def agree(work: Work, me: Person, lead_id: str, form: Form) -> None:
    first = day_in(form, forms.FIRST)
    kind = form.choice(forms.RULE) or ""
    if kind not in cadence.RULES:
        raise Refusal("Please choose how often.", field=forms.RULE)
    wall = time_in(form, forms.WALL)
    if cadence.resolve(first, wall, me.time_zone) <= work.now:
        raise Refusal("That moment has passed. Please choose a later one.", field=forms.FIRST)
    lead = lines.lead(work, lead_id)
    seats.agree(work, me, lead, cadence.rule_for(kind, first), first=first, wall=wall)


async def moved(desk: Desk, submission: Submission) -> Ack:
    await desk.write(submission, lambda work, me: move(work, me, submission.about, submission.form))
    return None


def move(work: Work, me: Person, occurrence_id: str, form: Form) -> None:
    day, wall = day_in(form, WHEN_FIELD), time_in(form, forms.AT)
    service.move(work, me, occurrence_id, cadence.resolve(day, wall, me.time_zone))


def day_in(form: Form, field: str) -> date:
    try:
        return date.fromisoformat(form.text(field))
    except ValueError:
        raise Refusal("Please choose a day.", field=field) from None


def time_in(form: Form, field: str) -> time:
    try:
        return time.fromisoformat(form.text(field))
    except ValueError:
        raise Refusal("Please choose a time.", field=field) from None


ROUTES: Routes = {
    ids.WRITE: write,
    ids.UPDATE: submit,
    ids.POST_NOW: post_now,
    ids.CADENCE: cadence_of,
    ids.AGREED: agreed,
    ids.MOVED: moved,
}
