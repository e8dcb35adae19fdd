"""Every kind of block and element once, for tests and for whoever wants to look at them.

`python -m tests.playground.page.gallery > gallery.html` writes them as one page, with the page's own styles.
"""

import sys
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from bot.playground.api.normal import escaped_blocks, normal_blocks
from bot.playground.page.show.around import Around
from bot.playground.page.show.blocks import draw_message, draw_view
from bot.playground.page.show.templates import TEMPLATES
from bot.playground.reading.rich_text import as_rich_text
from bot.playground.state.conversations import Conversation
from bot.playground.state.files import File
from bot.playground.state.ids import Ids
from bot.playground.state.messages import Message
from bot.playground.state.users import User
from bot.playground.state.views import View
from bot.playground.state.workspace import Workspace
from tests.playground.blocks import actions, button, input_block, modal, mrkdwn, option, plain, section

Json = dict[str, Any]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOMORROW = int(datetime(2026, 3, 3, 9, 0, tzinfo=UTC).timestamp())

IDS = Ids()
WORKSPACE = Workspace(IDS, int(NOW.timestamp()))
NAMES = ("Ana Ruiz", "Ben Okafor", "Chiara Bianchi", "Dmitri Vasquez", "Esi Mensah")
PEOPLE = [User(f"U00{n}", "T1", f"p{n}", name, f"p{n}@example.com") for n, name in enumerate(NAMES, 1)]
PEOPLE[0].tz = "Europe/Madrid"
ANA, BEN = PEOPLE[0], PEOPLE[1]
CHANNELS = [
    Conversation("C001", "general", 0, "U001", []),
    Conversation("C002", "atlas", 0, "U001", []),
    Conversation("C003", "leads", 0, "U001", [], is_private=True),
]
WORKSPACE.users |= {user.id: user for user in PEOPLE}
WORKSPACE.conversations |= {where.id: where for where in CHANNELS}
AROUND = Around(WORKSPACE, ANA, NOW, PEOPLE, CHANNELS)

TEXTS = [
    "Plain, *bold*, _italic_, ~struck~, *_both_*, `code`, and &lt;escaped&gt; &amp; harmless.",
    "Hello <@U001>, this is <@U002> in <#C001>. <!here>: <https://example.com/a?b=1&amp;c=2|a link> and"
    " <mailto:ana@example.com|ana@example.com>, :handshake: and :compass:, :unknown_name:.",
    f"Due <!date^{TOMORROW}^{{date_long_pretty}} at {{time}}|on Tuesday>, that is"
    f" <!date^{TOMORROW}^{{date_long}}|on Tuesday>.",
    "&gt; A quotation of *two* lines,\n&gt; and this is the second.\nAnd what stands below it.",
    "A list by hand:\n• the first, which is long enough to run over the end of the line when the window is"
    " narrow, as it is on a phone\n• the second\n\n"
    "```\ndef code(that: stands) -> None:\n    by_itself()\n```",
]
CONFIRM = {
    "title": plain("Withdraw it?"),
    "text": mrkdwn("*Ben* will no longer see it."),
    "confirm": plain("Withdraw"),
    "deny": plain("Keep it"),
    "style": "danger",
}
PICTURE = {"type": "image", "image_url": "https://pictures.example/mood.png", "alt_text": "Mood over time"}
OURS = {"type": "image", "slack_file": {"id": "F001"}, "alt_text": "Balance of the two chains"}
OVERFLOW = {
    "type": "overflow",
    "action_id": "more",
    "options": [option("skip", "Skip this one"), option("pause", "Pause for a week")],
}
OPTIONS = [
    option("a", "Every week"),
    option("b", "Every two weeks") | {"description": plain("What most pairs do")},
    option("c", "Every month"),
]


def _words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def _rich(kind: str, *words: Json, **more: Any) -> Json:
    return {"type": f"rich_text_{kind}", "elements": list(words), **more}


RICH_TEXT = {
    "type": "rich_text",
    "elements": [
        _rich(
            "section",
            _words("Rich: "),
            _words("bold", bold=True),
            _words(", "),
            _words("all", bold=True, italic=True, strike=True),
            _words(", "),
            _words("code", code=True),
            _words(" by "),
            {"type": "user", "user_id": "U002"},
            _words(" in "),
            {"type": "channel", "channel_id": "C002"},
            _words(" for "),
            {"type": "broadcast", "range": "here"},
            _words(" and "),
            {"type": "usergroup", "usergroup_id": "S001"},
            _words(": "),
            {"type": "link", "url": "https://example.com", "text": "a link"},
            _words(" "),
            {"type": "emoji", "name": "handshake", "unicode": "1f91d"},
            _words(" "),
            {"type": "date", "timestamp": TOMORROW, "format": "{date_short_pretty}", "fallback": "Tuesday"},
            _words(" "),
            {"type": "color", "value": "#f2a154"},
        ),
        _rich("list", _rich("section", _words("one")), _rich("section", _words("two")), style="ordered"),
        _rich("list", _rich("section", _words("two, a")), style="ordered", indent=1),
        _rich("list", _rich("section", _words("three")), style="ordered", offset=2),
        _rich("list", _rich("section", _words("a bullet")), style="bullet"),
        _rich("list", _rich("section", _words("deeper")), style="bullet", indent=1),
        _rich("list", _rich("section", _words("deeper still")), style="bullet", indent=2),
        _rich("quote", _words("As somebody said.")),
        _rich("preformatted", _words("let it = stand;\n  as it is();")),
    ],
}
MARKDOWN = """# A heading
Some **bold**, *italic* and ~~struck~~ text with `code`, [a link](https://example.com) and <b>no</b> tags.

1. one
2. two
   - nested

> A quotation

| team | kept |
|:-----|-----:|
| Atlas | 7 |
| Borealis | 12 |

![A picture](https://pictures.example/p.png)
"""


