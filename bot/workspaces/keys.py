"""From the operator's keys to a workspace's vault."""

from datetime import datetime

from sqlalchemy import event, select
from sqlalchemy.orm import Session, object_session

from bot.storage.vault import KeyRing, Keys, Plain, Sealable, Vault
from bot.storage.work import ONLY_READS
from bot.workspaces.models import DataKey


class NoDataKey(LookupError):  # noqa: N818  (a state, as its neighbours are)
    """The workspace was never given a data key: its installation did not end."""


class Vaults:
    """Each workspace's vault, unwrapped once and kept: unwrapping is slow on purpose."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._vaults: dict[str, Vault] = {}

    def of(self, session: Session, workspace_id: str) -> Vault:
        """The vault of a workspace. Raises `NoDataKey`, or `InvalidToken` where none of our keys fits."""
        if workspace_id in self._vaults:
            return self._vaults[workspace_id]
        vault = self._open(session, workspace_id)
        if session.info.get(ONLY_READS):
            self._vaults[workspace_id] = vault
        else:  # the key may be as new as this transaction, and be rolled back with it
            event.listen(session, "after_commit", lambda _: self._keep(workspace_id, vault), once=True)
        return vault

    def _keep(self, workspace_id: str, vault: Vault) -> None:
        self._vaults[workspace_id] = vault

    def _open(self, session: Session, workspace_id: str) -> Vault:
        keys = self._keys(session, workspace_id)
        if not keys:
            raise NoDataKey(f"workspace {workspace_id} has no data key")

        def anew(row: Sealable) -> Keys:
            own = row.session if isinstance(row, Plain) else object_session(row)
            return self._keys(own, workspace_id) if own is not None else {}

        return Vault(workspace_id, keys, current=list(keys)[-1], anew=anew)

    def _keys(self, session: Session, workspace_id: str) -> Keys:
        """The workspace's data keys, the newest last."""
        query = select(DataKey.key_id, DataKey.wrapped).where(DataKey.workspace_id == workspace_id)
        rows = session.execute(query.order_by(DataKey.created_at))
        return {bytes.fromhex(key_id): self._ring.unwrap(wrapped) for key_id, wrapped in rows}


def give_data_key(session: Session, ring: KeyRing, workspace_id: str, now: datetime) -> None:
    key_id, wrapped = ring.new_data_key()
    session.add(DataKey(workspace_id=workspace_id, key_id=key_id.hex(), wrapped=wrapped, created_at=now))


def rewrap_all(session: Session, ring: KeyRing) -> int:
    """Wrap every data key with the first of the operator's keys; how many there were."""
    rows = session.scalars(select(DataKey)).all()
    for row in rows:
        row.wrapped = ring.rewrap(row.wrapped)
    return len(rows)
