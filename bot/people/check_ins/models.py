"""Tables of what people write for their one-on-ones. The text is sealed; the wall is the line."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.policy import SHARED_RECORD
from bot.storage.base import ID, Base, InWorkspace, belongs

BY_QUESTION = text("question <> 'reply'")


class Answer(InWorkspace, Base):
    """What the report answered before, or after, a one-on-one."""

    __tablename__ = "people_answers"
    __record__: ClassVar[str] = SHARED_RECORD
    __table_args__ = (
        belongs("line_id", "people_lines"),
        belongs("one_on_one_id", "people_one_on_ones"),
        UniqueConstraint("workspace_id", "source", "question"),
        Index(
            "uq_people_answers_question",
            "workspace_id",
            "one_on_one_id",
            "author_id",
            "question",
            unique=True,
            sqlite_where=BY_QUESTION,
            postgresql_where=BY_QUESTION,
        ),
        Index(None, "workspace_id", "line_id"),
        Index(None, "workspace_id", "one_on_one_id"),
    )

    line_id: Mapped[str] = mapped_column(ID)
    one_on_one_id: Mapped[str] = mapped_column(ID)
    author_id: Mapped[str] = mapped_column(ID)
    question: Mapped[str] = mapped_column(String(40))
    """A question's key, or `reply`: in the report's own words."""
    text: Mapped[bytes] = mapped_column(LargeBinary)
    source: Mapped[str] = mapped_column(String(80))
    """The message or submission that it came from: the same one is stored once."""
    given_at: Mapped[datetime]
    readable_from: Mapped[datetime]
    """Until then nobody but its author reads it."""
    opened_at: Mapped[datetime | None]
    """When the people manager opened it by a click."""
    first_opened_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]

    @property
    def scope(self) -> str:
        return self.line_id


class Point(InWorkspace, Base):
    """A talking point of either. Open ones go along from meeting to meeting."""

    __tablename__ = "people_points"
    __record__: ClassVar[str] = SHARED_RECORD
    __table_args__ = (
        belongs("line_id", "people_lines"),
        UniqueConstraint("workspace_id", "source"),
        Index(None, "workspace_id", "line_id"),
    )

    line_id: Mapped[str] = mapped_column(ID)
    author_id: Mapped[str] = mapped_column(ID)
    text: Mapped[bytes] = mapped_column(LargeBinary)
    source: Mapped[str] = mapped_column(String(80))
    raised_at: Mapped[datetime]
    readable_from: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(ID)

    @property
    def scope(self) -> str:
        return self.line_id
