"""Message times: from the company clock, unique, and always later than the one before."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
_MICROSECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970, without the rounding of floats."""
    past = moment - _EPOCH
    return (past.days * 86_400 + past.seconds) * _MICROSECOND + past.microseconds


class Timestamps:
    """Slack's `ts`: seconds since 1970 and six more digits, as text."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self.last = 0
        """Of the last one that was given, in microseconds since 1970."""

    def next(self) -> str:
        """A new one. Where the clock stands still (tests), the last digits still move on."""
        self.last = max(self.last + 1, microseconds(self._now()))
        return f"{self.last // _MICROSECOND}.{self.last % _MICROSECOND:06d}"


def order(ts: str) -> tuple[int, int]:
    """A `ts` (or a plain number of seconds) as something that sorts; ValueError if it is neither."""
    seconds, _, rest = ts.partition(".")
    return int(seconds), int(rest.ljust(6, "0")[:6] or "0")
