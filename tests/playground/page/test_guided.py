"""What the guide brings: time that passes, what comes next, the tour, and who can see what."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Impossible, Message, Person, Playground
from bot.playground.page.guide import Coming, Guide, Jump, Look, Reader, Role, Sight, Step, Welcome
from tests.playground.page.conftest import Opens
from tests.playground.page.picking import elements, texts
from tests.playground.page.visitor import Visitor
from tests.playground.support import Clock


async def test_the_bar_shows_the_moment_in_every_zone(
    visitor: Visitor, slack: Playground, ana: Person, ben: Person, clock: Clock
) -> None:
    slack.add_person("raj@example.com", "Raj Rao", tz="Asia/Kolkata")
    clock.passes(weeks=8)  # the clocks of Madrid have changed

    html = await visitor.part("time", user=ana.id)

    assert texts(html, "time") == ["Mon 27 Apr, 11:00"]
    assert texts(html, "tr")[1:] == [
        "LagosUTC+1Mon 27 Apr, 10:001 person",
        "MadridUTC+2Mon 27 Apr, 11:001 person",
        "KolkataUTC+5:30Mon 27 Apr, 14:301 person",
    ]
    assert not elements(html, ".jumps")
    assert not elements(html, ".coming")


async def test_what_comes_next_is_listed_in_the_viewers_zone(opens: Opens, ana: Person, clock: Clock) -> None:
    async def coming() -> Sequence[Coming]:
        return [
            Coming(clock.now() + timedelta(minutes=90), "A prompt for Ana", "people"),
            Coming(clock.now() + timedelta(days=3), "<b>A digest</b>"),
        ]

    async with opens(Guide(coming=coming)) as visitor:
        html = await visitor.part("time", user=ana.id)

    assert texts(html, "li") == [
        "Mon 2 Mar, 11:30 in 90 minutesA prompt for Ana",
        "Thu 5 Mar, 10:00 in 3 days<b>A digest</b>",
    ]
    assert "Only this page shows what comes for everybody." in texts(html, ".faint")


async def test_one_jump_at_a_time(opens: Opens, ana: Person, clock: Clock) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await go_on.wait()
        clock.passes(hours=1)

    async def quick() -> None:
        clock.passes(days=1)

    async with opens(Guide(jumps=[Jump("An hour", slow), Jump("A day", quick)])) as visitor:
        first = asyncio.create_task(visitor.post("/jump/1"))
        await begun.wait()
        busy = await visitor.part("time")
        refused = await visitor.post("/jump/2")
        go_on.set()
        answer = await first
        after = await visitor.part("time")

    assert (refused.status, refused.said) == (409, "One moment: \u201cAn hour\u201d is still under way.")
    assert [("disabled" in button.attributes) for button in elements(busy, "button")] == [True, True]
    assert answer.status == 200
    assert [("disabled" in button.attributes) for button in elements(after, "button")] == [False, False]
    assert texts(after, "time") == ["Mon 2 Mar, 10:00"]


async def test_a_jump_that_breaks_lets_go(opens: Opens, ana: Person) -> None:
    async def breaks() -> None:
        raise RuntimeError

    async def refuses() -> None:
        raise Impossible("nothing is due")

    async with opens(Guide(jumps=[Jump("One", breaks), Jump("Two", refuses)])) as visitor:
        assert (await visitor.post("/jump/1")).status == 500
        refused = await visitor.post("/jump/2")
        assert (refused.status, refused.said) == (409, "Nothing is due.")
        for number in (0, 3, "x"):
            assert (await visitor.post(f"/jump/{number}")).status == 404


async def test_open_pages_hear_of_a_jump(opens: Opens, slack: Playground, ana: Person) -> None:
    async def nothing() -> None:
        """Time passes and nobody says anything."""

    before = slack.changes.version
    async with opens(Guide(jumps=[Jump("An hour", nothing)])) as visitor:
        await visitor.post("/jump/1")

    assert slack.changes.version > before


async def test_what_a_jumps_label_leaves_open_is_said_to_whoever_lingers_on_it(
    opens: Opens, ana: Person
) -> None:
    async def nothing() -> None:
        """Time stands still."""

    words = 'In "New York", where most are'
    async with opens(Guide(jumps=[Jump("An hour", nothing), Jump("Monday", nothing, words)])) as visitor:
        html = await visitor.part("time", user=ana.id)

    assert [one.get("title") for one in elements(html, "button")] == [None, words]


async def test_the_tour_goes_step_by_step(opens: Opens, ana: Person, ben: Person) -> None:
    async def says() -> str:
        return "Ana wrote to the app"

    tour = [
        Step("Meet Ana", "She looks after Ben.", Look(ana.id), Look(ben.id, "home"), says),
        Step("Look", "Only that.", Look(ben.id)),
    ]
    async with opens(Guide(tour=tour)) as visitor:
        first, last = await visitor.part("tour", step=1), await visitor.part("tour", step=2)
        none = [await visitor.part("tour", step=step) for step in (0, 3, "x")]
        played, nothing = await visitor.post("/tour/1"), await visitor.post("/tour/2")

    assert texts(first, ".faint") == ["Step 1 of 2"]
    (card,) = elements(first, ".card")
    assert (card["data-left"], card["data-right"]) == (f"{ana.id} dm", f"{ben.id} home")
    assert texts(first, "button") == ["", "Do it for me", "Back", "Next"]
    assert texts(last, "button") == ["", "Back", "Done"]
    assert [part.strip() for part in none] == ["", "", ""]
    assert (played.status, played.said) == (200, "Ana wrote to the app.")
    assert nothing.status == 404


async def test_a_step_may_open_a_thread_and_close_what_it_opened(opens: Opens, ana: Person) -> None:
    left: list[str] = []

    async def leaves() -> None:
        left.append("closed")

    threads = ["", "12.000034"]
    tour = [
        Step("Meet Ana", "She writes.", Look(ana.id, thread=lambda: threads[-1]), leave=leaves),
        Step("Look", "Only that.", Look(ana.id)),
    ]
    async with opens(Guide(tour=tour)) as visitor:
        (there,) = elements(await visitor.part("tour", step=1), ".card")
        threads.pop()
        (nothing,) = elements(await visitor.part("tour", step=1), ".card")
        answers = [await visitor.post(f"/tour/{number}/leave") for number in (1, 2, 3)]

    assert (there["data-left"], nothing["data-left"]) == (f"{ana.id} dm 12.000034", f"{ana.id} dm")
    assert [answer.status for answer in answers] == [204, 204, 404]
    assert left == ["closed"]


async def test_the_invitation_is_for_whoever_asks_for_it_and_has_no_step_open(
    opens: Opens, ana: Person
) -> None:
    tour = [Step("Meet Ana", "She looks after Ben.", Look(ana.id))]
    welcome = Welcome("Hello", "This is a company. <Be> anyone.", [Role("people", "Who looks after whom")])
    async with opens(Guide(tour=tour, welcome=welcome)) as visitor:
        card = await visitor.part("tour", step=0, invites="yes")
        step = await visitor.part("tour", step=1, invites="yes")
        unasked = await visitor.part("tour", step=0)
    async with opens(Guide(welcome=welcome)) as visitor:
        without_tour = await visitor.part("tour", step=0, invites="yes")

    assert texts(card, ".words") == ["This is a company. <Be> anyone."]
    assert texts(card, ".kind-people") == ["Who looks after whom"]
    assert texts(card, "button") == ["Take the tour (1 step)", "Look around by myself"]
    assert texts(step, "h2") == ["Meet Ana"]
    assert unasked.strip() == without_tour.strip() == ""


async def test_sight_is_the_apps_rule_and_below_it_slacks(
    opens: Opens, app: AsyncApp, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    async def sight(message: Message) -> Sight | None:
        readers = [Reader(ben.id, False, "leads Atlas"), Reader(ana.id, True, "wrote it")]
        return Sight("An <answer>", "people", readers, "Until 15:02 nobody else.")

    await client.chat_postMessage(channel=ana.id, text="Saved")
    message = ana.last
    async with opens(Guide(sight=sight)) as visitor:
        html = await visitor.part("sight", user=ana.id, where=message.channel, ts=message.ts)

    assert texts(html, ".what") == ["An <answer>"]
    assert texts(html, ".note") == ["Until 15:02 nobody else."]
    assert texts(html, ".may") == ["AR Ana Ruiz Yes wrote it"]
    assert texts(html, ".may-not") == ["BO Ben Okafor No leads Atlas"]
    assert texts(html, "p")[-1] == "Ana Ruiz, and Tandem: it stands in a direct message."


async def test_sight_without_a_rule_says_where_slack_shows_it(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person, ben: Person
) -> None:
    client = app.client
    everybody = slack.add_channel("general", [ana, ben])
    few = slack.add_channel("few", [ana], private=True)
    said = [await ana.says("hello", in_channel=where.name) for where in (everybody, few)]
    await client.chat_postEphemeral(channel=everybody.id, user=ana.id, text="psst")

    html = [
        await visitor.part("sight", user=ana.id, where=message.channel, ts=message.ts)
        for message in (*said, everybody.ephemerals[0])
    ]

    assert texts(html[0], "p") == [
        "Tandem keeps no rule about this message.",
        "Everybody in this workspace: it stands in a public channel.",
    ]
    assert texts(html[1], "p")[1] == "1 of 2 people can read it: Ana Ruiz."
    assert texts(html[2], "p")[1] == "Only Ana Ruiz: Slack shows it to nobody else, and keeps it nowhere."
