"""What `tandem doctor` looks at. Nothing here changes anything, or shows a secret or what people wrote.

Each group of checks runs on a thread of its own, beside the others, and is left behind when it takes
too long: the end of the process does not wait for it.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from bot.app.logs import where
from bot.cli.checks import database, running, settings, slack
from bot.cli.checks.finding import Finding, State
from bot.clock import Clock

PATIENCE_SECONDS = 20.0
"""For a whole group; every single thing that is asked has a shorter time-out of its own."""

Group = Callable[[], Iterable[Finding]]


def examine(
    environment: Mapping[str, str], clock: Clock, *, patience: float = PATIENCE_SECONDS
) -> list[Finding]:
    """Everything that there is to say, in an order that begins with what the rest depends on."""
    given = settings.given(environment)
    groups: Mapping[str, Group] = {
        "settings": lambda: given.findings,
        "database": partial(database.look, given, clock),
        "Slack": partial(slack.look, given, clock),
        "process": partial(running.look, given),
    }
    begun = [_Examined(name, group) for name, group in groups.items()]
    return [finding for each in begun for finding in each.end(patience)]


class _Examined:
    """A group of checks that has begun."""

    def __init__(self, name: str, group: Group) -> None:
        self._name = name
        self._group = group
        self._found: list[Finding] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            for finding in self._group():
                self._found.append(finding)
        except Exception as error:  # its text may hold a secret
            said = f"this check itself failed ({type(error).__name__} at {where(error)})"
            self._found.append(Finding(State.BROKEN, self._name, said, "please report this line"))

    def end(self, seconds: float) -> list[Finding]:
        self._thread.join(seconds)
        if not self._thread.is_alive():
            return self._found
        late = Finding(
            State.BROKEN,
            self._name,
            f"no answer within {seconds:.0f} s",
            "see whether it can be reached from this machine",
        )
        return [*self._found, late]


__all__ = ["Finding", "State", "examine"]
