"""Short ways to write blocks in tests."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "text", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "go", label: str = "Go", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(label), **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def option(value: str, text: str | None = None) -> Json:
    return {"text": plain(text or value), "value": value}


def select(*values: str, kind: str = "static_select", **more: Any) -> Json:
    options = [option(value) for value in values]
    return {"type": kind, "action_id": "pick", "options": options, **more}


def text_input(action_id: str = "text", **more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": action_id, **more}


def input_block(element: Json | None = None, label: str = "Label", **more: Any) -> Json:
    return {"type": "input", "label": plain(label), "element": element or text_input(), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    ends = {"title": plain("Title"), "submit": plain("Send")}
    return {"type": "modal", **ends, "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def table(rows: int, columns: int) -> Json:
    cell = {"type": "raw_text", "text": "x"}
    return {"type": "table", "rows": [[cell] * columns for _ in range(rows)]}


def bars(categories: int = 2, series: int = 1) -> Json:
    labels = [f"c{number}" for number in range(categories)]
    data = [{"label": label, "value": 1} for label in labels]
    lines = [{"name": f"s{number}", "data": data} for number in range(series)]
    chart = {"type": "bar", "series": lines, "axis_config": {"categories": labels}}
    return {"type": "data_visualization", "title": "Chart", "chart": chart}


def pie(segments: int = 2) -> Json:
    parts = [{"label": f"s{number}", "value": 1} for number in range(segments)]
    return {"type": "data_visualization", "title": "Chart", "chart": {"type": "pie", "segments": parts}}
