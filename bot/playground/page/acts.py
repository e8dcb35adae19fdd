"""What people do: each act is one verb of `Person`, and what Slack's client wouldn't let them do is said.

An act is answered with 204 once the app acknowledged it; 409 says why it was impossible, and 422 what is
wrong with which input of a form.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.playground import Impossible, Message, Person, Playground, View
from bot.playground.page import reads
from bot.playground.page.forms import submits
from bot.playground.page.site import Site

Json = dict[str, Any]
Act = Callable[[Site, Person, Json], Awaitable[object]]


class Acts:
    """`POST /as/{user}/{act}` with a JSON object."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def act(self, request: web.Request) -> web.Response:
        """Do it, and say in which way it went."""
        person = self._site.person(request.match_info["user"])
        act = ACTS.get(request.match_info["act"])
        if person is None or act is None:
            raise web.HTTPNotFound
        try:
            refused = await act(self._site, person, await given(request))
        except Impossible as error:
            return web.json_response({"said": sentence(str(error))}, status=409)
        if isinstance(refused, dict) and refused:
            return web.json_response({"errors": refused}, status=422)
        return web.Response(status=204)


async def given(request: web.Request) -> Json:
    """The object that was sent."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):  # the latter where it is nested too deep to be read
        raise web.HTTPBadRequest(text="That isn't JSON.") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="That isn't a JSON object.")
    return body


def sentence(words: str) -> str:
    """What a refusal says, as people read it."""
    ended = words if words.endswith((".", "?")) else f"{words}."
    return ended[:1].upper() + ended[1:]


def _text(given: Json, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise web.HTTPBadRequest(text=f"{name} is missing.")
    return value


def _message(slack: Playground, person: Person, channel: str, ts: str) -> Message:
    found = reads.find(slack, person, channel, ts)
    if found is None:
        raise Impossible("this message isn't there any more")
    return found


def _in_thread(slack: Playground, person: Person, channel: str, ts: str) -> Message:
    """The message above a thread; where it was deleted, one that is in it."""
    where = slack.workspace.conversations.get(channel)
    below = where.replies(ts) if where else []
    gone = where is not None and where.find(ts) is None
    return _message(slack, person, channel, below[0].ts if gone and below else ts)


def _target(site: Site, person: Person, named: str) -> Message | View:
    """What `message:CHANNEL:TS` or `view:ID` stands for."""
    kind, _, rest = named.partition(":")
    if kind == "message":
        channel, _, ts = rest.partition(":")
        return _message(site.slack, person, channel, ts)
    return _view(site, person, rest)


def _view(site: Site, person: Person, wanted: str) -> View:
    home = site.slack.workspace.homes.get(person.id)
    for view in (*person.modals, *([home] if home else [])):
        if view.id == wanted:
            return view
    raise Impossible("this view isn't open any more")


def _channel(person: Person, where: str, slack: Playground) -> str | None:
    """The channel to act in; None for the direct message with the app."""
    return None if where == slack.workspace.dm(person.id).id else where


async def say(site: Site, person: Person, given: Json) -> None:
    """Write into a conversation, or below a message of it."""
    where, text = _text(given, "where"), _text(given, "text")
    if given.get("thread"):
        await person.replies(_in_thread(site.slack, person, where, _text(given, "thread")), text)
    else:
        await person.says(text, in_channel=_channel(person, where, site.slack))


async def edit(site: Site, person: Person, given: Json) -> None:
    """Change a message of one's own."""
    message = _message(site.slack, person, _text(given, "where"), _text(given, "ts"))
    await person.edits(message, _text(given, "text"))


async def delete(site: Site, person: Person, given: Json) -> None:
    """Delete a message of one's own."""
    await person.deletes(_message(site.slack, person, _text(given, "where"), _text(given, "ts")))


async def command(site: Site, person: Person, given: Json) -> None:
    """Use a slash command."""
    name, _, words = _text(given, "text").strip().partition(" ")
    channel = _channel(person, _text(given, "where"), site.slack)
    await person.types(name, words, in_channel=channel)


async def click(site: Site, person: Person, given: Json) -> None:
    """Click a button, or choose something that the app hears of at once."""
    target = _target(site, person, _text(given, "target"))
    action, block = _text(given, "action"), _text(given, "block")
    reads.element(target.blocks, block, action)
    value = given["value"] if isinstance(given.get("value"), str) else None
    await person.clicks(target, action, block_id=block, option=given.get("choice"), value=value)


async def look_up(site: Site, person: Person, given: Json) -> None:
    """Type into a menu whose options the app suggests; `keep` names what is ticked in it."""
    target = _target(site, person, _text(given, "target"))
    action, block, keep = _text(given, "action"), _text(given, "block"), given.get("keep") or []
    if not isinstance(keep, list):
        raise web.HTTPBadRequest(text="keep is no list.")
    reads.element(target.blocks, block, action)
    await person.looks_up(target, action, _text(given, "query"), block_id=block, keep=keep)


async def enter(site: Site, person: Person, given: Json) -> None:
    """Put a value into the open form."""
    view = _form(site, person, given)
    block, action = _text(given, "block"), _text(given, "action")
    reads.element(view.blocks, block, action)
    await person.fills({(block, action): given.get("choice")})


def _form(site: Site, person: Person, given: Json) -> View:
    view = _view(site, person, _text(given, "view"))
    if view is not person.modal:
        raise Impossible("this form isn't the one on top")
    return view


async def submit(site: Site, person: Person, given: Json) -> dict[str, str]:
    """Fill in and send the open form; what is wrong with it, by block."""
    entries = given.get("entries")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise web.HTTPBadRequest(text="entries is missing.")
    return await submits(site.slack, person, _form(site, person, given), entries)


async def close(site: Site, person: Person, given: Json) -> None:
    """Close the open form."""
    _form(site, person, given)
    await person.closes()


async def home(_: Site, person: Person, __: Json) -> None:
    """Open the app's Home tab."""
    await person.opens_home()


async def read(site: Site, person: Person, given: Json) -> None:
    """Have read a conversation as far as this."""
    where = site.slack.workspace.conversations.get(_text(given, "where"))
    if where and reads.may_open(person, where):
        person.reads(where, _text(given, "ts"))


async def shortcut(site: Site, person: Person, given: Json) -> None:
    """Use a shortcut, on a message or anywhere."""
    named = given.get("message")
    message = _target(site, person, named) if isinstance(named, str) else None
    if isinstance(message, View):
        raise web.HTTPBadRequest(text="message is not a message.")
    await person.uses_shortcut(_text(given, "callback_id"), message)


ACTS: dict[str, Act] = {
    "say": say,
    "edit": edit,
    "delete": delete,
    "command": command,
    "click": click,
    "look_up": look_up,
    "enter": enter,
    "submit": submit,
    "close": close,
    "home": home,
    "read": read,
    "shortcut": shortcut,
}
