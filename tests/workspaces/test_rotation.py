"""Rotating the operator's keys: what was sealed before opens after, also without the old key."""

from typing import ClassVar

import pytest

from bot.clock import ManualClock
from bot.errors import Stop
from bot.storage.engine import Database, open_database
from bot.storage.vault import InvalidToken, KeyRing
from bot.storage.work import reading, writing
from bot.walls import Grant, Policy
from bot.workspaces.install import ensure_row
from bot.workspaces.keys import Vaults
from bot.workspaces.rotation import rotate
from tests.conftest import WORKSPACE

POLICY = Policy({"note": {"read": frozenset({"author"})}})


class Note:
    """A row with sealed text, without a table of its own."""

    __tablename__ = "notes"
    __record__: ClassVar[str] = "note"
    scope = "line"

    def __init__(self) -> None:
        self.workspace_id = WORKSPACE
        self.id = "n1"
        self.text = b""


def grant() -> Grant:
    return POLICY.permit("me", {"author"}, "note", "read", scope="line")


def sealed(database: Database, ring: KeyRing) -> Note:
    note = Note()
    with reading(database) as session:
        note.text = Vaults(ring).of(session, WORKSPACE).seal(note, "text", "between us")
    return note


def opened(database: Database, ring: KeyRing, note: Note) -> str:
    with reading(database) as session:
        return Vaults(ring).of(session, WORKSPACE).open(note, "text", grant())


@pytest.fixture
def old() -> str:
    return KeyRing.new_key()


@pytest.fixture
def new() -> str:
    return KeyRing.new_key()


@pytest.fixture
def note(database: Database, clock: ManualClock, old: str) -> Note:
    ring = KeyRing([old])
    with writing(database) as session:
        for team in (WORKSPACE, "T0OTHER"):
            ensure_row(session, ring, team, clock.now())
    return sealed(database, ring)


def test_text_sealed_before_opens_after_and_without_the_old_key(
    database: Database, database_url: str, note: Note, old: str, new: str
) -> None:
    assert rotate(open_database(database_url), KeyRing([new, old])) == 2
    assert opened(database, KeyRing([new, old]), note) == "between us"
    assert opened(database, KeyRing([new]), note) == "between us"
    with pytest.raises(InvalidToken):
        opened(database, KeyRing([old]), note)


def test_rotating_twice_is_harmless(
    database: Database, database_url: str, note: Note, old: str, new: str
) -> None:
    for _ in range(2):
        assert rotate(open_database(database_url), KeyRing([new, old])) == 2
    assert opened(database, KeyRing([new]), note) == "between us"


def test_without_the_key_that_was_used_nothing_changes(
    database: Database, database_url: str, note: Note, old: str, new: str
) -> None:
    with pytest.raises(Stop, match="add the key that was used before"):
        rotate(open_database(database_url), KeyRing([new]))
    assert opened(database, KeyRing([old]), note) == "between us"
