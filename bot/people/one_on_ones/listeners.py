"""Routes of the meetings: outcome, moving, skipping, and the menu on every prompt."""

from collections.abc import Mapping

from bot.delivery import menu
from bot.delivery.models import Delivery
from bot.desk import Desk, Handler
from bot.errors import Refusal
from bot.people.names import CHECK_IN, NAME
from bot.people.one_on_ones import rules, service, views
from bot.people.schedules.rules import chosen_day, chosen_time
from bot.people.words import when
from bot.roster.models import Person
from bot.roster.pause import pause_view
from bot.slack.payloads import Ack, Click, Submission, View
from bot.storage.work import Work


async def held(desk: Desk, click: Click) -> Ack:
    return await _record(desk, click, rules.HELD, click.value)


async def not_held(desk: Desk, click: Click) -> Ack:
    return await _record(desk, click, rules.NOT_HELD, click.value)


async def correct(desk: Desk, click: Click) -> Ack:
    outcome, _, one_on_one_id = click.value.partition(":")
    if outcome not in (rules.HELD, rules.NOT_HELD):
        raise Refusal(service.GONE)
    return await _record(desk, click, outcome, one_on_one_id, is_correction=True)


async def _record(
    desk: Desk, click: Click, outcome: str, one_on_one_id: str, *, is_correction: bool = False
) -> Ack:
    await desk.write(
        click,
        lambda work, me: service.record_outcome(work, me, one_on_one_id, outcome, correct=is_correction),
    )
    desk.refresh_home(click)
    return None


async def open_move(desk: Desk, click: Click) -> Ack:
    await _show_move(desk, click, click.value)
    return None


async def _show_move(desk: Desk, click: Click, one_on_one_id: str) -> None:
    def fill(work: Work, me: Person) -> View:
        pair, one = service.find(work, me, one_on_one_id, "move")
        return views.move_form(pair, one, me.id, work.now)

    await desk.show(click, "Move this one-on-one", fill)


async def move(desk: Desk, submission: Submission) -> Ack:
    day = chosen_day(submission.form.choice(service.DATE), service.DATE)
    wall = chosen_time(submission.form.choice(service.TIME), service.TIME)
    await desk.write(submission, lambda work, me: service.move(work, me, submission.about, day, wall))
    desk.refresh_home(submission)
    return None


async def use_menu(desk: Desk, click: Click) -> Ack:
    """Snooze, skip, move or pause: what a prompt's menu offers."""
    what, delivery_id = menu.chosen(click.value)
    if what == menu.PAUSE:
        await desk.show(click, "Pause Tandem", pause_view)
    elif what == menu.MOVE:
        one_on_one_id = await desk.read(click, lambda work, me: _mine(work, me, delivery_id).subject)
        await _show_move(desk, click, one_on_one_id)
    else:
        do = {menu.SNOOZE: _snooze, menu.SKIP: _skip}.get(what, _nothing)
        await desk.tell(click, await desk.write(click, lambda work, me: do(work, me, delivery_id)))
    return None


def _mine(work: Work, me: Person, delivery_id: str) -> Delivery:
    found = work.session.get(Delivery, (work.workspace_id, delivery_id))
    if found is None or found.chain != NAME or found.recipient != me.id:
        raise Refusal(service.GONE)
    return found


def _snooze(work: Work, me: Person, delivery_id: str) -> str:
    _mine(work, me, delivery_id)
    delivery = menu.snooze_until_morning(work, delivery_id, me)
    if delivery.not_after is not None and delivery.due_at >= delivery.not_after:
        raise Refusal("Your one-on-one begins before that, so I leave this where it is.")
    return f"I come back to you {when(delivery.due_at, me.time_zone, work.now)}."


def _skip(work: Work, me: Person, delivery_id: str) -> str:
    delivery = _mine(work, me, delivery_id)
    if delivery.kind == CHECK_IN:
        service.skip_check_in(work, me, delivery.subject)
        return "You skip the check-in this time. The one-on-one itself stays."
    service.skip(work, me, delivery.subject)
    return "You skip this one-on-one. Your report is told, and the next one is planned."


def _nothing(_work: Work, _me: Person, _delivery_id: str) -> str:
    raise Refusal(service.GONE)


ROUTES: Mapping[str, Handler] = {
    views.HELD_BUTTON: held,
    views.NOT_HELD_BUTTON: not_held,
    views.CORRECT: correct,
    views.MOVE: open_move,
    views.MOVE_FORM: move,
    views.MENU: use_menu,
}
