"""Text at rest: sealed with the workspace's own data keys, which the operator's keys wrap.

The envelope is `version | key id | nonce | ciphertext`. Workspace, table, row and column are
authenticated with it, so that a sealed text moved to another place does not open. AES-256-GCM
comes from `cryptography`; wrapping is its MultiFernet: the first operator key wraps, all unwrap.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from bot.walls import Grant

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12
DATA_KEY_BYTES = 32


class WallBreach(Exception):  # noqa: N818
    """A fault of ours: a grant was used on a row that it does not cover. Says no content."""


class Sealable(Protocol):
    """A row that holds sealed text. `scope` is the id of what its wall surrounds."""

    __tablename__: str
    __record__: ClassVar[str]
    workspace_id: str
    id: str

    @property
    def scope(self) -> str: ...


@dataclass(slots=True)
class Plain:
    """The beginning of a row that was read as plain columns, and so is not known to its session."""

    session: Session
    workspace_id: str
    id: str


Keys = Mapping[bytes, bytes]
"""Data keys by their id."""


class Vault:
    """Seals and opens one workspace's text. Rows must bear their id before they are sealed.

    `anew` reads the keys again, where the row comes from: another process may have added one.
    """

    def __init__(
        self,
        workspace_id: str,
        keys: Keys,
        current: bytes,
        *,
        anew: Callable[[Sealable], Keys] = lambda _row: {},
    ) -> None:
        self._workspace_id = workspace_id
        self._ciphers = _ciphers(keys)
        self._current = current
        self._anew = anew

    def seal(self, row: Sealable, column: str, text: str) -> bytes:
        """Half a surrogate pair, which no text can hold at rest, becomes a question mark."""
        nonce = os.urandom(NONCE_BYTES)
        place = self._place(row, column)
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(errors="replace"), place)
        return VERSION + self._current + nonce + sealed

    def open(self, row: Sealable, column: str, grant: Grant) -> str:
        """The text. Raises `WallBreach` where the grant is for something else."""
        if (grant.record, grant.scope) != (row.__record__, row.scope):
            raise WallBreach(f"a grant for {grant.record} does not open {row.__tablename__}")
        return self._decrypt(row, column)

    def _decrypt(self, row: Sealable, column: str) -> str:
        envelope: bytes = getattr(row, column)
        key_id = envelope[1 : 1 + KEY_ID_BYTES]
        body = envelope[1 + KEY_ID_BYTES :]
        nonce, sealed = body[:NONCE_BYTES], body[NONCE_BYTES:]
        if key_id not in self._ciphers:
            self._ciphers = _ciphers(self._anew(row)) | self._ciphers
        return self._ciphers[key_id].decrypt(nonce, sealed, self._place(row, column)).decode()

    def _place(self, row: Sealable, column: str) -> bytes:
        return "\x00".join((self._workspace_id, row.__tablename__, row.id, column)).encode()


def _ciphers(keys: Keys) -> dict[bytes, AESGCM]:
    return {key_id: AESGCM(key) for key_id, key in keys.items()}


class KeyRing:
    """The operator's keys, from `TANDEM_ENCRYPTION_KEYS`: the first wraps, all unwrap."""

    def __init__(self, keys: list[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    @staticmethod
    def new_key() -> str:
        return Fernet.generate_key().decode()

    def new_data_key(self) -> tuple[bytes, bytes]:
        """A fresh data key: its id, and the key wrapped."""
        return os.urandom(KEY_ID_BYTES), self._fernet.encrypt(os.urandom(DATA_KEY_BYTES))

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key. Raises `InvalidToken` where none of the operator's keys fits."""
        return self._fernet.decrypt(wrapped)

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same data key, wrapped by the first of the operator's keys."""
        return self._fernet.rotate(wrapped)


__all__ = ["InvalidToken", "KeyRing", "Plain", "Sealable", "Vault", "WallBreach"]
