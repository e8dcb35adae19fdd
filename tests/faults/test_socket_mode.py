"""Socket Mode connections that die in every way that Slack knows: each is noticed, and no event is lost."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app.bolt import bolt_app
from bot.app.socket_mode import CONNECTIONS, SUSPICIOUS, Envelope, Limits, SocketMode, to_bolt
from bot.clock import ManualClock
from bot.playground import Person, Playground, RateLimits, refused, server_error
from bot.playground.app.sockets import Connection
from bot.slack.client import Slack

QUICK = Limits(
    ping=0.2,
    silence=0.5,
    connect=2,
    first_wait=0.01,
    longest_wait=0.1,
    linger=0.3,
    doubt=0.2,
    long=0.1,
    stop=2,
)
"""What takes a minute at Slack takes a second here."""
PATIENCE = 10.0


class App:
    """Takes whatever comes over the sockets, and may be told to hold it."""

    def __init__(self, slack: Playground, session: aiohttp.ClientSession, limits: Limits) -> None:
        self.slack = slack
        self.taken: Counter[str] = Counter()
        self.holds: asyncio.Event | None = None
        self.acks = True
        web = Slack(slack.credentials.app_token, session, slack.api_url)
        self.socket = SocketMode(web, session, self._take, limits)

    async def _take(self, envelope: Envelope) -> Mapping[str, Any] | None:
        if self.holds is not None:
            await self.holds.wait()
        self.taken[_what(envelope["payload"])] += 1
        return {} if self.acks else None

    async def until(self, condition: Any) -> None:
        await self.slack.until(condition, PATIENCE)


def _what(payload: Mapping[str, Any]) -> str:
    return str(payload.get("event", payload).get("text"))


@asynccontextmanager
async def running(slack: Playground, limits: Limits = QUICK) -> AsyncIterator[App]:
    async with aiohttp.ClientSession() as session:
        app = App(slack, session, limits)
        task = asyncio.create_task(app.socket.run())
        yield app
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def slack(clock: ManualClock) -> AsyncIterator[Playground]:
    limits = RateLimits(per_minute={"apps.connections.open": 500})
    async with Playground(clock.now, limits=limits, ack_seconds=0.4) as playground:
        playground.sockets.ping_seconds = 0.1
        yield playground


@pytest.fixture
async def app(slack: Playground) -> AsyncIterator[App]:
    async with running(slack) as app:
        await app.until(lambda: len(slack.sockets.connections) == CONNECTIONS)
        yield app


@pytest.fixture
def ana(slack: Playground) -> Person:
    return slack.add_person("ana@example.com", "Ana")


async def test_two_connections_take_what_people_do(app: App, ana: Person) -> None:
    for word in ("one", "two", "three"):
        await ana.types("/tandem", word)
        await ana.says(f"{word} more")
    assert app.taken == dict.fromkeys(["one", "two", "three", "one more", "two more", "three more"], 1)
    assert app.slack.troubles == []
    assert app.socket.is_alive
    assert app.socket.problem() is None


@pytest.mark.parametrize("fault", ["frozen", "cut"])
async def test_a_connection_that_goes_silent_is_replaced_and_its_event_comes_again(
    slack: Playground, ana: Person, fault: str
) -> None:
    """Slack's own pings stay away, or, where there never were any, nobody answers ours."""
    slack.sockets.ping_seconds = 0.1 if fault == "frozen" else 1_000
    async with running(slack) as app:
        await app.until(lambda: alive(app) == CONNECTIONS)
        await asyncio.sleep(0.2)  # so that Slack has pinged, where it does
        dead = list(app.slack.sockets.connections)
        for one in dead:
            setattr(one, fault, True)
        said = asyncio.create_task(ana.says("lost at first"))
        await app.until(lambda: alive(app) == CONNECTIONS and not set(dead) & set(slack.sockets.connections))
        await said
        await bring_again(app)
        assert app.taken == {"lost at first": 1}


