"""From the operator's keys to a workspace's vault, and around."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.inbox.models import Held
from bot.storage.engine import Database
from bot.storage.vault import InvalidToken, KeyRing, Plain, Vault
from bot.storage.work import reading, writing
from bot.walls import Grant
from bot.workspaces.keys import NoDataKey, Vaults, give_data_key, rewrap_all
from bot.workspaces.models import DataKey, Workspace
from tests.conftest import WORKSPACE


def test_an_operator_s_key_is_replaced_without_touching_what_was_sealed(
    database: Database, clock: ManualClock
) -> None:
    old, new = KeyRing.new_key(), KeyRing.new_key()
    install(database, KeyRing([old]), clock, Vaults(KeyRing([old])), fails=False)
    with writing(database) as session:
        assert rewrap_all(session, KeyRing([new, old])) == 1
    with reading(database) as session:
        assert isinstance(Vaults(KeyRing([new])).of(session, "T0NEW"), Vault)
        with pytest.raises(InvalidToken):
            Vaults(KeyRing([old])).of(session, "T0NEW")


def test_a_key_that_was_rolled_back_seals_nothing(
    database: Database, ring: KeyRing, clock: ManualClock
) -> None:
    vaults = Vaults(ring)
    install(database, ring, clock, vaults, fails=True)
    with reading(database) as session, pytest.raises(NoDataKey):
        vaults.of(session, "T0NEW")
    install(database, ring, clock, vaults, fails=False)
    with reading(database) as session:
        kept = session.scalars(select(DataKey.key_id).where(DataKey.workspace_id == "T0NEW")).one()
        assert vaults.of(session, "T0NEW")._current.hex() == kept


def install(database: Database, ring: KeyRing, clock: ManualClock, vaults: Vaults, *, fails: bool) -> None:
    with writing(database) as session:
        session.add(Workspace(workspace_id="T0NEW", name="New", created_at=clock.now()))
        session.flush()
        give_data_key(session, ring, "T0NEW", clock.now())
        session.flush()
        vaults.of(session, "T0NEW")
        if fails:
            session.rollback()


def test_a_vault_is_unwrapped_once(database: Database, ring: KeyRing, workspace: str) -> None:
    vaults = Vaults(ring)
    with reading(database) as session:
        first = vaults.of(session, workspace)
    with writing(database) as session:
        assert vaults.of(session, WORKSPACE) is first


@dataclass(slots=True)
class PlainHeld(Plain):
    """What the inbox holds, read as plain columns."""

    __tablename__ = Held.__tablename__
    __record__: ClassVar[str] = Held.__record__

    text: bytes
    scope: str


def test_what_was_sealed_with_a_key_that_another_process_added_opens(
    database: Database, ring: KeyRing, clock: ManualClock, workspace: str
) -> None:
    vaults = Vaults(ring)
    with reading(database) as session:
        vaults.of(session, workspace)
    with writing(database) as session:
        give_data_key(session, ring, workspace, clock.now() + timedelta(seconds=1))
    with reading(database) as session:
        held = Held(workspace_id=workspace, id="held", person_id="ana")
        session.add(held)
        held.text = Vaults(ring).of(session, workspace).seal(held, "text", "hello")
        grant = Grant("ana", held.__record__, "read", held.scope)
        plain = PlainHeld(session, workspace, held.id, held.text, held.scope)
        assert vaults.of(session, workspace).open(plain, "text", grant) == "hello"
        assert vaults.of(session, workspace).open(held, "text", grant) == "hello"
