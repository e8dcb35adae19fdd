"""The confirmation of whatever a person's words were stored as."""

from collections.abc import Sequence

from bot.chain import Message
from bot.delivery.models import Delivery
from bot.direction import replies
from bot.direction.directions import views as directions
from bot.direction.directions.models import Direction
from bot.direction.questions import views as questions
from bot.direction.updates import views as updates
from bot.direction.updates.models import Update
from bot.errors import Refusal
from bot.storage.work import Work


def saved(work: Work, deliveries: Sequence[Delivery]) -> Message | None:
    delivery = deliveries[0]
    try:
        _, row = replies.kept(work, delivery.subject)
    except Refusal:
        return None
    if isinstance(row, Update):
        return updates.saved(work, row, delivery)
    if isinstance(row, Direction):
        return directions.saved(work, row, delivery)
    return questions.saved(work, row, delivery)
