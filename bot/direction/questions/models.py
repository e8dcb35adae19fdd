"""Tables of questions on direction, and their answers."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import ID, Base, InWorkspace, belongs


class Question(InWorkspace, Base):
    """What a member asked the holder of one line, perhaps about an update."""

    __tablename__ = "direction_questions"
    __record__: ClassVar[str] = "question"
    __table_args__ = (
        belongs("lead_id", "direction_leads"),
        belongs("update_id", "direction_updates"),
        belongs("asker_id", "persons"),
        UniqueConstraint("workspace_id", "source"),
        Index(None, "workspace_id", "lead_id"),
    )

    lead_id: Mapped[str] = mapped_column(ID)
    update_id: Mapped[str | None] = mapped_column(ID)
    """None where it is about the direction as a whole."""
    asker_id: Mapped[str] = mapped_column(ID)
    source: Mapped[str] = mapped_column(String(80))
    text: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed; None once its author deleted it."""
    asked_at: Mapped[datetime]
    readable_from: Mapped[datetime]
    edited_at: Mapped[datetime | None]

    @property
    def scope(self) -> str:
        return self.lead_id


class Answer(InWorkspace, Base):
    """What the leader answered."""

    __tablename__ = "direction_answers"
    __record__: ClassVar[str] = "answer"
    __table_args__ = (
        belongs("lead_id", "direction_leads"),
        belongs("question_id", "direction_questions"),
        belongs("author_id", "persons"),
        UniqueConstraint("workspace_id", "source"),
        Index(None, "workspace_id", "question_id"),
    )

    lead_id: Mapped[str] = mapped_column(ID)
    question_id: Mapped[str] = mapped_column(ID)
    author_id: Mapped[str] = mapped_column(ID)
    source: Mapped[str] = mapped_column(String(80))
    text: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed; None once its author deleted it."""
    answered_at: Mapped[datetime]
    readable_from: Mapped[datetime]
    edited_at: Mapped[datetime | None]

    @property
    def scope(self) -> str:
        return self.lead_id
