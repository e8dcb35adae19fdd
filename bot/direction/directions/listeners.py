"""Clicks and submissions about the direction itself."""

from bot.desk import Desk, Routes
from bot.direction import ids, replies
from bot.direction.directions import repo, service, views
from bot.direction.directions.service import WHERE_FIELD, Stated
from bot.direction.lines import repo as lines
from bot.direction.looking.overview import overview
from bot.errors import Refusal
from bot.roster.models import Person
from bot.slack.payloads import Ack, Click, Submission
from bot.storage.work import Work


async def state(desk: Desk, click: Click) -> Ack:
    await desk.show(click, "Direction", lambda work, me: views.state_form(work, me, click.value))
    return None


async def stated(desk: Desk, submission: Submission) -> Ack:
    await desk.write(submission, lambda work, me: store(work, me, submission))
    return None


def store(work: Work, me: Person, submission: Submission) -> None:
    words = Stated(submission.form.text(WHERE_FIELD), submission.form.text(views.WHY))
    what, _, row_id = submission.about.partition(":")
    if what == "edit":
        row = repo.find(work, row_id)
        if row is None:
            raise Refusal("This direction is not stored any more.")
        service.change(work, me, row, words)
        return
    lead = lines.lead(work, row_id)
    row = service.state(work, me, lead, words, source=submission.source, readable_from=work.now)
    replies.confirm(work, me, row)


async def affirm(desk: Desk, click: Click) -> Ack:
    await desk.write(click, lambda work, me: service.affirm(work, me, lines.lead(work, click.value)))
    if click.on_home:
        desk.refresh_home(click)
    elif click.view is not None:
        await desk.refill(click, overview)
    else:
        text = "Affirmed. Everyone here can see that this is still where the team is going."
        desk.tell_after(click, text)
    return None


ROUTES: Routes = {ids.STATE: state, ids.STATED: stated, ids.AFFIRM: affirm}
