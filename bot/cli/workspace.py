"""Which workspace a command is about."""

from sqlalchemy import select

from bot.errors import BadInput
from bot.storage.engine import Database
from bot.storage.work import reading
from bot.workspaces.models import Workspace


def only_workspace(database: Database) -> str:
    """The workspace, where there is just one. Raises `BadInput` where it has to be named."""
    with reading(database) as session:
        known = session.scalars(select(Workspace.workspace_id).order_by(Workspace.workspace_id)).all()
    if len(known) != 1:
        there = f"there are several ({', '.join(known)})" if known else "there is none yet"
        raise BadInput(f"Name the workspace with --workspace, for {there}; or set SLACK_BOT_TOKEN.")
    return known[0]