def alive(app: App) -> int:
    return sum(not (one.frozen or one.cut) for one in app.slack.sockets.connections)


async def bring_again(app: App) -> None:
    """Slack's later retries, if the first one was lost too."""
    while app.slack.waiting_retries:
        app.slack.slack.now.__self__.move_to(app.slack.waiting_retries[0])  # type: ignore[attr-defined]
        await app.slack.advance_retries()


@pytest.fixture
def half_open(app: App) -> Connection:
    """Slack has forgotten it, and everything else about it looks healthy."""
    one = app.slack.sockets.connections[0]
    one.frozen = one.keeps_pinging = True
    return one


async def test_a_half_open_connection_is_found_by_the_event_that_comes_again(
    app: App, ana: Person, half_open: Connection
) -> None:
    await asyncio.sleep(QUICK.doubt)  # nothing is doubted so soon after the start
    while half_open in app.slack.sockets.connections:
        await ana.says("once")
    said = [one for one in app.slack.deliveries if one.kind == "event" and not one.retry]
    assert app.taken["once"] == len(said)
    assert any(one.retry for one in app.slack.deliveries)
    assert len(said) < SUSPICIOUS / 2, "the first event that comes again is enough"


async def test_a_half_open_connection_is_found_because_the_others_bring_everything(
    app: App, ana: Person, half_open: Connection
) -> None:
    await asyncio.sleep(QUICK.doubt)
    await asyncio.gather(*[ana.types("/tandem", "word") for _ in range(2 * SUSPICIOUS)])
    await app.until(lambda: half_open not in app.slack.sockets.connections)
    assert app.taken["word"] >= SUSPICIOUS


async def test_a_half_open_connection_is_found_when_slack_counts(app: App, half_open: Connection) -> None:
    await asyncio.sleep(QUICK.doubt)
    await app.slack.sockets.connections[1].socket.close()
    await app.until(lambda: half_open not in app.slack.sockets.connections and alive(app) == CONNECTIONS)


async def test_a_successor_is_there_before_slack_closes_and_what_is_in_hand_is_acknowledged(
    slack: Playground, ana: Person
) -> None:
    async with running(slack, Limits(**{**vars_of(QUICK), "linger": 5.0})) as app:
        await app.until(lambda: len(slack.sockets.connections) == CONNECTIONS)
        app.holds = asyncio.Event()
        said = asyncio.create_task(ana.says("in hand"))
        await app.until(lambda: any(one.waiting for one in slack.sockets.connections))
        (old,) = [one for one in slack.sockets.connections if one.waiting]
        await old.socket.send_json({"type": "disconnect", "reason": "warning"})
        await app.until(lambda: len(slack.sockets.connections) == CONNECTIONS + 1)
        app.holds.set()
        await said
        assert [one.acked for one in slack.deliveries] == [True]
        assert app.taken == {"in hand": 1}


def vars_of(limits: Limits) -> dict[str, float]:
    return {name: getattr(limits, name) for name in Limits.__slots__}


async def test_slack_refreshes_all_connections_at_once(app: App, ana: Person) -> None:
    before = list(app.slack.sockets.connections)
    await app.slack.sockets.refresh()
    await app.until(lambda: len(set(app.slack.sockets.connections) - set(before)) == CONNECTIONS)
    await ana.says("still here")
    assert app.taken == {"still here": 1}


async def test_an_event_whose_connection_closes_under_it_comes_again(app: App, ana: Person) -> None:
    app.holds = asyncio.Event()
    said = asyncio.create_task(ana.says("twice"))
    await app.until(lambda: any(one.waiting for one in app.slack.sockets.connections))
    (old,) = [one for one in app.slack.sockets.connections if one.waiting]
    await old.socket.close()
    app.holds.set()
    await said
    assert app.slack.deliveries[-1].acked
    assert app.slack.deliveries[-1].retry == 1


