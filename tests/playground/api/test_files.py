"""files.*: slack-sdk's own upload works, and what is out of order is refused."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person, Playground
from tests.playground.support import error_of


async def test_an_upload_arrives_with_its_content(
    slack: Playground, client: AsyncWebClient, ana: Person, ben: Person
) -> None:
    opened = await client.conversations_open(users=ana.id)
    await client.files_upload_v2(
        channel=opened["channel"]["id"],
        filename="export.csv",
        content="a;b\n1;2\n",
        title="Your data",
        initial_comment="As you asked",
    )

    (file,) = ana.last.files
    assert file.content == b"a;b\n1;2\n"
    assert ana.last.lines == ["As you asked", "(file: Your data)"]
    assert ana.last.as_slack_shows()["files"][0]["mimetype"] == "text/csv"
    assert slack.who_sees(ana.last) == [ana]


async def test_bytes_have_to_be_as_many_as_announced_and_come_once(
    slack: Playground, client: AsyncWebClient
) -> None:
    place = await client.files_getUploadURLExternal(filename="x.png", length=4)
    async with aiohttp.ClientSession() as session:
        statuses = []
        for content in (b"12345", b"1234", b"1234"):
            async with session.post(place["upload_url"], data=content) as answer:
                statuses.append(answer.status)
        assert statuses == [400, 200, 400]
    assert await error_of(client.files_getUploadURLExternal(filename="x", length=0)) == "invalid_arguments"


async def test_a_form_with_one_part_is_an_upload_too(slack: Playground, client: AsyncWebClient) -> None:
    place = await client.files_getUploadURLExternal(filename="x.png", length=4)
    form = aiohttp.FormData()
    form.add_field("filename", b"1234", filename="x.png")
    async with aiohttp.ClientSession() as session, session.post(place["upload_url"], data=form) as answer:
        assert answer.status == 200


async def test_only_what_was_sent_is_shared_and_only_where_the_app_is(
    slack: Playground, client: AsyncWebClient, ana: Person
) -> None:
    place = await client.files_getUploadURLExternal(filename="x.png", length=4)
    files = [{"id": place["file_id"], "title": "x"}]
    assert await error_of(client.files_completeUploadExternal(files=files)) == "file_not_found"
    async with aiohttp.ClientSession() as session, session.post(place["upload_url"], data=b"1234"):
        pass
    elsewhere = slack.add_channel("random", [ana], with_app=False)
    shared = client.files_completeUploadExternal(files=files, channel_id=elsewhere.id)
    assert await error_of(shared) == "not_in_channel"
    faulty: list[object] = [[1], [{"id": []}], "x"]
    for wrong in faulty:
        call = client.api_call("files.completeUploadExternal", json={"files": wrong})
        assert await error_of(call) == "invalid_arguments"
