"""A conversation as rows: days, the line above what is new, messages, and what is left of deleted ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.playground import Message, Person
from bot.playground.page.places import Place
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
    body: Markup = Markup()
    together: bool = False
    ephemeral: bool = False
    edited: bool = False
    mine: bool = False
    in_thread: bool = False
    replies: int = 0
    last: str = ""
    typed: str | None = None


class Rows:
    """Makes rows for one pane of one person."""

    def __init__(self, site: Site, person: Person, side: str, place: Place) -> None:
        self._site = site
        self._person = person
        self._side = side
        self._place = place
        self._now = site.slack.slack.now()
        self._bodies = Bodies(site.slack, person)

    def of(
        self, messages: Sequence[Message | str], below: Mapping[str, Thread], new: str, *, thread: bool = False
    ) -> list[Row]:
        """The rows of these messages; `new` is the `ts` above which the line stands."""
        name = f"{self._side}-{'thread' if thread else 'main'}"
        return list(self._rows(messages, below, new, name))

    def _rows(
        self, messages: Sequence[Message | str], below: Mapping[str, Thread], new: str, name: str
    ) -> Iterator[Row]:
        previous: Message | None = None
        shown_day: datetime | None = None
        for message in messages:
            ts = message if isinstance(message, str) else message.ts
            moment = moments.at(ts, self._person.user.tz)
            if shown_day is None or shown_day.date() != moment.date():
                shown_day, previous = moment, None
                yield Row("day", f"{name}-day-{moment:%Y%m%d}", moments.day(moment, self._now))
            if ts == new:
                previous = None
                yield Row("new", f"{name}-new", "New")
            if isinstance(message, str):
                yield self.stone(ts, below[ts])
                previous = None
                continue
            yield self._row(message, moment, below.get(message.ts), self._together(previous, message), name)
            previous = message

    def stone(self, ts: str, thread: Thread, name: str = "main") -> Row:
        """What stays where a message was deleted above a thread."""
        moment = moments.at(ts, self._person.user.tz)
        return Row(
            "stone",
            f"{self._side}-{name}-{ts}",
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

    def _row(
        self, message: Message, moment: datetime, thread: Thread | None, together: bool, name: str
    ) -> Row:
        author = self._site.slack.workspace.users.get(message.user)
        editing = self._place.edit == message.ts and message.user == self._person.id
        return Row(
            kind="message",
            id=f"{name}-{message.ts}",
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
            last=self._last(thread) if thread else "",
            typed=typed_back(message.text, self._site.slack.workspace) if editing else None,
        )

    def _last(self, thread: Thread) -> str:
        return moments.ago(moments.at(thread.last.ts, "UTC"), self._now)
