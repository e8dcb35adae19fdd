"""A pane: what one person sees at one place in their Slack."""

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.page.picking import elements, texts
from tests.playground.page.visitor import Visitor
from tests.playground.support import Clock
from tests.playground.test_with_bolt import BUTTON

HOSTILE = '<script>alert("1")</script> <img src=x onerror=alert(2)> "quoted" & javascript:alert(3)'


async def test_a_conversation_is_shown_in_order_with_authors_and_local_times(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person, clock: Clock
) -> None:
    await ana.says("good morning")
    clock.passes(hours=2)
    await client.chat_postMessage(channel=ana.id, text="Hello *Ana*")

    html = await visitor.pane(ana)

    assert [element["aria-label"] for element in elements(html, "article")] == [
        "Ana Ruiz, Monday, 2 March 2026, 10:00",
        "Tandem, Monday, 2 March 2026, 12:00",
    ]
    assert texts(html, ".body") == ["good morning", "Hello Ana"]


async def test_days_have_dividers_in_the_viewers_zone(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person, clock: Clock
) -> None:
    clock.passes(hours=14, minutes=30)  # half past midnight in Madrid
    await ana.says("late")
    clock.passes(days=1)
    await ana.says("later")
    assert texts(await visitor.pane(ana), ".day") == ["Yesterday", "Today"]
    clock.passes(days=1)
    assert texts(await visitor.pane(ana), ".day") == ["Tuesday, 3 March 2026", "Yesterday"]


async def test_messages_of_one_author_stand_together(
    visitor: Visitor, app: AsyncApp, ana: Person, clock: Clock
) -> None:
    await ana.says("one")
    await ana.says("two")
    clock.passes(minutes=6)
    await ana.says("three")

    html = await visitor.pane(ana)

    assert texts(html, ".author") == ["Ana Ruiz", "Ana Ruiz"]
    assert texts(html, ".together") == ["10:00 two"]