def _plot(kind: str, title: str) -> Json:
    weeks = ["Feb 2", "Feb 9", "Feb 16", "Feb 23"]
    series = [
        {"name": name, "data": [{"label": w, "value": v} for w, v in zip(weeks, values, strict=True)]}
        for name, values in (("People", (4, 6.5, 5, 8)), ("Direction", (3, -1, 6, 7)))
    ]
    axis = {"categories": weeks, "x_label": "Week", "y_label": "Duties kept"}
    chart = {"type": kind, "series": series, "axis_config": axis}
    return {"type": "data_visualization", "title": title, "chart": chart}


PIE = {
    "type": "data_visualization",
    "title": "Stances",
    "chart": {
        "type": "pie",
        "segments": [
            {"label": "I'm in", "value": 7},
            {"label": "A question", "value": 2},
            {"label": "Differently", "value": 1},
        ],
    },
}
TABLE = {
    "type": "table",
    "column_settings": [None, {"align": "right"}, {"align": "center"}],
    "rows": [
        [{"type": "raw_text", "text": each} for each in ("Team", "Kept", "Note")],
        [
            {"type": "raw_text", "text": "Atlas"},
            {"type": "raw_number", "value": 7},
            {"type": "rich_text", "elements": [_rich("section", _words("on time", bold=True))]},
        ],
        [{"type": "raw_text", "text": each} for each in ("Borealis", "12", "-")],
    ],
}
CARD = {
    "type": "card",
    "icon": OURS,
    "title": mrkdwn("*Atlas*"),
    "subtitle": plain("Led by Esi Mensah"),
    "body": mrkdwn("Goes where the _two chains_ meet."),
    "actions": [button("open", "Open"), button("leave", "Leave", style="danger", confirm=CONFIRM)],
}


def _select(kind: str, action_id: str, **more: Any) -> Json:
    return {"type": kind, "action_id": action_id, **more}


