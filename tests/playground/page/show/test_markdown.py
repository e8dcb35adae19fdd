import pytest

from bot.playground.page.show import markdown
from tests.playground.page.gallery import MARKDOWN
from tests.playground.page.markup import read


def test_markdown_is_drawn() -> None:
    shown = read(markdown.draw(MARKDOWN))
    for name, text in (
        ("strong", "bold"),
        ("em", "italic"),
        ("s", "struck"),
        ("code", "code"),
        ("h3", "A heading"),
    ):
        assert shown.one(name).text == text
    assert [cell["class"] for cell in shown.all("td")] == ["align-left", "align-right"] * 2
    assert not [tag for tag in shown.all() if "style" in tag.attributes]


def test_markup_in_it_is_shown_and_not_followed() -> None:
    shown = read(markdown.draw('<script>alert(1)</script> <b onclick="x">no</b>\n\n<img src=x onerror=y>'))
    assert {tag.name for tag in shown.all()} == {"p"}
    assert "<script>alert(1)</script>" in shown.text


def test_links_open_elsewhere() -> None:
    link = read(markdown.draw("[there](https://example.com/a?b=1&c=2)")).one("a")
    assert (link["href"], link["target"]) == ("https://example.com/a?b=1&c=2", "_blank")
    assert link["rel"] == "noopener noreferrer"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "/here", "JAVASCRIPT:x", "vbscript:x"]
)
def test_links_lead_nowhere_unsafe(url: str) -> None:
    assert not read(markdown.draw(f"[there]({url}) <{url}> ![p]({url})")).all("a")


def test_pictures_are_not_fetched() -> None:
    shown = read(markdown.draw("![Mood](https://pictures.example/p.png)"))
    assert not shown.all("img")
    assert (shown.one("span").text, shown.one("span")["title"]) == ("Mood", "https://pictures.example/p.png")
