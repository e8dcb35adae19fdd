"""Away from today until a day, and back again. No reason is asked for, and none is kept."""

from datetime import date, timedelta

from sqlalchemy import select

from bot.errors import Refusal
from bot.roster import people as roster
from bot.roster.models import Away, Person
from bot.roster.pause import LAST_DAY
from bot.storage.work import Work

DAY = timedelta(days=1)
LONGEST = timedelta(days=731)
NOT_PAUSED = "Nothing is paused for you. Pause with `/tandem pause`."


def pause(work: Work, me: Person, last_day: str | None) -> date:
    """Pause until a local day ends; that day, which an earlier pause or leave may have put later."""
    today = roster.calendar(work, me).day_of(work.now)
    last = _checked(last_day, today)
    touching = [row for row in _rows(work, me) if row.first_day <= last + DAY and row.last_day >= today - DAY]
    first = min([today, *(row.first_day for row in touching)])
    last = max([last, *(row.last_day for row in touching)])
    for row in touching:
        work.session.delete(row)
    row = Away(workspace_id=work.workspace_id, person_id=me.id, first_day=first, last_day=last)
    work.session.add(row)
    work.session.flush()
    return last


def resume(work: Work, me: Person) -> None:
    """Back from today on; leave that begins later stays. Raises `Refusal` where nothing is paused."""
    today = roster.calendar(work, me).day_of(work.now)
    current = [row for row in _rows(work, me) if row.first_day <= today <= row.last_day]
    if not current:
        raise Refusal(NOT_PAUSED)
    for row in current:
        if row.first_day == today:
            work.session.delete(row)
        else:
            row.last_day = today - DAY
    work.session.flush()


def in_words(day: date) -> str:
    """Like "Friday 13 March 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _checked(last_day: str | None, today: date) -> date:
    try:
        last = date.fromisoformat(last_day or "")
    except ValueError:
        raise Refusal("Please choose a day.", field=LAST_DAY) from None
    if last < today:
        raise Refusal("That day is over. Choose today or a later day.", field=LAST_DAY)
    if last > today + LONGEST:
        raise Refusal("That is more than two years away. Choose an earlier day.", field=LAST_DAY)
    return last


def _rows(work: Work, me: Person) -> list[Away]:
    """By first day. Whoever pauses twice at once does it one after the other."""
    work.session.execute(
        select(Person.id)
        .where(Person.workspace_id == work.workspace_id, Person.id == me.id)
        .with_for_update()
    )
    query = select(Away).where(Away.workspace_id == work.workspace_id, Away.person_id == me.id)
    return list(work.session.scalars(query.order_by(Away.first_day, Away.id)))
