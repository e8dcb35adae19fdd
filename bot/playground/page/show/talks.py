"""A conversation in a pane: its last messages, the line above what is new, and the thread that is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.playground import Message, Person
from bot.playground.page import reads
from bot.playground.page.places import Place
from bot.playground.page.reads import Thread
from bot.playground.page.show.rows import Row, Rows
from bot.playground.page.site import Site
from bot.playground.state.conversations import Conversation
from bot.playground.state.times import order

SHOWN = 50  # messages, and so many more for each time that earlier ones are asked for


@dataclass(slots=True)
class Talk:
    """An open conversation."""

    id: str
    name: str
    is_dm: bool
    is_private: bool
    rows: list[Row]
    members: int = 0
    more: int = 0
    may_write: bool = True
    new: str = ""
    last: str = ""
    thread: list[Row] | None = None
    may_reply: bool = False
    thread_ts: str = ""
    thread_last: str = ""


def show_talk(site: Site, person: Person, side: str, place: Place) -> Talk | None:
    """The conversation at that place, if the person can open it."""
    where = reads.conversation(site.slack, person, place.at)
    if where is None:
        return None
    every = reads.visible(person, where)
    below = reads.threads(every)
    main = [message for message in every if not reads.is_reply(message)]
    rows = _with_stones(main, below)
    shown = rows[-SHOWN * (1 + place.earlier) :]
    new = _first_new(person, where, main) if place.new is None else place.new
    talk = Talk(
        id=where.id,
        name=where.name,
        is_dm=where.is_dm,
        is_private=where.is_private,
        rows=Rows(site, person, f"{side}-main", place.edit).of(shown, below, new),
        members=len([member for member in where.members if member != site.slack.workspace.bot_user]),
        more=len(rows) - len(shown),
        may_write=person.id in where.members and not person.user.deleted,
        new=new,
        last=main[-1].ts if main else "",
    )
    if place.thread:
        _show_thread(talk, Rows(site, person, f"{side}-thread", place.edit), main, below, place.thread)
    return talk


def _show_thread(
    talk: Talk, rows: Rows, main: Sequence[Message], below: Mapping[str, Thread], ts: str
) -> None:
    """The message above, and what is below it; where it is gone, a stone stands for it."""
    thread = below.get(ts, Thread())
    above: list[Message | str] = [message for message in main if message.ts == ts]
    if not above and not thread.replies:
        return
    talk.may_reply = talk.may_write
    talk.thread_ts, talk.thread_last = ts, thread.replies[-1].ts if thread.replies else ""
    talk.thread = rows.of([*(above or [ts]), *thread.replies], {} if above else {ts: thread})


def _with_stones(main: Sequence[Message], below: Mapping[str, Thread]) -> list[Message | str]:
    """The messages of a conversation, and the `ts` of those that are gone but have a thread."""
    there = {message.ts for message in main}
    gone = [ts for ts in below if ts not in there]
    every: list[Message | str] = [*main, *gone]
    return sorted(every, key=_order) if gone else every


def _order(one: Message | str) -> tuple[int, int]:
    return order(one if isinstance(one, str) else one.ts)


def _first_new(person: Person, where: Conversation, main: Sequence[Message]) -> str:
    """The first of the messages that the person has not read."""
    if not person.unread(where):
        return ""
    read = order(person.has_read(where))
    late = (each for each in main if order(each.ts) > read and each.user != person.id)
    return next((each.ts for each in late), "")
