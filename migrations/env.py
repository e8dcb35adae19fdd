"""How Alembic meets Tandem's models. `bot.workspaces.schema` hands in its connection; the `alembic`
command, which only developers use, opens its own."""

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

import bot.tables  # noqa: F401  (so that every table is known)
from bot.config import load
from bot.storage.base import Base, UtcDateTime
from bot.workspaces.schema import migrations_engine, take_turn


def plain_types(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    """Migrations name no type of ours, which may change after they were written."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=plain_types,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Tandem's migrations look at the database, so they cannot be printed as SQL.")

given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with migrations_engine(load(os.environ).database_url).begin() as connection:
        take_turn(connection)
        migrate(connection)
