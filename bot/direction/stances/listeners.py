"""Clicks on a stance. Only whoever clicked sees the answer, also in a channel."""

from bot.desk import Desk, Routes
from bot.direction import ids
from bot.direction.looking.line import look
from bot.direction.stances import service, views
from bot.direction.stances.counting import Mine
from bot.direction.stances.rules import CHOICES
from bot.direction.stances.service import Choice
from bot.slack.payloads import Ack, Click


async def choose(desk: Desk, click: Click) -> Ack:
    choice = click.action_id.removeprefix(f"{ids.STANCE}.")
    mine = await desk.write_among(click, service.choose_all, Choice(click.value, choice))
    await _show(desk, click, mine)
    return None


async def sign(desk: Desk, click: Click) -> Ack:
    signed, _, update_id = click.value.partition(":")
    mine = await desk.write(click, lambda work, me: service.sign(work, me, update_id, signed=signed == "1"))
    await _show(desk, click, mine)
    return None


async def _show(desk: Desk, click: Click, mine: Mine) -> None:
    if click.view is not None:
        await desk.refill(click, lambda work, me: look(work, me, mine.lead_id))
    else:
        desk.tell_after(click, "Your stance is saved.", views.confirmation(mine))


ROUTES: Routes = {**{f"{ids.STANCE}.{choice}": choose for choice in CHOICES}, ids.SIGN: sign}
