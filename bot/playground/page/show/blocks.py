"""Messages and views as Slack draws them: the way in.

draw_message(message, around)     # what stands below a message's author and time
draw_view(view, around)           # a Home tab, or a modal between its title and its buttons
"""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from bot.playground.page.show import choices, elements, markdown, mrkdwn, rich_text
from bot.playground.page.show.around import Around
from bot.playground.page.show.charts import Chart, chart
from bot.playground.page.show.pictures import Picture, picture, shared
from bot.playground.page.show.seats import Entries, Seat, Suggested, nothing
from bot.playground.page.show.templates import macros
from bot.playground.state.messages import Message
from bot.playground.state.views import View

Json = dict[str, Any]
_html = macros("blocks.html")
_DRAWN = frozenset(
    {
        "section",
        "header",
        "divider",
        "context",
        "actions",
        "input",
        "image",
        "markdown",
        "rich_text",
        "table",
        "data_visualization",
        "alert",
        "card",
    }
)


def draw_message(
    message: Message, around: Around, entries: Entries | None = None, suggested: Suggested = nothing
) -> Markup:
    """What a message says: its blocks, or its text where it has none; then its files.

    `entries` are what was chosen in it, `suggested` what its menus offer that ask the app. What people type
    has blocks too; as in `Message.lines`, it is read from the text, where marks of style have their meaning.
    """
    surface = f"{_at(around)}{message.channel}-{message.ts.replace('.', '-')}"
    sheet = Sheet(surface, around, entries or {}, suggested=suggested)
    drawn = [sheet.draw(block) for block in message.blocks] if message.is_from_app else []
    if not drawn and message.text:
        drawn = [_html("words", mrkdwn.draw(message.text, around))]
    files = [_html("file", shared(file)) for file in message.files]
    return _joined([*drawn, *files])


def draw_view(view: View, around: Around, suggested: Suggested = nothing) -> Markup:
    """What a view holds, with what was entered and what the app or Slack complains about."""
    sheet = Sheet(f"{_at(around)}{view.id}", around, view.entries, view.errors, suggested)
    return _joined([sheet.draw(block) for block in view.blocks])


def _joined(parts: Sequence[Markup]) -> Markup:
    """One below the other; half a surrogate pair, which no answer could carry, becomes a question mark."""
    whole = "".join(parts).encode(errors="replace").decode()
    return Markup(whole)  # noqa: S704 - the parts are markup


def _at(around: Around) -> str:
    return f"{around.place}-" if around.place else ""


class Sheet:
    """One surface while it is drawn; templates ask it for everything that is more than a field."""

    def __init__(
        self,
        surface: str,
        around: Around,
        entries: Entries,
        errors: Mapping[str, str] | None = None,
        suggested: Suggested = nothing,
    ) -> None:
        self._surface = surface
        self._around = around
        self._entries = entries
        self._errors = errors or {}
        self._suggested = suggested

    def draw(self, block: Json) -> Markup:
        """One block."""
        kind = str(block["type"])
        if kind in _DRAWN:
            return _html(kind, block, self)
        return _html("other", elements.undrawn(kind, "block"))

    def text(self, text: Json) -> Markup:
        """A text object, in paragraphs."""
        if text["type"] == "mrkdwn":
            return mrkdwn.draw(text["text"], self._around, verbatim=bool(text.get("verbatim")))
        return Markup("<p>{}</p>").format(self.line(text))

    def line(self, text: Json) -> Markup:
        """A text object within a line."""
        return choices.line(text, self._around)

    def seat(self, block: Json) -> Seat:
        """The place of the block's elements."""
        error = self._errors.get(str(block.get("block_id", "")), "")
        return Seat(self._surface, block, self._around, self._entries, error, self._suggested)

    def element(self, block: Json, element: Json) -> Markup:
        """An interactive element of the block."""
        return elements.draw(element, self.seat(block))

    def can_be_pointed_at(self, element: Json) -> bool:
        """Whether a `<label for>` fits."""
        return elements.is_one_control(element)

    def rich_text(self, block: Json) -> Markup:
        """A rich text block, or a table's cell."""
        return rich_text.draw(block, self._around)

    def markdown(self, text: str) -> Markup:
        """A markdown block's text."""
        return markdown.draw(text)

    def picture(self, image: Json) -> Picture:
        """Where a picture is."""
        return picture(image)

    def chart(self, block: Json) -> Chart:
        """A chart in lines and numbers."""
        return chart(block)

    def alignments(self, block: Json) -> Sequence[str]:
        """Of a table's columns, for as many as there are."""
        settings = block.get("column_settings", [])
        width = max((len(row) for row in block["rows"]), default=0)
        padded = [*settings, *[None] * width]
        return [(column or {}).get("align", "left") for column in padded[:width]]
