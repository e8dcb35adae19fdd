"""A conversation as rows: days, the line above what is new, messages, and what is left of deleted ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup

from bot.playground import Message, Person
from bot.playground.page.reads import Thread
from bot.playground.page.show import moments
from bot.playground.page.show.bodies import Bodies
from bot.playground.page.show.faces import Face, face
from bot.playground.page.show.typed import typed_back
from bot.playground.page.site import Site

TOGETHER = timedelta(minutes=5)
"""Messages of one author stand together below one name if no more than this lies between them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message, as it is shown; `kind` may also be `day`, `new` or `stone`."""

    kind: str
    id: str
    label: str = ""
    ts: str = ""
    target: str = ""
    author: str = ""
    face: Face | None = None
    day: str = ""
    iso: str = ""
    body: Markup | None = None
    together: bool = False
    ephemeral: bool = False
    edited: bool = False
    mine: bool = False
    in_thread: bool = False
    replies: int = 0
    fresh: int = 0
    last: str = ""
    typed: str | None = None


class Rows:
    """Makes rows for one person and one place of the page, such as `left-main`."""

    def __init__(self, site: Site, person: Person, name: str, editing: str) -> None:
        self._site = site
        self._person = person
        self._name = name
        self._editing = editing
        self._now = site.slack.slack.now()
        self._bodies = Bodies(site.slack, person, name)

    def of(self, messages: Sequence[Message | str], below: Mapping[str, Thread], new: str = "") -> list[Row]:
        """Of these messages, and of those that are gone (their `ts`); the line stands above `new`."""
        return list(self._rows(messages, below, new))

    def _rows(
        self, messages: Sequence[Message | str], below: Mapping[str, Thread], new: str
    ) -> Iterator[Row]:
        previous: Message | None = None
        shown_day: date | None = None
        for message in messages:
            ts = message if isinstance(message, str) else message.ts
            moment = moments.at(ts, self._person.user.tz)
            if shown_day != moment.date():
                shown_day, previous = moment.date(), None
                yield Row("day", f"{self._name}-day-{moment:%Y%m%d}", moments.day(moment, self._now))
            if ts == new:
                previous = None
                yield Row("new", f"{self._name}-new", "New")
            if isinstance(message, str):
                previous = None
                yield self._stone(ts, moment, below[ts])
            else:
                yield self._row(message, moment, below.get(ts), self._together(previous, message))
                previous = message

    def _stone(self, ts: str, moment: datetime, thread: Thread) -> Row:
        """What stays where a message was deleted above a thread."""
        return Row(
            "stone",
            f"{self._name}-{ts}",
            "This message was deleted.",
            ts=ts,
            replies=len(thread.replies),
            last=self._last(thread),
            iso=moment.isoformat(timespec="minutes"),
        )

    def _together(self, previous: Message | None, message: Message) -> bool:
        if previous is None or previous.user != message.user:
            return False
        if message.ephemeral_to or previous.ephemeral_to:
            return False
        between = moments.at(message.ts, "UTC") - moments.at(previous.ts, "UTC")
        return between <= TOGETHER

    def _row(self, message: Message, moment: datetime, thread: Thread | None, together: bool) -> Row:
        author = self._site.slack.workspace.users.get(message.user)
        editing = self._editing == message.ts and message.user == self._person.id
        return Row(
            kind="message",
            id=f"{self._name}-{message.ts}",
            label=moments.clock(moment),
            ts=message.ts,
            target=f"message:{message.channel}:{message.ts}",
            author=author.real_name if author else message.user,
            face=face(author),
            day=moments.date(moment),
            iso=moment.isoformat(timespec="minutes"),
            body=self._bodies.of(message),
            together=together,
            ephemeral=message.ephemeral_to is not None,
            edited=message.edited is not None and not message.is_from_app,
            mine=message.user == self._person.id,
            in_thread=bool(message.thread_ts and message.thread_ts != message.ts),
            replies=len(thread.replies) if thread else 0,
            fresh=self._person.unread_below(message) if thread else 0,
            last=self._last(thread) if thread else "",
            typed=typed_back(message.text, self._site.slack.workspace) if editing else None,
        )

    def _last(self, thread: Thread) -> str:
        return moments.ago(moments.at(thread.last.ts, "UTC"), self._now)
