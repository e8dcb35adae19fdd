"""The chain's command, and the clicks that belong to no single capability."""

from bot.desk import Desk, Routes
from bot.direction import ids, replies
from bot.direction.directions import listeners as directions
from bot.direction.directions import views as direction_views
from bot.direction.directions.models import Direction
from bot.direction.doubts import listeners as doubts
from bot.direction.lines import repo as lines
from bot.direction.looking.line import look
from bot.direction.looking.overview import cadences, overview
from bot.direction.menu import menu
from bot.direction.questions import listeners as questions
from bot.direction.questions import views as question_views
from bot.direction.stances import listeners as stances
from bot.direction.updates import forms
from bot.direction.updates import listeners as updates
from bot.direction.updates.models import Update
from bot.direction.words import MARK
from bot.roster.models import Person
from bot.slack.payloads import Ack, Click, Command, View
from bot.storage.work import Work

HELP = (
    "`/direction` shows your teams: where they are going, the latest updates, and what is open for you",
    "`/direction update` writes an update to a team that you lead",
    "`/direction cadence` changes how often you are asked for one",
    "`/direction help` shows these lines",
)


async def command(desk: Desk, said: Command) -> Ack:
    word = said.text.strip().lower()
    fills = {
        "": ("Direction", overview),
        "update": ("An update", update_or_overview),
        "cadence": ("Cadence of updates", cadence_or_list),
    }
    if word in fills:
        await desk.show(said, *fills[word])
        return None
    opening = "" if word == "help" else "I don't know that one yet. This is what I can do here:\n"
    lines_of_help = "\n".join(f"•  {each}" for each in HELP)
    text = f"{MARK} *Direction*\n{opening}{lines_of_help}"
    return {"text": text, "response_type": "ephemeral"}


def update_or_overview(work: Work, me: Person) -> View:
    held = lines.leads_held_by(work, me.id)
    return forms.update_form(work, me, held[0].id) if len(held) == 1 else overview(work, me)


def cadence_or_list(work: Work, me: Person) -> View:
    held = lines.leads_held_by(work, me.id)
    return forms.cadence_form(work, me, held[0].id) if len(held) == 1 else cadences(work, me)


async def open_overview(desk: Desk, click: Click) -> Ack:
    await desk.show(click, "Direction", overview)
    return None


async def open_line(desk: Desk, click: Click) -> Ack:
    await desk.show(click, "Direction", lambda work, me: look(work, me, click.value))
    return None


async def edit(desk: Desk, click: Click) -> Ack:
    await desk.show(click, "Change what you wrote", lambda work, me: edit_form(work, me, click.value))
    return None


def edit_form(work: Work, me: Person, row_id: str) -> View:
    _, row = replies.kept(work, row_id)
    if isinstance(row, Update):
        return forms.edit_form(work, me, row.id)
    if isinstance(row, Direction):
        return direction_views.edit_form(work, me, row.id)
    return question_views.change_form(work, me, row)


async def delete(desk: Desk, click: Click) -> Ack:
    await desk.write(click, lambda work, me: replies.delete(work, me, click.value))
    return None


ROUTES: Routes = {
    ids.COMMAND: command,
    ids.OPEN: open_overview,
    ids.LOOK: open_line,
    ids.EDIT: edit,
    ids.DELETE: delete,
    ids.MENU: menu,
    **updates.ROUTES,
    **directions.ROUTES,
    **stances.ROUTES,
    **questions.ROUTES,
    **doubts.ROUTES,
}
