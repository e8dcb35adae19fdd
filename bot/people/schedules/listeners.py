"""Routes of agreeing on times."""

from collections.abc import Mapping

from bot.desk import Desk, Handler
from bot.people.schedules import rules, service, views
from bot.roster.models import Person
from bot.slack.payloads import Ack, Click, Submission, View
from bot.storage.work import Work


async def open_form(desk: Desk, click: Click) -> Ack:
    def fill(work: Work, me: Person) -> View:
        pair, terms = service.form_of(work, me, click.value)
        return views.form(pair, terms, work.now)

    await desk.show(click, "One-on-ones", fill)
    return None


async def choose(desk: Desk, submission: Submission) -> Ack:
    form = submission.form

    def use_case(work: Work, me: Person) -> None:
        every, length = form.choice(rules.EVERY), form.choice(rules.LENGTH)
        first, at = form.choice(rules.FIRST), form.choice(rules.TIME)
        terms = rules.chosen(every, first, at, length=length, zone=me.time_zone)
        service.choose(work, me, submission.about, terms)

    await desk.write(submission, use_case)
    desk.refresh_home(submission)
    return None


ROUTES: Mapping[str, Handler] = {
    views.SCHEDULE: open_form,
    views.SCHEDULE_FORM: choose,
}
