"""From the operator's keys to a workspace's vault."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.vault import KeyRing, Vault
from bot.workspaces.models import DataKey


class Vaults:
    """Each workspace's vault, unwrapped once and kept: unwrapping is slow on purpose."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._vaults: dict[str, Vault] = {}

    def of(self, session: Session, workspace_id: str) -> Vault:
        """The vault of a workspace that has a data key. Raises `InvalidToken` where no key fits."""
        if workspace_id not in self._vaults:
            self._vaults[workspace_id] = self._open(session, workspace_id)
        return self._vaults[workspace_id]

    def _open(self, session: Session, workspace_id: str) -> Vault:
        rows = session.scalars(
            select(DataKey).where(DataKey.workspace_id == workspace_id).order_by(DataKey.created_at)
        ).all()
        keys = {bytes.fromhex(row.key_id): self._ring.unwrap(row.wrapped) for row in rows}
        return Vault(workspace_id, keys, current=bytes.fromhex(rows[-1].key_id))


def give_data_key(session: Session, ring: KeyRing, workspace_id: str, now: datetime) -> None:
    key_id, wrapped = ring.new_data_key()
    session.add(DataKey(workspace_id=workspace_id, key_id=key_id.hex(), wrapped=wrapped, created_at=now))


def rewrap_all(session: Session, ring: KeyRing) -> int:
    """Wrap every data key with the first of the operator's keys; how many there were."""
    rows = session.scalars(select(DataKey)).all()
    for row in rows:
        row.wrapped = ring.rewrap(row.wrapped)
    return len(rows)
