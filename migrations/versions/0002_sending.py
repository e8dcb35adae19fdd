"""What sending fairly needs: shared allowances, planned refreshes, and an index of what waits."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

SAFE_WHILE_OLD_RUNS = True
"""It only adds: columns that may be empty, tables, and an index of the few rows that wait."""

PLANNED = """
    UPDATE deliveries SET refresh_at = (
        SELECT min(p.at) FROM planned_refreshes p
        WHERE p.workspace_id = deliveries.workspace_id AND p.chain = deliveries.chain
            AND p.subject = deliveries.subject AND p.kind IN ('', deliveries.kind))
    WHERE refresh_at IS NULL AND state IN ('sending', 'sent') AND EXISTS (
        SELECT 1 FROM planned_refreshes p
        WHERE p.workspace_id = deliveries.workspace_id AND p.chain = deliveries.chain
            AND p.subject = deliveries.subject AND p.kind IN ('', deliveries.kind))
"""
"""The version before keeps one moment for each delivery: the earliest."""


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("instead_of", sa.String(length=32), nullable=True))
    op.add_column("deliveries", sa.Column("way", sa.String(length=16), nullable=True))
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["workspace_id", "priority", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_table(
        "planned_refreshes",
        sa.Column("chain", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_planned_refreshes")),
        sa.UniqueConstraint(
            "workspace_id",
            "chain",
            "subject",
            "kind",
            "at",
            name=op.f("uq_planned_refreshes_workspace_id_chain_subject_kind_at"),
        ),
    )
    op.create_index(op.f("ix_planned_refreshes_at"), "planned_refreshes", ["at"], unique=False)
    op.create_table(
        "allowances",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("spent_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_allowances")),
    )
    op.create_index(op.f("ix_allowances_rests_until"), "allowances", ["rests_until"], unique=False)


def downgrade() -> None:
    op.execute(PLANNED)
    op.drop_table("allowances")
    op.drop_table("planned_refreshes")
    op.drop_index("ix_deliveries_waiting", table_name="deliveries")
    op.drop_column("deliveries", "way")
    op.drop_column("deliveries", "instead_of")
