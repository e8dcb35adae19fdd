"""A pane: one person's Slack, at one place in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.playground import Person, View
from bot.playground.page import reads
from bot.playground.page.guide import Role
from bot.playground.page.places import Place
from bot.playground.page.show import moments
from bot.playground.page.show.bodies import Bodies
from bot.playground.page.show.faces import Face, face
from bot.playground.page.show.talks import Talk, show_talk
from bot.playground.page.site import Site
from bot.playground.reading.blocks import text_of
from bot.playground.state.conversations import Conversation


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
    return site.render("pane.html", pane=pane, commands=site.slack.commands, shortcuts=site.slack.shortcuts)


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
        pane.talk = show_talk(site, person, side, place)
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
