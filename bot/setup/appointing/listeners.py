"""The routes of the forms for the people team and the admins."""

from bot.desk import Desk, Routes
from bot.setup import ids
from bot.setup.appointing import service, views
from bot.setup.blocks import done
from bot.setup.picks import look_up
from bot.slack.payloads import Ack, Click, Submission

AFTER = "Those concerned are told."


async def people_team_form(desk: Desk, click: Click) -> None:
    await desk.show(click, "People team", views.people_team_form)


async def admins_form(desk: Desk, click: Click) -> None:
    await desk.show(click, "Admins", views.admins_form)


async def people_team(desk: Desk, submission: Submission) -> Ack:
    chosen = submission.form.choices(ids.APPOINTED)
    users = await look_up(desk, submission, chosen, ids.APPOINTED)
    changes = await desk.write(
        submission, lambda work, me: service.appoint_people_team(work, me, chosen, users)
    )
    return {"response_action": "update", "view": done(changes, AFTER)}


async def admins(desk: Desk, submission: Submission) -> Ack:
    chosen = submission.form.choices(ids.APPOINTED)
    users = await look_up(desk, submission, chosen, ids.APPOINTED)
    changes = await desk.write(submission, lambda work, me: service.appoint_admins(work, me, chosen, users))
    return {"response_action": "update", "view": done(changes, AFTER)}


ROUTES: Routes = {
    ids.PEOPLE_TEAM: people_team_form,
    ids.ADMINS: admins_form,
    ids.PEOPLE_TEAM_FORM: people_team,
    ids.ADMINS_FORM: admins,
}
