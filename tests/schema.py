"""The schema that tests run on."""

from sqlalchemy import create_engine

import bot.tables  # noqa: F401  (so that every table is known)
from bot.storage.base import Base


def make_schema(url: str) -> None:
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
