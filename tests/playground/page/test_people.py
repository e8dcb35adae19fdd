"""The list of people: who they are, what is new to them, and no more than a notification says."""

from collections.abc import Mapping, Sequence

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from bot.playground.page.guide import Guide, Role
from tests.playground.page.conftest import Opens
from tests.playground.page.picking import elements, texts
from tests.playground.page.visitor import Visitor


async def test_everybody_is_listed_by_name(visitor: Visitor, ben: Person, ana: Person) -> None:
    html = await visitor.part("people")

    assert texts(html, ".name") == ["Ana Ruiz", "Ben Okafor"]
    assert texts(html, ".badge") == texts(html, ".said-last") == texts(html, ".role") == []


async def test_who_is_in_a_pane_is_marked(visitor: Visitor, ben: Person, ana: Person) -> None:
    html = await visitor.part("people", left=ben.id, right=ana.id)

    assert texts(html, ".name") == ["Ana RuizR in the right pane", "Ben OkaforL in the left pane"]
    assert texts(await visitor.part("people", left=ben.id), ".here") == texts(html, ".here")[1:]


async def test_roles_are_the_guides(opens: Opens, ana: Person, ben: Person) -> None:
    async def roles() -> Mapping[str, Sequence[Role]]:
        duties = [("people", "looks after Ben"), ("direction", "leads Atlas"), ("people", "reports to Clara")]
        return {ana.id: [Role(*duty) for duty in duties]}

    async with opens(Guide(roles=roles)) as visitor:
        html = await visitor.part("people")
        pane = await visitor.pane(ana)

    assert texts(html, ".role-line") == ["looks after Ben \u00b7 reports to Clara", "leads Atlas"]
    assert texts(pane, ".kind-people") == ["looks after Ben", "reports to Clara"]
    assert texts(pane, ".kind-direction") == ["leads Atlas"]


async def test_the_list_shows_the_notification_and_nothing_of_the_blocks(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    secret = {"type": "section", "text": {"type": "mrkdwn", "text": "what nobody beside her may read"}}
    await client.chat_postMessage(channel=ana.id, text="A prompt for *you*", blocks=[secret])

    html = await visitor.part("people")

    assert texts(html, ".said-last") == ["A prompt for you"]
    assert texts(html, ".badge") == ["1 unread"]
    assert "nobody beside her" not in html


async def test_what_was_read_is_no_longer_new(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person
) -> None:
    await client.chat_postMessage(channel=ana.id, text="one")
    await client.chat_postMessage(channel=ana.id, text="two")

    where = ana.last.channel
    assert texts(await visitor.part("people"), ".badge") == ["2 unread"]
    assert (await visitor.act(ana, "read", where=where, ts=ana.last.ts)).status == 204
    assert texts(await visitor.part("people"), ".badge") == []


async def test_whoever_left_stands_last(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person, ben: Person
) -> None:
    await slack.deactivates(ana)

    html = await visitor.part("people")

    assert texts(html, ".name") == ["Ben Okafor", "Ana Ruiz (left)"]
    assert texts(await visitor.pane(ana), ".none") == ["Ana Ruiz has left the company."]


async def test_an_empty_workspace_says_so(visitor: Visitor) -> None:
    assert texts(await visitor.part("people"), ".none") == ["Nobody is here yet."]
    assert "Nobody is in this workspace yet." in (await visitor.get("/")).text


async def test_names_and_titles_are_escaped(visitor: Visitor, slack: Playground) -> None:
    slack.add_person("x@example.com", '<img src=x onerror="alert(1)">', title="</script><b>boss</b>")

    html = await visitor.part("people")

    assert not elements(html, "img")
    assert not elements(html, "b")
    assert elements(html, ".person")[0]["data-words"].startswith('<img src=x onerror="alert(1)">')
