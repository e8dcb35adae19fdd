"""The page as it is opened: by its address, with and without a guide, and when something is wrong."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from slack_bolt.async_app import AsyncApp

from bot.playground import Person, Playground
from bot.playground.page import statics
from bot.playground.page.guide import Guide, Look, Role, Step
from tests.playground.page.conftest import Opens
from tests.playground.page.markup import Tag, read
from tests.playground.page.visitor import Visitor


async def opened(visitor: Visitor, query: str = "") -> Tag:
    answer = await visitor.get(f"/{query}")
    assert answer.status == 200
    return read(answer.text.removeprefix("<!doctype html>\n"))


def shown(page: Tag) -> list[tuple[str, str]]:
    """Who is in the panes, and where."""
    slacks = [tag for tag in page.all("div") if "slack" in (tag.get("class") or "").split()]
    return [(tag["data-user"], tag["data-at"]) for tag in slacks]


async def test_it_opens_with_somebody(visitor: Visitor, ana: Person, ben: Person) -> None:
    assert shown(await opened(visitor)) == [(ana.id, "dm")]


async def test_the_address_says_what_is_shown(visitor: Visitor, ana: Person, ben: Person) -> None:
    query = f"?left={ben.id}&at=home&right={ana.id}&rightat=dm&rightthread=1.5&tour=3"
    page = await opened(visitor, query)

    assert shown(page) == [(ben.id, "home"), (ana.id, "dm")]
    assert page.one("body")["data-address"] == query.removesuffix("&tour=3")


async def test_the_guide_says_what_is_shown_first(opens: Opens, ana: Person, ben: Person) -> None:
    guide = Guide(title="Lantern", first=(Look(ben.id, "home"), Look(ana.id)))
    async with opens(guide) as visitor:
        page = await opened(visitor)

    assert shown(page) == [(ben.id, "home"), (ana.id, "dm")]
    assert page.one("title").text == page.one("h1").text == "Lantern"


async def test_without_a_guide_there_is_no_tour_and_no_jump(visitor: Visitor, ana: Person) -> None:
    page = await opened(visitor)

    doings = {tag["data-do"] for tag in page.all() if tag.get("data-do")}
    assert not doings & {"tour", "jump", "tour-next"}


async def test_a_step_of_the_tour_is_part_of_the_address(opens: Opens, ana: Person) -> None:
    async with opens(Guide(tour=[Step("Meet Ana", "She is here.", Look(ana.id))])) as visitor:
        page = await opened(visitor, f"?left={ana.id}&at=dm&tour=1")

    assert page.by_id("tour-1")["data-left"] == f"{ana.id} dm"


async def test_a_query_that_is_nonsense_opens_too(visitor: Visitor, ana: Person) -> None:
    hostile = '?left="><script>&at=<img>&tour=-1&right=%00&rightat=' + "x" * 3000
    page = await opened(visitor, hostile.replace("<", "%3C").replace(">", "%3E").replace('"', "%22"))

    assert [tag["src"] for tag in page.all("script")] == ["/static/first.js", "/static/page.js"]


async def test_nothing_of_it_runs_or_styles_in_place_or_comes_from_elsewhere(
    opens: Opens, app: AsyncApp, ana: Person
) -> None:
    async def roles() -> Mapping[str, Sequence[Role]]:
        return {ana.id: [Role('"><script>', '"><script>')]}

    await ana.says("hello")
    async with opens(Guide(title="<script>", roles=roles)) as visitor:
        page = await opened(visitor, f"?left={ana.id}&right={ana.id}&rightat=home")

    for tag in page.all():
        assert not [name for name in tag.attributes if name.startswith("on") or name == "style"], tag
        assert tag.name != "style"
        assert tag.name != "script" or (tag["src"].startswith("/static/") and not tag.text)
        for name in ("src", "href", "action"):
            assert (tag.get(name) or "/").startswith(("/", "?", "#", "data:,")), tag


async def test_every_id_is_there_once(
    visitor: Visitor, slack: Playground, app: AsyncApp, ana: Person, ben: Person
) -> None:
    channel = slack.add_channel("general", [ana, ben])
    message = await ana.says("hello", in_channel="general")
    await ana.replies(message, "below")
    page = await opened(
        visitor,
        f"?left={ana.id}&at={channel.id}&thread={message.ts}"
        f"&right={ben.id}&rightat={channel.id}&rightthread={message.ts}",
    )

    ids = [tag["id"] for tag in page.all() if tag.get("id")]
    assert sorted(ids) == sorted(set(ids))


async def test_every_control_has_a_name(visitor: Visitor, app: AsyncApp, ana: Person) -> None:
    await ana.says("hello")
    page = await opened(visitor)

    labelled = {tag["for"] for tag in page.all("label") if tag.get("for")}
    for tag in [*page.all("button"), *page.all("summary")]:
        assert tag.get("aria-label") or tag.text.strip(), tag
    for tag in [*page.all("input"), *page.all("textarea")]:
        assert tag.get("aria-label") or tag["id"] in labelled, tag


async def test_whatever_isnt_there_is_answered_kindly(visitor: Visitor) -> None:
    for path in (
        "/nowhere",
        "/part/nothing",
        "/static/..%2fpage.py",
        "/static/page.py",
        "/file/F0",
        "/as/x/y",
    ):
        answer = await visitor.get(path, Accept="text/html")
        assert answer.status in (404, 405), path
        assert "To the beginning" in answer.text
    assert (await visitor.get("/part/nothing")).text.startswith("There is nothing here.")


async def test_an_accident_is_answered_kindly_and_says_nothing_of_what_was_typed(
    opens: Opens, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "what somebody typed"

    async def roles() -> Mapping[str, Sequence[Role]]:
        raise RuntimeError(secret)

    async with opens(Guide(roles=roles)) as visitor:
        answer = await visitor.get("/")

    assert answer.status == 500
    assert "Something broke in the page itself." in answer.text
    assert "RuntimeError" in caplog.text
    assert secret not in caplog.text + answer.text


async def test_scripts_and_styles_are_sent_once(visitor: Visitor) -> None:
    first = await visitor.get("/static/page.js")

    assert first.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert (await visitor.get("/static/page.js", **{"If-None-Match": first.headers["ETag"]})).status == 304


def test_every_module_that_is_imported_is_there_and_exports_what_is_asked_for() -> None:
    sources = {path.name: path.read_text() for path in Path(statics.FOLDER).glob("*.js")}
    exported = {
        name: set(re.findall(r"^export (?:async )?(?:function|const) (\w+)", text, re.MULTILINE))
        for name, text in sources.items()
    }
    imports = [
        (name, asked.strip(), module)
        for name, text in sources.items()
        for names, module in re.findall(r'^import \{([^}]+)\} from "\./([\w.]+)";$', text, re.MULTILINE)
        for asked in names.split(",")
    ]

    assert imports
    for name, asked, module in imports:
        assert asked in exported[module], f"{name}: {asked}"
        assert len(re.findall(rf"\b{asked}\b", sources[name])) > 1, (
            f"{name} imports {asked} and doesn't use it"
        )


def test_everything_that_can_be_done_on_the_page_is_known_to_the_script() -> None:
    offered = {
        done
        for path in (statics.FOLDER.parent / "templates").glob("*.html")
        for done in re.findall(r'data-do="([\w-]+)"', path.read_text())
    }
    script = (statics.FOLDER / "page.js").read_text()
    table = script.partition("const DOINGS = {")[2].partition("};")[0]
    known = set(re.findall(r'^  "?([\w-]+)"?[:,]', table, re.MULTILINE))

    assert offered == known


def test_the_script_and_the_styles_name_no_other_address() -> None:
    for path in Path(statics.FOLDER).iterdir():
        assert not re.findall(r"https?://|//[a-z]+\.[a-z]", path.read_text()), path.name
