"""Sealed text opens in its own place, with the right grant, and nowhere else."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.vault import InvalidToken, KeyRing, Vault, WallBreach
from bot.walls import Grant

KEYS = {b"aaaa": b"1" * 32, b"bbbb": b"2" * 32}
TEXT = "what Ana typed"


@dataclass
class Row:
    workspace_id: str = "T1"
    id: str = "r1"
    scope: str = "line1"
    words: bytes = b""
    other: bytes = b""
    __tablename__: str = "answers"
    __record__: ClassVar[str] = "answer"


@dataclass
class OtherTable(Row):
    __tablename__: str = "notes"


def grant(record: str = "answer", scope: str = "line1") -> Grant:
    return Grant("ana", record, "read", scope)


def vault(workspace: str = "T1", current: bytes = b"aaaa") -> Vault:
    return Vault(workspace, KEYS, current)


def sealed(text: str = TEXT) -> Row:
    row = Row()
    row.words = vault().seal(row, "words", text)
    return row


@given(st.text())
def test_what_was_sealed_opens_in_its_place(text: str) -> None:
    row = sealed(text)
    assert vault().open(row, "words", grant()) == text
    assert text.encode() not in row.words or len(text) < 4


def test_half_a_surrogate_pair_does_not_keep_the_rest_from_being_sealed() -> None:
    assert vault().open(sealed("half \ud83d an emoji"), "words", grant()) == "half ? an emoji"


def test_the_same_text_is_never_sealed_alike() -> None:
    assert sealed().words != sealed().words


@pytest.mark.parametrize(
    ("moved", "column", "into"),
    [
        (Row(id="r2"), "words", "T1"),
        (Row(), "other", "T1"),
        (OtherTable(), "words", "T1"),
        (Row(workspace_id="T2"), "words", "T2"),
    ],
    ids=["row", "column", "table", "workspace"],
)
def test_moved_elsewhere_it_does_not_open(moved: Row, column: str, into: str) -> None:
    setattr(moved, column, sealed().words)
    with pytest.raises(InvalidTag):
        vault(into).open(moved, column, grant())


@pytest.mark.parametrize("wrong", [grant(record="note"), grant(scope="line2")])
def test_a_grant_for_something_else_does_not_open_it(wrong: Grant) -> None:
    with pytest.raises(WallBreach) as raised:
        vault().open(sealed(), "words", wrong)
    assert TEXT not in str(raised.value)


@given(st.data())
def test_a_changed_envelope_does_not_open(data: st.DataObject) -> None:
    row = sealed()
    at = data.draw(st.integers(5, len(row.words) - 1))
    flipped = bytearray(row.words)
    flipped[at] ^= data.draw(st.integers(1, 255))
    row.words = bytes(flipped)
    with pytest.raises(InvalidTag):
        vault().open(row, "words", grant())


def test_a_new_data_key_seals_and_the_old_one_still_opens() -> None:
    row = sealed()
    newer = vault(current=b"bbbb")
    assert newer.open(row, "words", grant()) == TEXT
    row.words = newer.seal(row, "words", TEXT)
    assert row.words[1:5] == b"bbbb"
    assert vault().open(row, "words", grant()) == TEXT


def test_operator_keys_rotate() -> None:
    old, new = KeyRing.new_key(), KeyRing.new_key()
    _, wrapped = KeyRing([old]).new_data_key()
    rewrapped = KeyRing([new, old]).rewrap(wrapped)
    assert KeyRing([new]).unwrap(rewrapped) == KeyRing([old]).unwrap(wrapped)
    with pytest.raises(InvalidToken):
        KeyRing([new]).unwrap(wrapped)
    with pytest.raises(InvalidToken):
        KeyRing([old]).unwrap(rewrapped)
