"""The log as Tandem writes it, for tests."""

import json
import logging
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from bot.app.logs import JsonFormatter, TextFormatter

Line = Mapping[str, Any]


class Written(logging.Handler):
    """A handler that keeps the lines, as JSON and as text."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[dict[str, Any]] = []
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))
        self.texts.append(TextFormatter().format(record))

    @property
    def ways(self) -> dict[str, list[Line]]:
        """All lines of each way, in order."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if "way" in line:
                found[line["way"]].append(line)
        return found

    def way_of(self, message: str, **fields: str) -> list[Line]:
        """Everything on the newest way that holds a line like this."""
        wanted = {"message": message, **fields}
        line = next(line for line in reversed(self.lines) if wanted.items() <= line.items())
        return self.ways[line["way"]]
