"""The list on the left: everybody, what they are in the company, and what the app said to them last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.playground import Person
from bot.playground.page import reads
from bot.playground.page.guide import Role
from bot.playground.page.places import Places
from bot.playground.page.show.faces import Face, face
from bot.playground.page.site import Site
from bot.playground.reading.mrkdwn import plain

MOST = 120  # characters of a notification


@dataclass(frozen=True, slots=True)
class Entry:
    """One person in the list."""

    id: str
    name: str
    title: str
    face: Face
    roles: Mapping[str, str]
    """By kind, all of a kind in one line."""
    unread: int
    said: str
    panes: Sequence[str]
    is_gone: bool


async def show_people(site: Site, places: Places) -> str:
    """The whole list."""
    roles = await site.guide.roles()
    entries = [_entry(site, person, roles, places) for person in site.slack.people]
    entries.sort(key=lambda entry: (entry.is_gone, entry.name.casefold()))
    return site.render("people.html", entries=entries)


def _entry(site: Site, person: Person, roles: Mapping[str, Sequence[Role]], places: Places) -> Entry:
    panes = (("left", places.left), ("right", places.right))
    return Entry(
        id=person.id,
        name=person.name,
        title=person.user.title,
        face=face(person.user),
        roles=_in_lines(roles.get(person.id, ())),
        unread=_unread(site, person),
        said=_said(site, person),
        panes=[side for side, place in panes if place and place.user == person.id],
        is_gone=person.user.deleted,
    )


def _in_lines(roles: Sequence[Role]) -> Mapping[str, str]:
    lines: dict[str, list[str]] = {}
    for role in roles:
        lines.setdefault(role.kind, []).append(role.words)
    return {kind: " \u00b7 ".join(words) for kind, words in lines.items()}


def _unread(site: Site, person: Person) -> int:
    """In their direct message with the app: channels are theirs together."""
    return person.unread(site.slack.workspace.dm(person.id))


def _said(site: Site, person: Person) -> str:
    """The last notification: a message's `text` is what Slack shows in one, and never more."""
    message = reads.latest(person, site.slack.workspace.dm(person.id))
    text = plain(message.text, site.slack.workspace) if message else ""
    line = " ".join(text.split())
    return line if len(line) <= MOST else f"{line[: MOST - 1]}\u2026"
