"""Snooze, skip, move and pause, on every prompt of this chain."""

from bot.delivery.menu import MOVE, PAUSE, SKIP, SNOOZE, chosen, snooze_until_morning
from bot.delivery.models import Delivery
from bot.desk import Desk
from bot.direction.questions import repo as questions
from bot.direction.questions import service as asking
from bot.direction.updates import forms
from bot.direction.updates import service as updates
from bot.direction.updates.models import PROMPTS
from bot.direction.words import CHAIN
from bot.errors import Refusal
from bot.roster.models import Person
from bot.roster.pause import pause_view
from bot.slack.payloads import Ack, Click, View
from bot.storage.work import Work

GONE = "This prompt is not there any more. Type /direction to see what is open."
DONE = "This was done meanwhile, so there is nothing to put off."


async def menu(desk: Desk, click: Click) -> Ack:
    what, delivery_id = chosen(click.value)
    if what == PAUSE:
        await desk.show(click, "Pause Tandem", pause_view)
    elif what == MOVE:
        await desk.show(click, "Move this update", lambda work, me: move_form(work, me, delivery_id))
    elif what == SNOOZE:
        await desk.write(click, lambda work, me: snooze(work, me, delivery_id))
        said = "Snoozed. It comes again at ten on your next working day."
        desk.tell_after(click, said)
    elif what == SKIP:
        await desk.write(click, lambda work, me: skip(work, me, delivery_id))
    else:
        raise Refusal(GONE)
    return None


def snooze(work: Work, me: Person, delivery_id: str) -> None:
    delivery = _mine(work, me, delivery_id)
    if delivery.kind in PROMPTS.values():
        updates.asked_of(work, me, delivery.subject)
    question = questions.question(work, delivery.subject)
    if question is not None and asking.is_answered(work, question):
        raise Refusal(DONE)
    snooze_until_morning(work, delivery.id, me)


def skip(work: Work, me: Person, delivery_id: str) -> None:
    updates.skip(work, me, _mine(work, me, delivery_id).subject)


def move_form(work: Work, me: Person, delivery_id: str) -> View:
    return forms.move_form(work, me, _mine(work, me, delivery_id).subject)


def _mine(work: Work, me: Person, delivery_id: str) -> Delivery:
    delivery = work.session.get(Delivery, (work.workspace_id, delivery_id))
    if delivery is None or delivery.chain != CHAIN or delivery.recipient != me.id:
        raise Refusal(GONE)
    return delivery