async def test_what_people_and_apps_write_is_escaped(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    await ana.says(HOSTILE)
    await client.chat_postMessage(channel=ana.id, text="<javascript:alert(1)|click>")
    await visitor.act(ana, "read", where=ana.last.channel, ts=ana.last.ts)

    html = await visitor.pane(ana, edit=ana.dm[0].ts)

    assert not elements(html, "script")
    assert not elements(html, "img")
    assert not [link for link in elements(html, "a") if not link["href"].startswith(("http", "mailto:"))]
    assert texts(html, "textarea")[0] == HOSTILE


async def test_half_a_surrogate_pair_keeps_nobody_from_reading_the_page(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person
) -> None:
    slack.add_person("x@example.com", "Half \ud83d", title="\udc00")
    await visitor.act(ana, "say", where=slack.workspace.dm(ana.id).id, text="half \ud83d")

    html = await visitor.pane(ana, edit=ana.dm[0].ts)

    assert texts(html, "textarea")[0] == "half ?"
    assert texts(await visitor.part("people"), ".name")[1] == "Half ?"
    assert (await visitor.get("/")).status == 200


async def test_the_line_above_what_is_new_stays_while_the_pane_is_open(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    await ana.says("hello")
    await client.chat_postMessage(channel=ana.id, text="first")
    await client.chat_postMessage(channel=ana.id, text="second")
    first = ana.dm[1].ts

    html = await visitor.pane(ana)
    await visitor.act(ana, "read", where=ana.last.channel, ts=ana.last.ts)

    assert elements(html, ".slack")[0]["data-new"] == first
    assert html.index("New</span>") < html.index("first</")
    assert texts(await visitor.pane(ana), ".new") == []
    assert texts(await visitor.pane(ana, new=first), ".new") == ["New"]


async def test_ephemeral_messages_are_marked_and_are_their_readers_alone(
    visitor: Visitor, slack: Playground, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    channel = slack.add_channel("general", [ana, ben])
    await client.chat_postEphemeral(channel=channel.id, user=ana.id, text="between us")

    assert "Only visible to you" in await visitor.pane(ana, channel.id)
    assert "between us" not in await visitor.pane(ben, channel.id)


async def test_threads_show_their_replies_and_what_is_new_in_them(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    posted = await client.chat_postMessage(channel=ana.id, text="How was it?")
    await client.chat_postMessage(channel=ana.id, text="Take your time", thread_ts=posted["ts"])

    html = await visitor.pane(ana)
    assert texts(html, ".replies") == ["1 reply 1 new Last just now"]
    assert texts(html, ".body") == ["How was it?"]

    html = await visitor.pane(ana, thread=posted["ts"])
    assert texts(html, ".body") == ["How was it?", "How was it?", "Take your time"]
    await visitor.act(
        ana, "read", where=posted["channel"], ts=elements(html, ".slack")[0]["data-thread-last"]
    )
    assert texts(await visitor.pane(ana), ".replies") == ["1 reply Last just now"]


async def test_a_deleted_message_above_a_thread_leaves_a_stone(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    message = await ana.says("never mind")
    await client.chat_postMessage(channel=ana.id, text="Too late", thread_ts=message.ts)
    await ana.deletes(message)

    html = await visitor.pane(ana, thread=message.ts)

    assert texts(html, ".stone") == [
        "This message was deleted.1 reply Last just now",
        "This message was deleted.",
    ]
    assert texts(html, ".body") == ["Too late"]


async def test_a_thread_below_a_deleted_message_goes_on(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person
) -> None:
    message = await ana.says("never mind")
    await ana.replies(message, "or do")
    await ana.deletes(message)

    html = await visitor.pane(ana, thread=message.ts)
    (where,) = [form for form in elements(html, ".composer") if form["data-thread"]]
    answer = await visitor.act(
        ana, "say", where=where["data-where"], thread=where["data-thread"], text="no, never mind"
    )

    assert answer.status == 204
    assert texts(await visitor.pane(ana, thread=message.ts), ".body") == ["or do", "no, never mind"]
    event = slack.deliveries[-1].event
    assert (event["thread_ts"], event["parent_user_id"]) == (message.ts, "USLACKBOT")
    await ana.deletes(ana.dm[0])
    await ana.deletes(ana.dm[0])
    gone = await visitor.act(ana, "say", where=message.channel, thread=message.ts, text="anybody?")
    assert (gone.status, gone.said) == (409, "This message isn't there any more.")


async def test_a_thread_can_be_opened_before_anybody_replied(
    visitor: Visitor, app: AsyncApp, ana: Person
) -> None:
    message = await ana.says("anybody?")

    html = await visitor.pane(ana, thread=message.ts)

    assert texts(html, ".body") == ["anybody?", "anybody?"]
    assert [form["data-thread"] for form in elements(html, ".composer")] == ["", message.ts]


async def test_a_thread_that_is_no_more_shows_none(visitor: Visitor, ana: Person) -> None:
    assert not elements(await visitor.pane(ana, thread="1.000000"), ".thread")


async def test_edited_messages_say_so(visitor: Visitor, app: AsyncApp, ana: Person) -> None:
    message = await ana.says("helo")
    await ana.edits(message, "hello")

    assert texts(await visitor.pane(ana), ".edited") == ["(edited)"]


async def test_only_ones_own_messages_can_be_changed(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person, ben: Person
) -> None:
    channel = slack.add_channel("general", [ana, ben])
    message = await ana.says("mine", in_channel="general")

    assert elements(await visitor.pane(ana, channel.id), "[data-mine]")
    html = await visitor.pane(ben, channel.id, edit=message.ts)
    assert not elements(html, "[data-mine]")
    assert texts(html, "textarea") == [""]


async def test_fifty_messages_are_drawn_and_more_on_request(
    visitor: Visitor, app: AsyncApp, ana: Person
) -> None:
    for number in range(120):
        await ana.says(f"number {number}")

    html = await visitor.pane(ana)
    assert texts(html, ".body") == [f"number {number}" for number in range(70, 120)]
    assert texts(html, ".earlier") == ["Earlier messages (70)"]
    assert len(elements(await visitor.pane(ana, earlier=1), "article")) == 100
    html = await visitor.pane(ana, earlier=2)
    assert len(elements(html, "article")) == 120
    assert not elements(html, ".earlier")


async def test_channels_are_those_that_the_person_may_open(
    visitor: Visitor, slack: Playground, ana: Person, ben: Person
) -> None:
    slack.add_channel("general", [ana, ben])
    slack.add_channel("open", [ben])
    secret = slack.add_channel("secret", [ben], private=True)

    html = await visitor.pane(ana)

    offered = [
        element.text for element in elements(html, "button") if element.attributes.get("data-do") == "go"
    ]
    assert offered == ["Home", "Messages", "#general", "#open not a member"]
    assert texts(await visitor.pane(ana, secret.id), ".none") == ["Ana Ruiz can't open this."]


@pytest.mark.parametrize("at", ["nonsense", "D07K2999999", "../dm"])
async def test_a_place_that_isnt_there_is_said(visitor: Visitor, ana: Person, at: str) -> None:
    assert texts(await visitor.pane(ana, at), ".none") == ["Ana Ruiz can't open this."]


async def test_nobody_opens_anothers_direct_message(
    visitor: Visitor, app: AsyncApp, ana: Person, ben: Person
) -> None:
    message = await ben.says("for the app alone")

    html = await visitor.pane(ana, message.channel)

    assert "for the app alone" not in html
    sight = await visitor.get(f"/part/sight?user={ana.id}&where={message.channel}&ts={message.ts}")
    assert sight.status == 404


async def test_a_channel_that_one_isnt_in_can_be_read_only(
    visitor: Visitor, slack: Playground, ana: Person, ben: Person
) -> None:
    channel = slack.add_channel("open", [ben])

    html = await visitor.pane(ana, channel.id)

    assert not elements(html, "textarea")
    assert "Ana Ruiz can read #open, and is not a member." in html


async def test_home_is_what_was_published_to_the_person(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    view = {
        "type": "home",
        "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Hello"}}, BUTTON],
    }
    await client.views_publish(user_id=ana.id, view=view)

    html = await visitor.pane(ana, "home")

    assert elements(html, "[data-acts]")[0]["data-target"] == f"view:{ana.home.id}"
    assert "Hello" in html
    assert texts(await visitor.pane(ben, "home"), ".none") == [
        "Tandem has put nothing here for Ben Okafor yet."
    ]


async def test_somebody_unknown_is_nobody(visitor: Visitor, ana: Person) -> None:
    html = await visitor.part("pane", user="U0")

    assert "Choose somebody on the left" in html


async def test_times_follow_the_zone_of_whoever_looks(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person
) -> None:
    yuki = slack.add_person("yuki@example.com", "Yuki Mori", tz="Asia/Tokyo")
    channel = slack.add_channel("general", [ana, yuki])
    await ana.says("hello", in_channel="general")

    assert texts(await visitor.pane(ana, channel.id), "time") == ["10:00"]
    assert texts(await visitor.pane(yuki, channel.id), "time") == ["18:00"]
