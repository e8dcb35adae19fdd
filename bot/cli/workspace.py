"""Which workspace a command is about."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.errors import BadInput
from bot.storage.engine import Database
from bot.storage.work import reading
from bot.workspaces.models import Workspace


def existing_workspace(database: Database, named: str | None = None) -> str:
    """As `only_workspace`, for a command that makes none: naming one that is not there is no help."""
    if not _known(database):
        raise BadInput("There is no workspace yet: start Tandem, or import a roster, first.")
    return only_workspace(database, named)


def only_workspace(database: Database, named: str | None = None) -> str:
    """The workspace that is named, or the only one there is. Raises `BadInput` where it is neither."""
    known = _known(database)
    there = f"there {'are' if len(known) > 1 else 'is'} {', '.join(known) or 'none yet'}"
    if named and named not in known:
        raise BadInput(f"This database knows no workspace {named}: {there}.")
    if not named and len(known) != 1:
        raise BadInput(f"Name the workspace with --workspace, for {there}; or set SLACK_BOT_TOKEN.")
    return named or known[0]


def _known(database: Database) -> Sequence[str]:
    with reading(database) as session:
        return session.scalars(select(Workspace.workspace_id).order_by(Workspace.workspace_id)).all()
