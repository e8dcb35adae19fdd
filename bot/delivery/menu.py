"""Snooze, skip, move and pause: the menu on every prompt (product.md)."""

from bot import cadence
from bot.delivery import outbox
from bot.delivery.models import Delivery
from bot.roster import people as roster
from bot.roster.models import Person
from bot.slack.blocks import overflow
from bot.slack.payloads import Block
from bot.storage.work import Work

SNOOZE, SKIP, MOVE, PAUSE = "snooze", "skip", "move", "pause"


def prompt_menu(
    action_id: str, delivery: Delivery, *, move: str | None = "Move it", skip: str | None = "Skip this time"
) -> Block:
    """The menu; the chosen value is `what:delivery id` (see `chosen`). None leaves a line out."""
    lines = [("Snooze until tomorrow", SNOOZE), (skip, SKIP), (move, MOVE), ("Pause all prompts", PAUSE)]
    return overflow(action_id, [(label, f"{what}:{delivery.id}") for label, what in lines if label])


def chosen(value: str) -> tuple[str, str]:
    """What was chosen in a prompt's menu, and the delivery's id."""
    what, _, delivery_id = value.partition(":")
    return what, delivery_id


def snooze_until_morning(work: Work, delivery_id: str, me: Person) -> Delivery:
    """Send a prompt of mine again on my next working day at ten. Raises `LookupError` if not mine."""
    delivery = work.session.get(Delivery, (work.workspace_id, delivery_id))
    if delivery is None or delivery.recipient != me.id:
        raise LookupError("no such delivery to this person")
    days = roster.calendar(work, me)
    day = days.next_working_day(days.day_of(work.now))
    outbox.snooze(work, delivery, cadence.resolve(day, cadence.PROMPT_AT, days.zone))
    return delivery
