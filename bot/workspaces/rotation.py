"""Rotating the operator's keys: what the workspaces' own keys are wrapped with."""

from cryptography.fernet import InvalidToken

from bot.errors import Stop
from bot.storage.engine import Database
from bot.storage.vault import KeyRing
from bot.storage.work import writing
from bot.workspaces.keys import rewrap_all


def rotate(database: Database, ring: KeyRing) -> int:
    """Wrap every data key with the first of the operator's keys, all or none; how many there were.

    Raises `Stop` where a data key was wrapped by a key that is not in the ring.
    """
    try:
        with writing(database) as session:
            return rewrap_all(session, ring)
    except InvalidToken:
        raise Stop(
            "None of TANDEM_ENCRYPTION_KEYS opens one of the workspaces' keys, so nothing was changed: "
            "add the key that was used before, behind the new one."
        ) from None
    finally:
        database.dispose()
