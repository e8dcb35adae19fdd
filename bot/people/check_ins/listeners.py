"""Routes of answers and talking points."""

from collections.abc import Mapping
from datetime import datetime

from bot.desk import Desk, Handler
from bot.people.blocks import readers_line
from bot.people.check_ins import forms, opening, service, views
from bot.people.check_ins.rules import CHANGING, DOING_THINGS_RIGHT, PULSE
from bot.people.check_ins.service import TEXT
from bot.people.lines.pairs import pair
from bot.roster.models import Person
from bot.slack.payloads import Ack, Click, Form, Submission, View
from bot.storage.work import Work


async def open_form(desk: Desk, click: Click) -> Ack:
    def fill(work: Work, me: Person) -> View:
        return views.answer_form(*forms.values(work, me, click.value), work.now)

    await desk.show(click, "Check-in", fill)
    return None


async def store_form(desk: Desk, submission: Submission) -> Ack:
    values = filled_in(submission.form)
    pair_of, number = await desk.write(
        submission, lambda work, me: forms.store(work, me, submission.about, values, submission.source)
    )
    desk.refresh_home(submission)
    return {"response_action": "update", "view": views.form_saved(pair_of, number)}


def filled_in(form: Form) -> dict[str, str]:
    """What stands in the form, by question."""
    return {key: form.text(forms.field(key)) for key in (*PULSE, *DOING_THINGS_RIGHT, *CHANGING)}


async def delete_form(desk: Desk, click: Click) -> Ack:
    await desk.write(click, lambda work, me: forms.delete(work, me, click.value))
    return None


async def open_answers(desk: Desk, click: Click) -> Ack:
    """To open them is what P2 counts: just those that were shown, once they were."""
    shown: dict[str, datetime] = {}

    def fill(work: Work, me: Person) -> View:
        view, ids = views.answers(opening.answers(work, me, click.value), work.now)
        shown.update(dict.fromkeys(ids, work.now))
        return view

    def seen(work: Work, me: Person) -> None:
        service.mark_opened(work, me, shown)

    if click.action_id == f"{views.ANSWERS}.open":
        await desk.show(click, "Answers", fill, seen)
    else:
        await desk.refill(click, fill, seen)
    return None


async def open_point(desk: Desk, click: Click) -> Ack:
    def fill(work: Work, me: Person) -> View:
        return views.point_form(*opening.points(work, me, click.value))

    await desk.show(click, "A talking point", fill)
    return None


async def store_point(desk: Desk, submission: Submission) -> Ack:
    def use_case(work: Work, me: Person) -> None:
        text = submission.form.text(TEXT)
        service.add_point(work, me, submission.about, text, submission.source, readable_from=work.now)

    await desk.write(submission, use_case)
    desk.refresh_home(submission)
    return None


async def mark_point(desk: Desk, click: Click) -> Ack:
    what, _, point_id = click.value.partition(":")
    await desk.write(click, lambda work, me: service.mark_point(work, me, point_id, done=what == "done"))
    return None


async def open_change(desk: Desk, click: Click) -> Ack:
    def fill(work: Work, me: Person) -> View:
        line, row, text = service.mine(work, me, click.value)
        return views.change_form(row.id, text, readers_line(pair(work, line), me.id))

    await desk.show(click, "Change it", fill)
    return None


async def change(desk: Desk, submission: Submission) -> Ack:
    text = submission.form.text(TEXT)
    await desk.write(submission, lambda work, me: service.change(work, me, submission.about, text))
    return None


async def delete(desk: Desk, click: Click) -> Ack:
    await desk.write(click, lambda work, me: service.delete(work, me, click.value))
    desk.refresh_home(click)
    return None


ROUTES: Mapping[str, Handler] = {
    views.ANSWER: open_form,
    views.ANSWER_FORM: store_form,
    views.FORM_DELETE: delete_form,
    f"{views.ANSWERS}.open": open_answers,
    f"{views.ANSWERS}.newer": open_answers,
    f"{views.ANSWERS}.older": open_answers,
    views.POINT_ADD: open_point,
    views.POINT_FORM: store_point,
    "people.point.done": mark_point,
    views.CHANGE: open_change,
    views.CHANGE_FORM: change,
    views.DELETE: delete,
}
