"""The `markdown` block: CommonMark with tables and strikethrough; markup in it is shown, not followed."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from bot.playground.page.show.links import is_safe


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Only to the web and to mail addresses."""
        return is_safe(url)


def _picture(_: Any, tokens: Sequence[Token], index: int, *__: object) -> str:
    """Pictures are elsewhere, and nothing is fetched from there."""
    address = str(tokens[index].attrs.get("src", ""))
    words = tokens[index].content or "picture"
    return str(Markup('<span class="absent" title="{}">{}</span>').format(address, words))


def _made() -> _Markdown:
    made = _Markdown("commonmark", {"html": False, "breaks": True, "xhtmlOut": False})
    made.enable(["table", "strikethrough"])
    made.add_render_rule("image", _picture)
    return made


_MARKDOWN = _made()


def draw(text: str) -> Markup:
    """The text as markup."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        _adapt(token)
        for inner in token.children or []:
            _adapt(inner)
    drawn = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Markup(drawn)  # noqa: S704 - the library escapes all text, for `html` is off


def _adapt(token: Token) -> None:
    """What the page wants otherwise: links that open elsewhere, no style attributes, its own headings."""
    if token.type == "link_open":
        token.attrs |= {"target": "_blank", "rel": "noopener noreferrer"}
    elif token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    elif "style" in token.attrs:  # "text-align:right", of a cell
        token.attrs = {"class": f"align-{str(token.attrs['style']).rpartition(':')[2]}"}
