"""A pane: one person's Slack, at one place in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.playground import Message, Person, View
from bot.playground.page import reads
from bot.playground.page.guide import Role
from bot.playground.page.places import Place
from bot.playground.page.reads import Thread
from bot.playground.page.show import moments
from bot.playground.page.show.bodies import Bodies
from bot.playground.page.show.faces import Face, face
from bot.playground.page.show.rows import Row, Rows
from bot.playground.page.site import Site
from bot.playground.reading.blocks import text_of
from bot.playground.state.conversations import Conversation
from bot.playground.state.times import order

SHOWN = 50  # messages, and so many more for each time that earlier ones are asked for


@dataclass(frozen=True, slots=True)
class Modal:
    """One open modal; only the one on top can be used."""

    id: str
    title: str
    body: Markup
    submit: str
    close: str
    is_top: bool
    depth: int


@dataclass(slots=True)
class Talk:
    """An open conversation."""

    id: str
    name: str
    is_dm: bool
    is_private: bool
    topic: str
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


@dataclass(slots=True)
class Pane:
    """All of it."""

    side: str
    user: str
    name: str
    title: str
    face: Face
    roles: Sequence[Role]
    clock: str
    zone: str
    at: str
    is_gone: bool
    app: str
    talk: Talk | None = None
    home: Markup | None = None
    home_id: str = ""
    modals: list[Modal] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    notices_seen: int = 0
    channels: Sequence[Conversation] = ()


async def show_pane(site: Site, side: str, place: Place | None) -> str:
    """The pane of that place; without one, or for somebody unknown, an invitation."""
    person = site.person(place.user) if place else None
    if person is None or place is None:
        return site.render("nobody.html", side=side, people=len(site.slack.people))
    roles = (await site.guide.roles()).get(person.id, ())
    pane = _pane(site, side, person, place, roles)
    return site.render(
        "pane.html", pane=pane, commands=site.slack.commands, shortcuts=site.slack.shortcuts, place=place
    )


def _pane(site: Site, side: str, person: Person, place: Place, roles: Sequence[Role]) -> Pane:
    now = site.slack.slack.now()
    local = now.astimezone(moments.zone(person.user.tz))
    told = person.notices
    seen = len(told) if place.notices is None else place.notices
    pane = Pane(
        side=side,
        user=person.id,
        name=person.name,
        title=person.user.title,
        face=face(person.user),
        roles=roles,
        clock=moments.clock(local),
        zone=moments.city(person.user.tz),
        at=place.at,
        is_gone=person.user.deleted,
        app=site.slack.workspace.users[site.slack.workspace.bot_user].real_name,
        modals=_modals(site, person, side),
        notices=told[seen:],
        notices_seen=len(told),
        channels=reads.channels(site.slack, person),
    )
    if place.at == "home":
        _show_home(site, person, pane)
    else:
        pane.talk = _talk(site, person, side, place)
    return pane


def _show_home(site: Site, person: Person, pane: Pane) -> None:
    view = site.slack.workspace.homes.get(person.id)
    if view is not None:
        pane.home, pane.home_id = Bodies(site.slack, person, pane.side).inside(view), view.id


def _modals(site: Site, person: Person, side: str) -> list[Modal]:
    stack = person.modals
    bodies = Bodies(site.slack, person, side)
    return [_modal(view, bodies, depth, view is stack[-1]) for depth, view in enumerate(stack)]


def _modal(view: View, bodies: Bodies, depth: int, is_top: bool) -> Modal:
    return Modal(
        id=view.id,
        title=view.title,
        body=bodies.inside(view),
        submit=text_of(view.definition.get("submit"), view.names),
        close=text_of(view.definition.get("close"), view.names) or "Close",
        is_top=is_top,
        depth=depth,
    )


def _talk(site: Site, person: Person, side: str, place: Place) -> Talk | None:
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
        topic=where.topic,
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
    talk.may_reply = talk.may_write and bool(above)
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
