"""Files on the page: pictures are shown, everything else is saved, and nothing is believed."""

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Person
from tests.playground.page.visitor import Visitor

SENT = {
    "mood.png": ("image/png", "inline"),
    "mood.svg": ("image/svg+xml", "attachment"),
    "page.html": ("application/octet-stream", "attachment"),
    "data.csv": ("application/octet-stream", "attachment"),
    '\u00fcber "x".exe': ("application/octet-stream", "attachment"),
}


@pytest.mark.parametrize("name", SENT)
async def test_a_file_is_sent_as_what_it_may_be(
    visitor: Visitor, app: AsyncApp, client: AsyncWebClient, ana: Person, name: str
) -> None:
    kind, disposition = SENT[name]
    await client.chat_postMessage(channel=ana.id, text="Look")
    await client.files_upload_v2(channel=ana.last.channel, content="<script>alert(1)</script>", filename=name)
    file = ana.last.files[0]

    answer = await visitor.get(f"/file/{file.id}")

    assert answer.text == "<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"].startswith(f"{disposition}; filename*=UTF-8''")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert f"/file/{file.id}" in await visitor.pane(ana)


async def test_a_file_that_was_not_shared_is_not_there(
    visitor: Visitor, client: AsyncWebClient, ana: Person
) -> None:
    announced = await client.files_getUploadURLExternal(filename="a.png", length=3)
    file = announced["file_id"]

    assert (await visitor.get(f"/file/{file}")).status == 404
    async with visitor.session.post(announced["upload_url"], data=b"abc") as uploaded:
        assert uploaded.status == 200
    assert (await visitor.get(f"/file/{file}")).status == 404
