"""The routes of the setup's first page and of its forms for managers and teams."""

from collections.abc import Sequence
from functools import partial

from bot.chain import Chain
from bot.desk import Desk, Routes
from bot.errors import Refusal
from bot.roster.models import Person
from bot.setup import ids
from bot.setup.assigning import service, views
from bot.setup.assigning.service import TeamForm, TeamNow
from bot.setup.blocks import done
from bot.setup.picks import look_up
from bot.slack.payloads import Ack, Click, Command, Submission
from bot.storage.work import Work

AFTER = "They are told. One-on-ones and updates begin by themselves; each can change their rhythm."


class Listeners:
    def __init__(self, chains: Sequence[Chain], team_now: TeamNow) -> None:
        self._chains = chains
        self._team_now = team_now
        self.routes: Routes = {
            ids.HUB: self.hub,
            ids.MANAGERS: self.managers_form,
            ids.TEAM: self.team_form,
            ids.TEAM_PICK: self.team_form,
            ids.MANAGERS_FORM: self.managers,
            ids.TEAM_FORM: self.team,
        }

    async def hub(self, desk: Desk, payload: Click | Command) -> None:
        await desk.show(payload, "Set up Tandem", partial(views.hub, self._chains))

    async def managers_form(self, desk: Desk, click: Click) -> None:
        await desk.show(click, "Assign managers", views.managers_form)

    async def team_form(self, desk: Desk, click: Click) -> None:
        await desk.show(click, "Team", partial(views.team_form, self._team_now, click.value))

    async def managers(self, desk: Desk, submission: Submission) -> Ack:
        manager = submission.form.choice(ids.MANAGER)
        reports = submission.form.choices(ids.REPORTS)
        if not manager or not reports:
            raise Refusal("Please choose somebody.", field=ids.REPORTS if manager else ids.MANAGER)
        users = await look_up(desk, submission, [manager, *reports], ids.REPORTS)
        changes = await desk.write(
            submission,
            lambda work, me: service.assign_managers(self._chains, work, me, (reports, manager), users),
        )
        return {"response_action": "update", "view": done(changes, AFTER)}

    async def team(self, desk: Desk, submission: Submission) -> Ack:
        form = team_form(submission)
        users = await look_up(desk, submission, form.picked, ids.MEMBERS)

        def save(work: Work, me: Person) -> list[str]:
            return service.save_team(self._chains, self._team_now, work, me, form, users=users)

        changes = await desk.write(submission, save)
        return {"response_action": "update", "view": done(changes, AFTER)}


def team_form(submission: Submission) -> TeamForm:
    form = submission.form
    leaders = {
        block.removeprefix(ids.LEADER): form.choices(block)[0]
        for block in form.values
        if block.startswith(ids.LEADER) and form.choices(block)
    }
    return TeamForm(
        team_id=submission.about,
        source=submission.source,
        name=" ".join(form.text(ids.TEAM_NAME).split()),
        channel=form.choice(ids.TEAM_CHANNEL),
        purpose=form.text(ids.TEAM_PURPOSE),
        leaders=leaders,
        members=form.choices(ids.MEMBERS) if ids.MEMBERS in form.values else None,
    )
