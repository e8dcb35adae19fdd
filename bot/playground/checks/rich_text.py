"""Rich text: what people type in the client, and what the app may send."""

from bot.playground.checks.shapes import (
    Check,
    Shape,
    anything,
    boolean,
    by_type,
    listed,
    one_of,
    string,
    whole,
)

_ID: dict[str, Check] = {"block_id": string(255)}
_STYLED: dict[str, Check] = {"style": anything}
_WORDS: dict[str, Check] = {
    "text": Shape({"text": string(12_000, 0)}, _STYLED),
    "link": Shape({"url": string(3000)}, {**_STYLED, "text": string(3000), "unsafe": boolean}),
    "user": Shape({"user_id": string(20)}, _STYLED),
    "usergroup": Shape({"usergroup_id": string(20)}, _STYLED),
    "channel": Shape({"channel_id": string(20)}, _STYLED),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, _STYLED),
    "emoji": Shape({"name": string(100)}, {**_STYLED, "unicode": string(100), "skin_tone": whole(1, 6)}),
    "date": Shape(
        {"timestamp": whole(0, 2**40), "format": string(255)},
        {**_STYLED, "url": string(3000), "fallback": string(255)},
    ),
    "color": Shape({"value": string(20)}, _STYLED),
}
_WORD_LIST = listed(by_type(_WORDS), 1000)
_RICH_SECTION = Shape({"elements": _WORD_LIST})
_BORDER: dict[str, Check] = {"border": whole(0, 1)}
_RICH_LIST = Shape(
    {
        "style": one_of("bullet", "ordered"),
        "elements": listed(by_type({"rich_text_section": _RICH_SECTION}), 1000),
    },
    {**_BORDER, "indent": whole(0, 8), "offset": whole(0, 1000)},
)
_RICH_PARTS: dict[str, Check] = {
    "rich_text_section": _RICH_SECTION,
    "rich_text_list": _RICH_LIST,
    "rich_text_preformatted": Shape({"elements": _WORD_LIST}, _BORDER),
    "rich_text_quote": Shape({"elements": _WORD_LIST}, _BORDER),
}
RICH_TEXT = Shape({"elements": listed(by_type(_RICH_PARTS), 1000)}, _ID)