async def test_what_was_not_stored_is_not_acknowledged(app: App, ana: Person) -> None:
    app.acks = False
    await ana.says("not stored")
    app.acks = True
    app.slack.slack.now.__self__.move_to(app.slack.waiting_retries[0])  # type: ignore[attr-defined]
    await app.slack.advance_retries()
    assert app.slack.deliveries[-1].acked
    assert app.taken["not stored"] == len(app.slack.deliveries)


async def test_slack_that_opens_no_connection_for_a_while(slack: Playground, ana: Person) -> None:
    slack.faults.plan("apps.connections.open", *[server_error(), refused("internal_error")] * 4)
    async with running(slack) as app:
        await app.until(app.socket.problem)
        assert not app.socket.is_alive
        await app.until(lambda: len(slack.sockets.connections) == CONNECTIONS)
        await ana.says("at last")
        assert app.taken == {"at last": 1}
        assert app.socket.problem() is None


async def test_where_there_are_too_many_connections_it_waits_until_there_are_fewer(slack: Playground) -> None:
    async with aiohttp.ClientSession() as session:
        web = Slack(slack.credentials.app_token, session, slack.api_url)
        others = [await session.ws_connect(await web.open_socket()) for _ in range(10)]
        async with running(slack) as app:
            await app.until(app.socket.problem)
            for one in others[:3]:
                await one.close()
            await app.until(lambda: app.socket.is_alive)
        for one in others:
            await one.close()


async def test_what_is_in_hand_is_acknowledged_before_it_stops(slack: Playground, ana: Person) -> None:
    async with running(slack) as app:
        await app.until(lambda: len(slack.sockets.connections) == CONNECTIONS)
        app.holds = asyncio.Event()
        said = asyncio.create_task(ana.says("the last word"))
        await app.until(lambda: any(one.waiting for one in slack.sockets.connections))
        asyncio.get_running_loop().call_later(0.1, app.holds.set)
    await said
    assert [one.acked for one in slack.deliveries] == [True]
    await slack.until(lambda: not slack.sockets.connections)


async def test_what_bolt_answers_travels_with_the_acknowledgement() -> None:
    bolt = bolt_app(lambda _team: "xoxb-1", lambda _team: "UBOT", "http://127.0.0.1:9")

    @bolt.command("/text")
    async def text(ack: Any) -> None:
        await ack("said")

    @bolt.view("form")
    async def form(ack: Any) -> None:
        await ack(response_action="errors", errors={"b": "no"})

    @bolt.event("message")
    async def fails() -> None:
        raise ValueError

    take = to_bolt(bolt)
    view = {"type": "view_submission", "view": {"callback_id": "form", "type": "modal"}, "team": {"id": "T"}}
    event = {"type": "event_callback", "event": {"type": "message", "user": "U"}, "team_id": "T"}
    assert await take({"payload": {"command": "/text", "team_id": "T"}}) == {"text": "said"}
    assert await take({"payload": view}) == {"response_action": "errors", "errors": {"b": "no"}}
    assert await take({"payload": event, "retry_attempt": 2}) is None


async def test_the_ticket_of_a_connection_that_is_refused_is_not_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """aiohttp's errors hold the address, and whoever has that can open the connection."""
    asked, asked_again = 0, asyncio.Event()

    async def opens(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "url": f"ws://{request.host}/link?ticket=sesame"})

    async def refuses(_request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if asked > CONNECTIONS:  # so one of them has said why it tries again
            asked_again.set()
        return web.Response(status=401)

    app = web.Application()
    app.add_routes([web.post("/api/apps.connections.open", opens), web.get("/link", refuses)])
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        slack = Slack("xapp-1", session, str(server.make_url("/api/")))
        running = asyncio.create_task(SocketMode(slack, session, nothing, QUICK).run())
        await asyncio.wait_for(asked_again.wait(), PATIENCE)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert "WSServerHandshakeError" in caplog.text
    assert "sesame" not in caplog.text


async def nothing(_envelope: Envelope) -> None:
    return None
