"""Who may ask the page: only a browser that was given it."""

import pytest

from bot.playground import Person
from bot.playground.page.guard import POLICY
from tests.playground.page.visitor import Visitor


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "[x", ""]
)
async def test_a_name_that_only_leads_here_is_refused(visitor: Visitor, host: str) -> None:
    port = visitor.address.rpartition(":")[2]

    answer = await visitor.get("/", Host=host.format(port=port))

    assert answer.status in (400, 403)
    assert "data-run" not in answer.text


async def test_localhost_is_another_name_of_ours(visitor: Visitor) -> None:
    port = visitor.address.rpartition(":")[2]

    assert (await visitor.get("/", Host=f"localhost:{port}")).status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", ""])
async def test_what_another_site_posts_is_refused(visitor: Visitor, ana: Person, origin: str) -> None:
    answer = await visitor.post(f"/as/{ana.id}/home", Origin=origin)

    assert answer.status == 403


async def test_a_form_of_another_kind_is_refused(visitor: Visitor, ana: Person) -> None:
    """A plain form needs no preflight, so that only its origin would stand between it and us."""
    headers = {"Origin": visitor.address}
    url = f"{visitor.address}/as/{ana.id}/home"
    async with visitor.session.post(url, data=b"{}", headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("path", ["/", "/part/people", "/static/page.js", "/nowhere", "/changes"])
async def test_every_answer_says_what_the_page_may_load(visitor: Visitor, path: str) -> None:
    async with visitor.session.get(f"{visitor.address}{path}") as answer:
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
