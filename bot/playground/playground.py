"""The playground itself: everything put together, started and stopped."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from itertools import chain, count
from types import TracebackType
from typing import Any

import aiohttp

from bot.playground import events, keeping
from bot.playground.app.link import Link
from bot.playground.app.payloads import Payloads
from bot.playground.app.sockets import Sockets
from bot.playground.app.transport import Forgery, HttpTransport
from bot.playground.changes import Changes
from bot.playground.errors import Impossible
from bot.playground.faults import Faults
from bot.playground.offers import Command, Offers, Shortcut
from bot.playground.people.desk import Desk, Notice
from bot.playground.people.person import Person
from bot.playground.rates import RateLimits, Rates
from bot.playground.record import Call, Delivery
from bot.playground.response_urls import ResponseUrls
from bot.playground.scopes import ALL, Scopes
from bot.playground.server import Server
from bot.playground.slack import Slack
from bot.playground.state.conversations import Conversation
from bot.playground.state.ids import Ids
from bot.playground.state.messages import Message
from bot.playground.state.times import Now, Timestamps
from bot.playground.state.users import User
from bot.playground.state.workspace import Credentials, Workspace
from bot.playground.triggers import Triggers

COMMANDS = ("/1on1", "/direction", "/tandem")


class Playground:
    """A local Slack with one workspace, in which one app is installed.

    `now` is the company clock (aware, UTC): message times, rate limits and expiry follow it. Signatures,
    triggers (`monotonic`) and the three seconds for an acknowledgement (`ack_seconds`) follow real time.
    `scopes` are what the app was granted: give those of its manifest. `chat:write.public`, which lets it post
    in public channels that it isn't a member of, is not among the default ones. `commands` and `shortcuts`
    are what people find in Slack's menus, and `app_name` is what they call the app.
    """

    def __init__(
        self,
        now: Now,
        sleep: Callable[[float], Awaitable[None]] | None = None,
        *,
        app_name: str = "Tandem",
        limits: RateLimits | None = None,
        scopes: Iterable[str] = ALL,
        commands: Iterable[str | Command] = COMMANDS,
        shortcuts: Iterable[Shortcut] = (),
        ack_seconds: float = 3.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        ids = Ids()
        created, granted = int(now().timestamp()), Scopes(frozenset(scopes))
        self.workspace = Workspace(ids, created, app_name=app_name, scopes=granted)
        rates = Rates(now, limits or RateLimits())
        self.slack = Slack(
            self.workspace, now, Timestamps(now), rates, Triggers(ids, monotonic), ResponseUrls(ids, now)
        )
        self.faults = Faults()
        self.calls: list[Call] = []
        self._link = Link(self.workspace, now, ack_seconds)
        self._offers = Offers(commands, shortcuts)
        self._desk = Desk(self.slack, self._link, Payloads(self.slack), self._offers)
        self._server = Server(self.slack, self.faults, sleep or asyncio.sleep, self.calls)
        self.sockets = Sockets(self.workspace, self._link)
        self._session: aiohttp.ClientSession | None = None
        self._persons: dict[str, Person] = {}
        self.slack.announce = self._link.announce
        self.slack.socket_url = self.sockets.new_url

    # Starting and stopping.

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback interface; port 0 takes a free one."""
        self._session = aiohttp.ClientSession()
        self.slack.base_url = await self._server.start(port, self.sockets.handle)
        self.sockets.base_url = self.slack.base_url

    async def stop(self) -> None:
        """End everything; nothing stays behind."""
        self.disconnect()
        await self.sockets.stop()
        await self._link.stop()
        await self._server.stop()
        if self._session:
            await self._session.close()
            self._session = None

    async def __aenter__(self) -> "Playground":
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()

    @property
    def api_url(self) -> str:
        """The base of the Web API, with a slash at the end: for the app's setting."""
        if not self.slack.base_url:
            raise Impossible("the playground was not started")
        return f"{self.slack.base_url}/api/"

    @property
    def credentials(self) -> Credentials:
        """Tokens and the signing secret, for the app's settings."""
        return self.workspace.credentials

    # The app.

    @property
    def commands(self) -> list[Command]:
        """The slash commands that the app adds."""
        return list(self._offers.commands.values())

    @property
    def shortcuts(self) -> list[Shortcut]:
        """The shortcuts that the app adds, to the client's menu and to that of messages."""
        return list(self._offers.shortcuts.values())

    def connect(self, request_url: str) -> None:
        """Say where the app listens, such as `http://127.0.0.1:3000/slack/events`."""
        if self._session is None:
            raise Impossible("the playground was not started")
        secret = self.credentials.signing_secret
        self._link.transport = HttpTransport(request_url, secret, self._session)

    def disconnect(self) -> None:
        """Forget the app: events are lost from here on, and people can't act."""
        self._link.transport = None

    async def verifies_url(self) -> bool:
        """Send the challenge that Slack sends when a request url is entered; whether it came back."""
        challenge = self.workspace.ids.new("challenge")
        token = self.credentials.verification_token
        asked = {"token": token, "challenge": challenge, "type": "url_verification"}
        delivery = await self._link.send("verification", asked)
        return delivery.acked and challenge in delivery.body

    @property
    def deliveries(self) -> list[Delivery]:
        """Every payload that was sent to the app, in order, with what became of it."""
        return self._link.deliveries

    async def settle(self) -> None:
        """Wait until nothing is on its way to the app any more."""
        await self._link.settle()

    async def until(self, condition: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait, in real time, for something that the app does on its own; TimeoutError if it doesn't."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - what it waits for is the caller's own
                await asyncio.sleep(0.005)

    async def advance_retries(self) -> list[Delivery]:
        """Send events again that were not acknowledged and are due by the company clock."""
        return await self._link.advance_retries()

    @property
    def waiting_retries(self) -> list[datetime]:
        """When they are due."""
        return self._link.waiting_retries

    async def redeliver(self, delivery: Delivery, times: int = 1) -> list[Delivery]:
        """Send the same payload again, with the same event id or trigger."""
        again = await self._link.redeliver(delivery, times)
        await self.settle()
        return again

    async def forge(self, delivery: Delivery, *, secret: str | None = None, age: int = 0) -> Delivery:
        """Send the payload signed with another secret, or as it was signed `age` seconds ago."""
        return await self._link.send_forged(delivery, Forgery(secret, age))

    # Keeping all of it.

    def keep(self) -> bytes:
        """The whole workspace as a JSON document for `restore`; see `keeping` for what isn't in it."""
        return keeping.keep(self.slack)

    def restore(self, document: bytes) -> None:
        """Go on from what was kept, in a playground that is new; `CannotRestore` where it is broken."""
        if self.workspace.conversations or self._persons:
            raise Impossible("only a new playground can go on from what another one kept")
        keeping.restore(self.slack, document)
        people = [user for user in self.workspace.users.values() if not user.is_bot]
        self._persons = {user.id: Person(self._desk, user) for user in people}

    # What happened.

    @property
    def changes(self) -> Changes:
        """Grows whenever somebody could see something new; `after` waits for that."""
        return self.slack.changes

    def calls_of(self, method: str) -> list[Call]:
        """Every call of one method of the Web API."""
        return [call for call in self.calls if call.method == method]

    @property
    def notices(self) -> list[Notice]:
        """What Slack's client told people about failures of the app."""
        return self._desk.notices

    @property
    def troubles(self) -> list[str]:
        """All that went wrong between app and Slack, in words: for a check that it is empty."""
        refused = [f"{call.method}: {call.answer}" for call in self.calls if not call.ok]
        unacked = [str(delivery) for delivery in self.deliveries if not delivery.acked]
        return refused + unacked + [notice.text for notice in self.notices]

    def who_sees(self, message: Message) -> list[Person]:
        """Everybody who can read that message."""
        return [person for person in self.people if person.sees(message)]

    # The company.

    @property
    def people(self) -> list[Person]:
        """Everybody but bots, deactivated people included."""
        return list(self._persons.values())

    def person(self, wanted: str) -> Person:
        """Somebody by email, id or name."""
        for person in self.people:
            if wanted in (person.email, person.id, person.name):
                return person
        raise Impossible(f"there is nobody called {wanted!r}")

    def add_person(self, email: str, name: str = "", **more: Any) -> Person:
        """Somebody who has been here before the app was; the app is told nothing."""
        if any(email == person.email for person in self.people):
            raise Impossible(f"{email} is here already")
        handle = self._free_handle(email.partition("@")[0].lower())
        full = name or handle.replace(".", " ").title()
        user = User(self.workspace.ids.new("U"), self.workspace.team_id, handle, full, email, **more)
        user.updated = self.workspace.created
        self.slack.add_user(user)
        self._persons[user.id] = Person(self._desk, user)
        return self._persons[user.id]

    def _free_handle(self, wanted: str) -> str:
        taken = {user.name for user in self.workspace.users.values()}
        numbered = (f"{wanted}{number}" for number in count(2))
        return next(name for name in chain([wanted], numbered) if name not in taken)

    async def joins(self, email: str, name: str = "", **more: Any) -> Person:
        """Somebody new: `team_join`."""
        person = self.add_person(email, name, **more)
        now = self.slack.now()
        person.user.updated = int(now.timestamp())
        shown = self.workspace.shown_user(person.user, now)
        self.slack.tell(events.joined(shown, self.slack.timestamps.next()))
        await self.settle()
        return person

    async def changes_user(self, person: Person, **fields: Any) -> None:
        """Change somebody's account (`tz`, `real_name`, `is_admin`, `deleted`, ...): `user_change`."""
        for name in fields:
            if name in ("id", "team_id") or not hasattr(person.user, name):
                raise Impossible(f"a user has no {name!r} to change")
        self.slack.change_user(person.user, fields)
        shown = self.workspace.shown_user(person.user, self.slack.now())
        self.slack.tell(events.user_changed(shown, self.slack.timestamps.next()))
        await self.settle()

    async def deactivates(self, person: Person) -> None:
        """Somebody leaves the company."""
        self.slack.close_all(person.id)
        await self.changes_user(person, deleted=True)

    async def uninstalls(self) -> None:
        """Somebody removes the app: its token is dead, then `tokens_revoked` and `app_uninstalled` arrive."""
        self.workspace.is_installed = False
        for event in events.uninstalled(self.workspace.bot_user, self.slack.timestamps):
            self.slack.tell(event)
        await self.settle()

    def grants(self, person: Person) -> str:
        """Somebody allows the installation in Slack: the code that comes back to the redirect url."""
        code = self.workspace.ids.new("code")
        self.workspace.grants[code] = (person.id, self.slack.now())
        return code

    def add_channel(
        self, name: str, members: Iterable[Person] = (), *, private: bool = False, with_app: bool = True
    ) -> Conversation:
        """A channel; the app can only write where it is a member."""
        ids = [person.id for person in members] + ([self.workspace.bot_user] if with_app else [])
        creator = ids[0] if ids else self.workspace.bot_user
        channel = Conversation(
            self.workspace.ids.new("C"), name, self.workspace.created, creator, ids, is_private=private
        )
        self.slack.add_channel(channel)
        return channel
