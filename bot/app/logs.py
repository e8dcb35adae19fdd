"""Logs: one line for each thing that happened, as text or JSON. Never what a person typed.

Every line of one way (`bot.watch`) bears its id, so that searching for it shows all that followed from
one request or tick. What a line says beside its words are fields: `key=value` in text, keys in JSON.
"""

import json
import logging
import re
import traceback
from copy import copy
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from bot.watch import FIELDS, Carried, Watcher, way_id

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
NOISY = ("slack_bolt", "slack_sdk", "apscheduler", "aiohttp", "asyncio")
"""Libraries that print whole payloads, or a line for each tick, when they are asked for detail."""
log = logging.getLogger("bot.journal")

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def where(error: BaseException) -> str:
    """The lines of code that an error passed through; never its message, which may be private."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-6:])) or "nowhere"


class TextFormatter(logging.Formatter):
    """Says of an error what kind it is and where it happened, not its message."""

    def format(self, record: logging.LogRecord) -> str:
        """Of a copy: what another handler made of the error, and left in the record, has its message."""
        mine = copy(record)
        mine.exc_text = None
        return super().format(mine)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (logging's name)
        record.message = _said(record)
        said = " ".join(f"{name}={_plain(value)}" for name, value in _fields(record).items())
        return f"{super().formatMessage(record)} {said}" if said else super().formatMessage(record)

    def formatException(self, ei: ErrorInfo) -> str:  # noqa: N802  (logging's name)
        return f"{ei[0].__name__} at {where(ei[1])}" if ei[0] is not None else ""


class JsonFormatter(TextFormatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": _said(record),
            **_fields(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def _said(record: logging.LogRecord) -> str:
    """The message; of asyncio's only its beginning, for it goes on with the error and what was called."""
    said = record.getMessage()
    return re.split(r"[\n(<]", said, maxsplit=1)[0].strip() if record.name == "asyncio" else said


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = dict(getattr(record, FIELDS, {}))
    way = way_id()
    return fields | {"way": way} if way else fields


def _plain(value: Any) -> str:
    """One word, so that a line stays one line and its fields can be told apart."""
    text = str(value)
    return text if text.isprintable() and " " not in text and text else json.dumps(text)


def start_logging(level: str, form: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter(LINE))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    quieten()
    # What our lines do not show need not be found out for each of them (logging's own advice).
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def quieten() -> None:
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)


class Journal:
    """A watcher that writes a line for each thing, and passes it on to one that counts."""

    def __init__(self, counting: Watcher) -> None:
        self._counting = counting

    def answered(self, kind: str, route: str, result: str, seconds: float, retry: int) -> None:
        self._counting.answered(kind, route, result, seconds, retry)
        if log.isEnabledFor(logging.INFO):
            again = {"retry": retry} if retry else {}
            said = {"kind": kind, "route": route, "result": result, "ms": _ms(seconds), **again}
            log.info("answered", extra={FIELDS: said})

    def swept(self, source: str, rows: int, seconds: float) -> None:
        self._counting.swept(source, rows, seconds)
        log.info("swept", extra={FIELDS: {"source": source, "rows": rows, "ms": _ms(seconds)}})

    def carried(self, message: Carried) -> None:
        self._counting.carried(message)
        if log.isEnabledFor(logging.INFO):
            said = {
                "delivery": message.delivery,
                "chain": message.chain,
                "kind": message.kind,
                "result": message.result,
                "attempt": message.attempt,
                "ms": _ms(message.seconds),
            }
            log.info("carried", extra={FIELDS: said})

    def called(self, method: str, result: str, seconds: float) -> None:
        self._counting.called(method, result, seconds)
        if log.isEnabledFor(logging.DEBUG):
            log.debug("called", extra={FIELDS: {"method": method, "result": result, "ms": _ms(seconds)}})

    def unsure(self, what: str) -> None:
        self._counting.unsure(what)  # whoever asked the database writes the line


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
