"""Clicks on the question whether to post again."""

from bot.desk import Desk, Routes
from bot.direction import ids
from bot.direction.doubts import service
from bot.slack.payloads import Ack, Click


async def post_again(desk: Desk, click: Click) -> Ack:
    await desk.write(click, lambda work, me: service.post_again(work, me, click.value))
    return None


async def is_there(desk: Desk, click: Click) -> Ack:
    await desk.write(click, lambda work, me: service.is_there(work, me, click.value))
    return None


ROUTES: Routes = {ids.POST_AGAIN: post_again, ids.IS_THERE: is_there}
