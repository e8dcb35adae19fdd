"""Routes of claims."""

from collections.abc import Mapping

from bot.desk import Desk, Handler
from bot.people.claims import service, views
from bot.people.claims.service import FIELD
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.payloads import Ack, Click, Submission
from bot.storage.work import Work


async def open_form(desk: Desk, click: Click) -> Ack:
    await desk.show(click, "My people manager", lambda _work, _me: views.form())
    return None


async def name_manager(desk: Desk, submission: Submission) -> Ack:
    named = submission.form.choice(FIELD)

    def use_case(work: Work, me: Person) -> str:
        claim = service.name_manager(work, me, named, submission.source)
        return roster.person(work, claim.manager_id).name

    name = await desk.write(submission, use_case)
    desk.refresh_home(submission)
    return {"response_action": "update", "view": views.asked(name)}


async def confirm(desk: Desk, click: Click) -> Ack:
    await desk.write(click, lambda work, me: service.confirm(work, me, click.value))
    desk.refresh_home(click)
    return None


async def decline(desk: Desk, click: Click) -> Ack:
    await desk.write(click, lambda work, me: service.decline(work, me, click.value))
    return None


ROUTES: Mapping[str, Handler] = {
    views.NAME_MANAGER: open_form,
    views.NAME_MANAGER_FORM: name_manager,
    views.CONFIRM: confirm,
    views.DECLINE: decline,
}
