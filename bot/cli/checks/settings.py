"""The settings: everything that is wrong with them at once, and which of them can be used all the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cli.checks.finding import Finding, State
from bot.config import BadSettings, Settings, load, load_to_run

NAME = "settings"


@dataclass(frozen=True, slots=True)
class Given:
    """`settings` holds a default for what is `faulty`: who needs one of those can't go on."""

    settings: Settings
    faulty: frozenset[str]
    findings: tuple[Finding, ...]


def given(environment: Mapping[str, str]) -> Given:
    faults = _faults(environment)
    faulty = frozenset(fault.partition(":")[0] for fault in faults)
    sound = load({name: value for name, value in environment.items() if name not in faulty})
    found = [Finding(State.BROKEN, NAME, fault, "set it, and start Tandem again") for fault in faults]
    return Given(sound, faulty, (*(found or [_complete(sound)]), *_ignored(sound)))


def _faults(environment: Mapping[str, str]) -> tuple[str, ...]:
    try:
        load_to_run(environment)
    except BadSettings as bad:
        return bad.faults
    return ()


def _complete(settings: Settings) -> Finding:
    way_in = "Socket Mode" if settings.socket_mode else f"HTTP on port {settings.port}"
    keys = len(settings.encryption_keys)
    return Finding(State.OK, NAME, f"complete: {way_in}, {keys} encryption key{'s' * (keys > 1)}")


def _ignored(settings: Settings) -> list[Finding]:
    if not settings.ignored:
        return []
    names = ", ".join(settings.ignored)
    return [
        Finding(State.LOOK, NAME, f"ignored, for Tandem knows no such setting: {names}", "mend or unset it")
    ]
