"""Two hundred people and five thousand messages: what is drawn stays small."""

import pytest
from slack_bolt.async_app import AsyncApp

from bot.playground import Person, Playground
from bot.playground.state.conversations import Conversation
from bot.playground.state.messages import Message
from tests.playground.page.picking import elements
from tests.playground.page.visitor import Visitor

PEOPLE, MESSAGES = 200, 5000


@pytest.fixture
def crowd(slack: Playground) -> list[Person]:
    """A company in which everybody has heard from the app, and one channel that is long."""
    people = [slack.add_person(f"p{number}@example.com", f"Person {number}") for number in range(PEOPLE)]
    channel = slack.add_channel("general", people)
    for number in range(MESSAGES):
        write(slack, channel, people[number % PEOPLE].id, f"message {number}")
    for person in people:
        for number in range(5):
            write(slack, slack.workspace.dm(person.id), slack.workspace.bot_user, f"prompt {number}")
    return people


def write(slack: Playground, where: Conversation, author: str, text: str) -> None:
    bot = slack.slack.bot_marks() if author == slack.workspace.bot_user else None
    ts = slack.slack.timestamps.next()
    where.add(Message(where.id, ts, author, text, slack.workspace, bot=bot))


async def test_a_long_channel_is_drawn_in_part(
    visitor: Visitor, slack: Playground, crowd: list[Person]
) -> None:
    channel = next(one for one in slack.workspace.conversations.values() if one.name == "general")

    html = await visitor.pane(crowd[0], channel.id)

    assert len(elements(html, "article")) == 50
    assert len(html) < 150_000


async def test_the_list_is_one_line_of_everybodys_conversation(visitor: Visitor, crowd: list[Person]) -> None:
    html = await visitor.part("people")

    assert len(elements(html, ".person")) == PEOPLE
    assert len(elements(html, ".badge")) == PEOPLE
    assert "prompt 4" in html
    assert "prompt 3" not in html
    assert len(html) < 300_000


async def test_a_word_in_one_conversation_changes_no_other(
    visitor: Visitor, app: AsyncApp, crowd: list[Person]
) -> None:
    paths = [f"/part/pane?side=left&user={person.id}&at=dm" for person in crowd[:20]]
    tags = [(await visitor.get(path)).headers["ETag"] for path in paths]
    await crowd[0].says("hello")

    answers = [
        (await visitor.get(path, **{"If-None-Match": tag})).status
        for path, tag in zip(paths, tags, strict=True)
    ]

    assert answers == [200, *[304] * 19]
