"""The demo's transcript: what was said, and beside each line who could see it."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

CHAIN_STYLE = {"people": "orange3", "direction": "dodger_blue1", "tandem": "grey58"}
FULL, SHORT = 24, 2
"""Lines of a message: in each scene the first of its kind is told in full, later ones in short."""


class Transcript:
    """Prints scenes to a terminal. Times are in the zone of whoever reads or writes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._day = ""
        self._kinds: set[str] = set()

    def title(self, words: str, below: str) -> None:
        self._console.print(Rule(Text(words, style="bold")))
        self._console.print(Text(below, style="grey58"), justify="center")

    def scene(self, words: str) -> None:
        self._kinds.clear()
        self._console.print()
        self._console.print(Text(f"  {words}", style="bold italic"))

    def note(self, label: str, names: Iterable[str]) -> None:
        self._console.print(Text(f"  {label}: {', '.join(names) or 'nobody'}", style="grey58"))

    def day(self, moment: datetime) -> None:
        """A heading, once for each day in UTC."""
        words = f"{moment:%A} {moment.day} {moment:%B}"
        if words != self._day:
            self._day = words
            self._console.print()
            self._console.print(Rule(Text(words, style="bold"), align="left", characters="─"))

    def line(
        self,
        moment: datetime,
        zone: str,
        who: str,
        says: str,
        seen_by: str,
        *,
        chain: str = "tandem",
        kind: str | None = None,
    ) -> None:
        """`kind` names what is told in full only once; None is always told in full."""
        row = Table.grid(padding=(0, 1), expand=True)
        row.add_column(width=17, style="grey58", no_wrap=True)
        row.add_column(width=20, style=CHAIN_STYLE[chain], overflow="fold")
        row.add_column(ratio=1, overflow="fold")
        row.add_column(width=24, style="grey58", overflow="fold")
        row.add_row(local(moment, zone), who, Text(clipped(says, self._length(kind))), f"seen by {seen_by}")
        self._console.print(Padding(row, (0, 0, 0, 1)))

    def _length(self, kind: str | None) -> int:
        if kind is None or kind not in self._kinds:
            self._kinds.add(kind or "")
            return FULL
        return SHORT

    def table(
        self, title: str, columns: Iterable[str], rows: Iterable[Iterable[str]], note: str = ""
    ) -> None:
        table = Table(
            title=title, title_justify="left", title_style="bold", caption=note, caption_justify="left"
        )
        for column in columns:
            table.add_column(column)
        for row in rows:
            table.add_row(*row)
        self._console.print()
        self._console.print(table)


def local(moment: datetime, zone: str) -> str:
    city = zone.rpartition("/")[2].replace("_", " ")
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M} {city}"


def clipped(text: str, length: int) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(lines if len(lines) <= length else [*lines[: length - 1], f"{lines[length - 1]} …"])