BLOCKS: list[Json] = [
    {"type": "header", "text": plain("🤝 One-on-one with Ben")},
    *(section(text) for text in TEXTS),
    section("With a button", accessory=button("answer", "Answer", value="1")),
    section("With a menu behind dots, and a text that is long enough to run over", accessory=OVERFLOW),
    section("With a picture that is elsewhere", accessory=PICTURE),
    section("With a picture of ours", accessory=OURS),
    section("With a person", accessory=_select("users_select", "who", placeholder=plain("Who is it?"))),
    {"type": "section", "fields": [mrkdwn(f"*Field {n}*\nIts value") for n in range(1, 5)]},
    {"type": "divider"},
    {
        "type": "context",
        "elements": [PICTURE, OURS, mrkdwn("Only *you and Ben* can read this."), plain("Plain")],
    },
    actions(
        button("go", "Answer", style="primary"),
        button("no", "Withdraw", style="danger", confirm=CONFIRM),
        button("link", "Read more", url="https://example.com"),
        button("odd", "Odd link", url="javascript:alert(1)"),
        _select("static_select", "often", options=OPTIONS, placeholder=plain("How often?")),
        _select("datepicker", "day", initial_date="2026-03-09"),
        _select("timepicker", "time", initial_time="14:30"),
        _select("datetimepicker", "moment", initial_date_time=TOMORROW),
        OVERFLOW,
    ),
    actions(
        _select("radio_buttons", "one", options=OPTIONS, initial_option=OPTIONS[1]),
        _select("checkboxes", "some", options=OPTIONS, initial_options=OPTIONS[:1]),
        _select("multi_users_select", "people", initial_users=["U002", "U003"]),
        _select("channels_select", "channel", initial_channel="C002"),
        _select("conversations_select", "conversation"),
        _select("external_select", "elsewhere"),
    ),
    PICTURE | {"title": plain("Somewhere else")},
    OURS | {"title": plain("Uploaded")},
    RICH_TEXT,
    {"type": "markdown", "text": MARKDOWN},
    TABLE,
    _plot("bar", "Kept in February"),
    PIE,
    CARD,
]
MORE_CHARTS = [_plot("line", "As lines"), _plot("area", "As areas")]
FORM = modal(
    {"type": "alert", "level": "info", "text": mrkdwn("Only *you and Ben* will read this.")},
    {"type": "alert", "level": "error", "text": plain("That was too late.")},
    input_block(
        _select("plain_text_input", "text", multiline=True, max_length=3000, placeholder=plain("In short")),
        "What works?",
        block_id="works",
        hint=plain("Ben reads this before you meet."),
    ),
    input_block(_select("plain_text_input", "text"), "A title", block_id="title", optional=True),
    input_block(
        _select("number_input", "n", is_decimal_allowed=False, max_value="5"), "How many?", block_id="n"
    ),
    input_block(_select("email_text_input", "mail"), "Whose address?", block_id="mail"),
    input_block(_select("url_text_input", "url"), "Which page?", block_id="url"),
    input_block(_select("datepicker", "day"), "Which day?", block_id="day"),
    input_block(_select("static_select", "often", options=OPTIONS), "How often?", block_id="often"),
    input_block(
        _select("static_select", "grouped", option_groups=[{"label": plain("Usual"), "options": OPTIONS}]),
        "In groups",
        block_id="grouped",
    ),
    input_block(_select("users_select", "who"), "Who leads?", block_id="who"),
    input_block(
        _select("multi_users_select", "people", max_selected_items=3), "Who is in it?", block_id="people"
    ),
    input_block(_select("multi_static_select", "days", options=OPTIONS), "Which ones?", block_id="days"),
    input_block(_select("multi_channels_select", "rooms"), "Which channels?", block_id="rooms"),
    input_block(_select("multi_conversations_select", "places"), "Which places?", block_id="places"),
    input_block(_select("radio_buttons", "one", options=OPTIONS), "Just one", block_id="one"),
    input_block(_select("checkboxes", "some", options=OPTIONS), "Some", block_id="some", optional=True),
    input_block(_select("rich_text_input", "rich"), "Rich text", block_id="rich"),
)
ENTRIES: dict[tuple[str, str], Any] = {
    ("works", "text"): "Pairing on\nThursdays",
    ("people", "people"): ["U001", "U005"],
    ("one", "one"): OPTIONS[2],
    ("n", "n"): "7",
}
ERRORS = {
    "n": "Five at most, please.",
    "one": "Choose something else.",
    "people": "Ana is in it already.",
    "title": "This title is taken.",
}


def message(*blocks: Json, text: str = "", **more: Any) -> Message:
    """A message of the app's, as the local Slack keeps it."""
    kept = escaped_blocks(normal_blocks(list(blocks), IDS))
    fields = {"bot": {"bot_id": "B1"}} | more
    return Message("D001", "1772442000.000100", "UBOT", text, WORKSPACE, blocks=kept, **fields)


def typed(text: str) -> Message:
    """A message that a person typed; `text` is in escaped form."""
    return Message("D001", "1772442000.000200", ANA.id, text, WORKSPACE, blocks=[as_rich_text(text, "b")])


def with_files() -> Message:
    """A message with a picture and a table for a spreadsheet."""
    mood = File(
        "F001", "mood.svg", 1_234, "UBOT", 0, title="Mood over time", alt_text="It goes up", content=b""
    )
    records = File("F002", "records.csv", 2_345_678, "UBOT", 0, title="Your records", content=b"")
    return message(text="Here is what you asked for.", files=[mood, records])


def form() -> View:
    """A modal with entries and errors."""
    blocks = normal_blocks(FORM["blocks"], IDS)
    return View("V001", ANA.id, FORM | {"blocks": blocks}, "h", WORKSPACE, entries=ENTRIES, errors=ERRORS)


_PAGE = """<!doctype html>
<html lang="en"{% if theme %} data-theme="{{ theme }}"{% endif %}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gallery</title>
<link rel="stylesheet" href="{{ static }}/theme.css">
<link rel="stylesheet" href="{{ static }}/blocks.css"></head>
<body>{% for part in parts %}<main>{{ part }}</main>{% endfor %}</body>
</html>
"""


def page(theme: str = "", static: str = "bot/playground/page/static") -> str:
    """All of it."""
    parts: list[Markup] = [
        draw_message(message(*BLOCKS), AROUND),
        draw_message(message(*MORE_CHARTS), AROUND),
        draw_message(message({"type": "video"}), AROUND),
        draw_message(typed("I typed *this*, https://example.com/x and `that`.\n&gt; quoted"), AROUND),
        draw_message(with_files(), AROUND),
        draw_view(form(), AROUND),
    ]
    return TEMPLATES.from_string(_PAGE).render(parts=parts, theme=theme, static=static)


if __name__ == "__main__":
    sys.stdout.write(page())
