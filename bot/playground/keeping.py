"""The whole workspace as one JSON document, and back.

Kept is what people would find again: who is here, conversations with all that is in them, Home tabs, files,
what was chosen and read; and the counters, so that ids and times go on rising. Not kept is what belongs to
the moment: open modals, triggers and response urls, events that are to be sent again, what the rates count.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.playground.errors import CannotRestore
from bot.playground.slack import Slack
from bot.playground.state.conversations import Conversation
from bot.playground.state.files import File
from bot.playground.state.messages import Message
from bot.playground.state.times import order
from bot.playground.state.users import User
from bot.playground.state.views import View
from bot.playground.state.workspace import Workspace

Json = dict[str, Any]
VERSION = 1
Ts = Annotated[str, Field(pattern=r"^\d{1,12}\.\d{6}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, ser_json_bytes="base64", val_json_bytes="base64")


class _Message(_Part):
    ts: Ts
    user: str
    text: str
    blocks: list[Json]
    thread_ts: Ts | None
    parent_user: str | None
    metadata: Json | None
    bot: Json | None
    edited: dict[str, str] | None
    ephemeral_to: str | None
    client_msg_id: str | None
    team: str | None
    subtype: str | None
    earlier: list[str]
    files: list[str]


class _Conversation(_Part):
    id: str
    name: str
    created: int
    creator: str
    members: list[str]
    user: str | None
    is_private: bool
    is_archived: bool
    topic: str
    messages: list[_Message]
    ephemerals: list[_Message]
    read: list[tuple[str, str, str]]
    """A person, a thread (empty: outside of all), and up to where."""
    follows: list[tuple[str, list[str]]]
    """A person, and threads."""


class _File(_Part):
    id: str
    name: str
    length: int
    user: str
    created: int
    title: str
    alt_text: str
    content: bytes | None
    shared: bool


class _Home(_Part):
    id: str
    user: str
    definition: Json
    hash: str
    entries: list[tuple[str, str, Any]]


class _Company(_Part):
    created: int
    name: str
    domain: str
    team_id: str
    bot_user: str
    bot_id: str
    app_id: str
    is_installed: bool


class _Header(BaseModel):
    format: Literal["local slack"]
    version: int


class _Kept(_Part):
    format: Literal["local slack"]
    version: int
    made_ids: int
    last_time: int
    changes: int
    company: _Company
    users: list[User]
    files: list[_File]
    conversations: list[_Conversation]
    homes: list[_Home]
    chosen: list[tuple[str, str, str, str, str, Any]]
    """Who chose, in which message (its channel and time), in which block and action, what."""


def keep(slack: Slack) -> bytes:
    """The document."""
    workspace = slack.workspace
    kept = _Kept(
        format="local slack",
        version=VERSION,
        made_ids=workspace.ids.made,
        last_time=slack.timestamps.last,
        changes=slack.changes.version,
        company=_Company(**_fields(_Company, workspace)),
        users=list(workspace.users.values()),
        files=[_File(**_fields(_File, file)) for file in workspace.files.values()],
        conversations=[_kept_conversation(where) for where in workspace.conversations.values()],
        homes=[_kept_home(home) for home in workspace.homes.values()],
        chosen=[
            (*message, *key, value)
            for message, held in workspace.chosen.items()
            for key, value in held.items()
        ],
    )
    return kept.model_dump_json().encode()


def _fields(kind: type[BaseModel], thing: object) -> Json:
    return {name: getattr(thing, name) for name in kind.model_fields if hasattr(thing, name)}


def _kept_conversation(where: Conversation) -> _Conversation:
    derived = {
        "messages": [_kept_message(message) for message in where.messages],
        "ephemerals": [_kept_message(message) for message in where.ephemerals],
        "read": [(*place, ts) for place, ts in where.unread.read.items()],
        "follows": [(person, sorted(threads)) for person, threads in where.unread.follows.items()],
    }
    return _Conversation(**_fields(_Conversation, where) | derived)


def _kept_message(message: Message) -> _Message:
    return _Message(**_fields(_Message, message) | {"files": [file.id for file in message.files]})


def _kept_home(home: View) -> _Home:
    return _Home(**_fields(_Home, home) | {"entries": [(*key, value) for key, value in home.entries.items()]})


def restore(slack: Slack, document: bytes) -> None:
    """Put everything back into a workspace in which nothing has happened yet; nothing, where it can't be."""
    kept = _read(document)
    workspace = slack.workspace
    try:
        files = {file.id: File(**dict(file)) for file in kept.files}
        conversations = [_conversation(where, workspace, files) for where in kept.conversations]
        homes = [_home(home, workspace) for home in kept.homes]
        _nobody_is_missing({user.id for user in kept.users}, conversations, homes)
    except KeyError as error:
        raise CannotRestore(f"what was kept is broken: it speaks of {error}, which isn't in it") from None
    for name, value in kept.company:
        setattr(workspace, name, value)
    workspace.users = {user.id: user for user in kept.users}
    workspace.files = files
    workspace.conversations = {where.id: where for where in conversations}
    workspace.dms = {where.user: where for where in conversations if where.user is not None}
    workspace.homes = {home.user: home for home in homes}
    workspace.views = {home.id: home for home in homes}
    for user, channel, ts, block, action, value in kept.chosen:
        workspace.chosen.setdefault((user, channel, ts), {})[block, action] = value
    workspace.ids.made = kept.made_ids
    slack.timestamps.last = kept.last_time
    slack.changes.version = kept.changes
    slack.changes.happened()


def _read(document: bytes) -> _Kept:
    try:
        header = _Header.model_validate_json(document)
    except ValidationError:
        raise CannotRestore("this is nothing that a local Slack has kept, or only a part of it") from None
    if header.version != VERSION:
        forms = f"it has form {header.version}, this one reads form {VERSION}"
        raise CannotRestore(f"another version of the local Slack has kept this: {forms}")
    try:
        return _Kept.model_validate_json(document)
    except ValidationError as error:
        # Where it is broken, and never what stands there: people typed that.
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CannotRestore(f"what was kept is broken at {place}: {first['type']}") from None


def _conversation(kept: _Conversation, workspace: Workspace, files: Mapping[str, File]) -> Conversation:
    derived = ("messages", "ephemerals", "read", "follows")
    where = Conversation(**{name: value for name, value in kept if name not in derived})
    for message in sorted([*kept.messages, *kept.ephemerals], key=lambda message: order(message.ts)):
        shared = {"files": [files[file_id] for file_id in message.files]}
        where.add(Message(channel=where.id, names=workspace, **dict(message) | shared))
    where.unread.read = {(person, thread): ts for person, thread, ts in kept.read}
    where.unread.follows = {person: set(threads) for person, threads in kept.follows}
    return where


def _home(kept: _Home, workspace: Workspace) -> View:
    entries = {(block, action): value for block, action, value in kept.entries}
    return View(**dict(kept) | {"entries": entries}, names=workspace)


def _nobody_is_missing(users: set[str], conversations: list[Conversation], homes: list[View]) -> None:
    named = [home.user for home in homes] + [member for where in conversations for member in where.members]
    for user in named:
        if user not in users:
            raise KeyError(user)
