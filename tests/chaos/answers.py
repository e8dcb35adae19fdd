"""What people said, filled in and clicked: whatever was acknowledged is stored, and nothing twice."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.direction.directions.models import Direction
from bot.direction.questions.models import Answer as DirectionAnswer
from bot.direction.questions.models import Question
from bot.direction.stances.models import Stance
from bot.direction.updates.models import Update
from bot.inbox.models import InboxMessage
from bot.people.check_ins.models import Answer, Point
from bot.people.one_on_ones.models import OneOnOne
from bot.people.one_on_ones.rules import HELD
from bot.playground import Delivery, Playground
from bot.roster.models import Person

if TYPE_CHECKING:
    from tests.chaos.verdict import Verdict
    from tests.chaos.world import World

HOLD_TEXT = (Answer, Point, Update, Question, DirectionAnswer, Direction)
"""Tables in which a typed message may end up, by its source."""
CHAINS = ("people", "direction")


def check(verdict: "Verdict", world: "World", session: Session) -> None:
    _typed(verdict, world, session)
    _filled_in(verdict, world.slack, session)
    _held(verdict, world.slack, session)
    _stances(verdict, world.slack, session)


def _typed(verdict: "Verdict", world: "World", session: Session) -> None:
    stored = Counter(source for table in HOLD_TEXT for source in session.scalars(select(table.source)))
    inbox = {(row.channel, row.ts): row.outcome for row in session.scalars(select(InboxMessage))}
    acked, times = _messages(world.slack)
    verdict.checked["texts"] = len(times)
    verdict.checked["texts delivered more than once"] = sum(count > 1 for count in times.values())
    for channel, ts in times:
        rows = stored[f"{channel}:{ts}"]
        if rows > 1:
            verdict.doubled.append(f"the text {channel}:{ts} is stored {rows} times")
        outcome = inbox.get((channel, ts))
        is_kept = rows == 1 if outcome in CHAINS else rows == 1 or outcome is not None
        if (channel, ts) in acked and not is_kept and _is_remembered(world, ts):
            verdict.lost.append(f"the text {channel}:{ts} was acknowledged and is not stored ({outcome})")


def _is_remembered(world: "World", ts: str) -> bool:
    """What became of a text that waited in vain is forgotten after a month."""
    return world.clock.now().timestamp() - float(ts) < 29 * 86_400


def _messages(slack: Playground) -> tuple[set[tuple[str, str]], Counter[tuple[str, str]]]:
    """What people typed to Tandem, by channel and time: what was acknowledged, and how often each came."""
    acked, times = set(), Counter[tuple[str, str]]()
    for delivery in slack.deliveries:
        event = delivery.event
        if event.get("type") == "message" and not event.get("subtype") and not event.get("bot_id"):
            key = (event["channel"], event["ts"])
            times[key] += 1
            acked |= {key} if delivery.acked else set()
    return acked, times


def _actions(slack: Playground, wanted: str) -> Iterator[tuple[Delivery, dict[str, Any]]]:
    for delivery in slack.deliveries:
        for action in delivery.payload.get("actions", []):
            if action["action_id"].startswith(wanted):
                yield delivery, action


def _ids(session: Session) -> dict[str, str]:
    """By Slack's id, ours."""
    return {person.slack_id: person.id for person in session.scalars(select(Person))}


def _filled_in(verdict: "Verdict", slack: Playground, session: Session) -> None:
    """Each answered question of a form is there once, from the form that was acknowledged."""
    people = _ids(session)
    query = select(Answer.one_on_one_id, Answer.author_id, func.count()).where(Answer.question != "reply")
    rows = {
        (one, author): number
        for one, author, number in session.execute(query.group_by(Answer.one_on_one_id, Answer.author_id))
    }
    filled = {}
    for delivery in slack.deliveries:
        view = delivery.payload.get("view") or {}
        if delivery.payload.get("type") == "view_submission" and view["callback_id"] == "people.answer.form":
            verdict.checked["forms"] += 1
            if delivery.acked and "errors" not in delivery.body:
                author = people[delivery.payload["user"]["id"]]
                filled[view["private_metadata"], author] = _entered(view)
    for key, number in filled.items():
        stored = rows.get(key, 0)
        if stored < number:
            verdict.lost.append(f"{number} answers of the form {key[0]}: {stored} are stored")
        elif stored > number:
            verdict.doubled.append(f"{number} answers of the form {key[0]}: {stored} are stored")


def _entered(view: dict[str, Any]) -> int:
    values = [one for block in view["state"]["values"].values() for one in block.values()]
    return sum(bool(one.get("value") or one.get("selected_option")) for one in values)


def _held(verdict: "Verdict", slack: Playground, session: Session) -> None:
    outcomes = {one.id: one.outcome for one in session.scalars(select(OneOnOne))}
    for delivery, action in _actions(slack, "people.held"):
        verdict.checked["clicks"] += 1
        if delivery.acked and outcomes.get(action["value"]) != HELD:
            verdict.lost.append(f"Held was clicked for {action['value']}")


def _stances(verdict: "Verdict", slack: Playground, session: Session) -> None:
    people = _ids(session)
    chosen = Counter((one.update_id, one.person_id) for one in session.scalars(select(Stance)))
    for delivery, action in _actions(slack, "direction.stance."):
        verdict.checked["clicks"] += 1
        key = (action["value"], people[delivery.payload["user"]["id"]])
        if delivery.acked and not chosen[key]:
            verdict.lost.append(f"a stance on {key[0]}")
    verdict.doubled += [f"{number} stances on {key[0]}" for key, number in chosen.items() if number > 1]


__all__ = ["check"]
