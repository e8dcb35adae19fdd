"""Logs: one line for each thing that happened, as text or JSON. Never what a person typed."""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
NOISY = ("slack_bolt", "slack_sdk", "apscheduler", "aiohttp", "asyncio")
"""Libraries that print whole payloads, or a line for each tick, when they are asked for detail."""

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def where(error: BaseException) -> str:
    """The lines of code that an error passed through; never its message, which may be private."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:])) or "nowhere"


class TextFormatter(logging.Formatter):
    """Says of an error what kind it is and where it happened, not its message."""

    def formatException(self, ei: ErrorInfo) -> str:  # noqa: N802  (logging's name)
        return f"{ei[0].__name__} at {where(ei[1])}" if ei[0] is not None else ""


class JsonFormatter(TextFormatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def start_logging(level: str, form: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter(LINE))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
