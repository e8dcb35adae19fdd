"""Which workspace a command is about."""

from sqlalchemy import select

from bot.errors import BadInput
from bot.storage.engine import Database
from bot.storage.work import reading
from bot.workspaces.models import Workspace


def only_workspace(database: Database, named: str | None = None) -> str:
    """The workspace that is named, or the only one there is. Raises `BadInput` where it is neither."""
    with reading(database) as session:
        known = session.scalars(select(Workspace.workspace_id).order_by(Workspace.workspace_id)).all()
    there = f"there are {', '.join(known)}" if known else "there is none yet"
    if named and named not in known:
        raise BadInput(f"This database knows no workspace {named}: {there}.")
    if not named and len(known) != 1:
        raise BadInput(f"Name the workspace with --workspace, for {there}; or set SLACK_BOT_TOKEN.")
    return named or known[0]
