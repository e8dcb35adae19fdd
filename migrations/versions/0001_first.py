"""The first tables: workspaces and their keys, who is here, what is sent, and both chains."""

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

SAFE_WHILE_OLD_RUNS = True
"""There is none before it."""

TABLES = (
    "workspaces",
    "data_keys",
    "persons",
    "teams",
    "away",
    "deliveries",
    "addresses",
    "inbox_messages",
    "inbox_held",
    "appointments",
    "people_claims",
    "people_lines",
    "people_points",
    "people_schedules",
    "people_one_on_ones",
    "people_answers",
    "people_moves",
    "direction_cadences",
    "direction_leads",
    "direction_line_changes",
    "direction_memberships",
    "direction_directions",
    "direction_occurrences",
    "direction_updates",
    "direction_questions",
    "direction_stances",
    "direction_answers",
)
"""In the order in which they refer to each other."""


def upgrade() -> None:
    create_workspaces()
    create_roster()
    create_delivery()
    create_inbox()
    create_setup()
    create_people()
    create_direction()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def create_workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("bot_user", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("admins", sa.JSON(), nullable=False),
        sa.Column("people_team", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "data_keys",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name=op.f("fk_data_keys_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "key_id", name=op.f("pk_data_keys")),
    )


def create_roster() -> None:
    op.create_table(
        "persons",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("name_is_given", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("zone_is_given", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(length=16), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("dm", sa.String(length=32), nullable=True),
        sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name=op.f("fk_persons_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_persons")),
        sa.UniqueConstraint("workspace_id", "slack_id", name=op.f("uq_persons_workspace_id_slack_id")),
    )
    op.create_index("uq_persons_email", "persons", ["workspace_id", "email"], unique=True)
    op.create_table(
        "teams",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("purpose", sa.String(length=1000), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name=op.f("fk_teams_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_teams")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_teams_workspace_id_name")),
    )
    op.create_table(
        "away",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_away_workspace_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_away")),
    )
    op.create_index(
        op.f("ix_away_workspace_id_person_id"), "away", ["workspace_id", "person_id"], unique=False
    )


def create_delivery() -> None:
    op.create_table(
        "deliveries",
        sa.Column("chain", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("occurrence", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("to_channel", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("asked_for", sa.Boolean(), nullable=False),
        sa.Column("bound", sa.Boolean(), nullable=False),
        sa.Column("merges", sa.Boolean(), nullable=False),
        sa.Column("thread", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lead", sa.String(length=32), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=80), nullable=True),
        sa.Column("refresh_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "workspace_id",
            "chain",
            "kind",
            "subject",
            "occurrence",
            "recipient",
            name=op.f("uq_deliveries_workspace_id_chain_kind_subject_occurrence_recipient"),
        ),
    )
    op.create_index(op.f("ix_deliveries_refresh_at"), "deliveries", ["refresh_at"], unique=False)
    op.create_index(
        op.f("ix_deliveries_state_priority_due_at"),
        "deliveries",
        ["state", "priority", "due_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_deliveries_workspace_id_recipient_state"),
        "deliveries",
        ["workspace_id", "recipient", "state"],
        unique=False,
    )
    op.create_table(
        "addresses",
        sa.Column("delivery_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "delivery_id"],
            ["deliveries.workspace_id", "deliveries.id"],
            name=op.f("fk_addresses_workspace_id_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_addresses")),
        sa.UniqueConstraint(
            "workspace_id",
            "channel",
            "ts",
            "delivery_id",
            name=op.f("uq_addresses_workspace_id_channel_ts_delivery_id"),
        ),
    )
    op.create_index(
        op.f("ix_addresses_workspace_id_delivery_id"),
        "addresses",
        ["workspace_id", "delivery_id"],
        unique=False,
    )


def create_inbox() -> None:
    op.create_table(
        "inbox_messages",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("thread", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("prompt", sa.String(length=80), nullable=True),
        sa.Column("readable_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_inbox_messages_workspace_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_inbox_messages")),
        sa.UniqueConstraint(
            "workspace_id", "channel", "ts", name=op.f("uq_inbox_messages_workspace_id_channel_ts")
        ),
    )
    op.create_index(
        op.f("ix_inbox_messages_created_at_workspace_id"),
        "inbox_messages",
        ["created_at", "workspace_id"],
        unique=False,
    )
    op.create_table(
        "inbox_held",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("was_readable", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "message_id"],
            ["inbox_messages.workspace_id", "inbox_messages.id"],
            name=op.f("fk_inbox_held_workspace_id_message_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_inbox_held_workspace_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_inbox_held")),
        sa.UniqueConstraint("workspace_id", "message_id", name=op.f("uq_inbox_held_workspace_id_message_id")),
    )
    op.create_index(
        op.f("ix_inbox_held_expires_at_workspace_id"),
        "inbox_held",
        ["expires_at", "workspace_id"],
        unique=False,
    )


def create_setup() -> None:
    op.create_table(
        "appointments",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("began", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "by_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_appointments_workspace_id_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_appointments_workspace_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_appointments")),
    )
    op.create_index(
        op.f("ix_appointments_workspace_id_person_id"),
        "appointments",
        ["workspace_id", "person_id"],
        unique=False,
    )


def create_people() -> None:
    create_people_claims()
    create_people_lines()
    create_people_points()
    create_people_schedules()
    create_people_one_on_ones()
    create_people_answers()
    create_people_moves()


def create_people_claims() -> None:
    op.create_table(
        "people_claims",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("manager_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "manager_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_people_claims_workspace_id_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "report_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_people_claims_workspace_id_report_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_people_claims")),
        sa.UniqueConstraint("workspace_id", "source", name=op.f("uq_people_claims_workspace_id_source")),
    )
    op.create_index(
        op.f("ix_people_claims_workspace_id_manager_id"),
        "people_claims",
        ["workspace_id", "manager_id"],
        unique=False,
    )
    op.create_index(
        "uq_people_claims_asked",
        "people_claims",
        ["workspace_id", "report_id"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )


def create_people_lines() -> None:
    op.create_table(
        "people_lines",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("manager_id", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_by", sa.String(length=32), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("report_id <> manager_id", name=op.f("ck_people_lines_two_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "manager_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_people_lines_workspace_id_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "report_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_people_lines_workspace_id_report_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_people_lines")),
    )
    op.create_index(
        op.f("ix_people_lines_workspace_id_manager_id"),
        "people_lines",
        ["workspace_id", "manager_id"],
        unique=False,
    )
    op.create_index(
        "uq_people_lines_open",
        "people_lines",
        ["workspace_id", "report_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def create_people_points() -> None:
    op.create_table(
        "people_points",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readable_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=32), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "line_id"],
            ["people_lines.workspace_id", "people_lines.id"],
            name=op.f("fk_people_points_workspace_id_line_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_people_points")),
        sa.UniqueConstraint("workspace_id", "source", name=op.f("uq_people_points_workspace_id_source")),
    )
    op.create_index(
        op.f("ix_people_points_workspace_id_line_id"),
        "people_points",
        ["workspace_id", "line_id"],
        unique=False,
    )


def create_people_schedules() -> None:
    op.create_table(
        "people_schedules",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("wall", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=True),
        sa.Column("active_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "line_id"],
            ["people_lines.workspace_id", "people_lines.id"],
            name=op.f("fk_people_schedules_workspace_id_line_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_people_schedules")),
    )
    op.create_index(
        op.f("ix_people_schedules_workspace_id_line_id"),
        "people_schedules",
        ["workspace_id", "line_id"],
        unique=False,
    )
    op.create_index(
        "uq_people_schedules_standing",
        "people_schedules",
        ["workspace_id", "line_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'ended'"),
        postgresql_where=sa.text("state <> 'ended'"),
    )


def create_people_one_on_ones() -> None:
    op.create_table(
        "people_one_on_ones",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("schedule_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("nominal_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_because", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_in_skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped_by", sa.String(length=32), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "line_id"],
            ["people_lines.workspace_id", "people_lines.id"],
            name=op.f("fk_people_one_on_ones_workspace_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "schedule_id"],
            ["people_schedules.workspace_id", "people_schedules.id"],
            name=op.f("fk_people_one_on_ones_workspace_id_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_people_one_on_ones")),
    )
    op.create_index(
        op.f("ix_people_one_on_ones_next_at_workspace_id"),
        "people_one_on_ones",
        ["next_at", "workspace_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_people_one_on_ones_workspace_id_line_id_starts_at"),
        "people_one_on_ones",
        ["workspace_id", "line_id", "starts_at"],
        unique=False,
    )
    op.create_index(
        "uq_people_one_on_ones_coming",
        "people_one_on_ones",
        ["workspace_id", "line_id"],
        unique=True,
        sqlite_where=sa.text("stage IN ('planned', 'prompted')"),
        postgresql_where=sa.text("stage IN ('planned', 'prompted')"),
    )


def create_people_answers() -> None:
    op.create_table(
        "people_answers",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("one_on_one_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readable_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "line_id"],
            ["people_lines.workspace_id", "people_lines.id"],
            name=op.f("fk_people_answers_workspace_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "one_on_one_id"],
            ["people_one_on_ones.workspace_id", "people_one_on_ones.id"],
            name=op.f("fk_people_answers_workspace_id_one_on_one_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_people_answers")),
        sa.UniqueConstraint(
            "workspace_id", "source", "question", name=op.f("uq_people_answers_workspace_id_source_question")
        ),
    )
    op.create_index(
        op.f("ix_people_answers_workspace_id_line_id"),
        "people_answers",
        ["workspace_id", "line_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_people_answers_workspace_id_one_on_one_id"),
        "people_answers",
        ["workspace_id", "one_on_one_id"],
        unique=False,
    )
    op.create_index(
        "uq_people_answers_question",
        "people_answers",
        ["workspace_id", "one_on_one_id", "author_id", "question"],
        unique=True,
        sqlite_where=sa.text("question <> 'reply'"),
        postgresql_where=sa.text("question <> 'reply'"),
    )


def create_people_moves() -> None:
    op.create_table(
        "people_moves",
        sa.Column("one_on_one_id", sa.String(length=32), nullable=False),
        sa.Column("was_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by", sa.String(length=32), nullable=False),
        sa.Column("moved_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "one_on_one_id"],
            ["people_one_on_ones.workspace_id", "people_one_on_ones.id"],
            name=op.f("fk_people_moves_workspace_id_one_on_one_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_people_moves")),
    )
    op.create_index(
        op.f("ix_people_moves_workspace_id_one_on_one_id"),
        "people_moves",
        ["workspace_id", "one_on_one_id"],
        unique=False,
    )


def create_direction() -> None:
    create_direction_cadences()
    create_direction_leads()
    create_direction_line_changes()
    create_direction_memberships()
    create_direction_directions()
    create_direction_occurrences()
    create_direction_updates()
    create_direction_questions()
    create_direction_stances()
    create_direction_answers()


def create_direction_cadences() -> None:
    op.create_table(
        "direction_cadences",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("discipline", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("wall", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("direction_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_direction_cadences_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_direction_cadences")),
        sa.UniqueConstraint(
            "workspace_id",
            "team_id",
            "discipline",
            name=op.f("uq_direction_cadences_workspace_id_team_id_discipline"),
        ),
    )
    op.create_index(
        op.f("ix_direction_cadences_direction_at"), "direction_cadences", ["direction_at"], unique=False
    )
    op.create_index(op.f("ix_direction_cadences_next_at"), "direction_cadences", ["next_at"], unique=False)


def create_direction_leads() -> None:
    op.create_table(
        "direction_leads",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("discipline", sa.String(length=40), nullable=False),
        sa.Column("leader_id", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "leader_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_direction_leads_workspace_id_leader_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_direction_leads_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_direction_leads")),
    )
    op.create_index(
        op.f("ix_direction_leads_workspace_id_leader_id"),
        "direction_leads",
        ["workspace_id", "leader_id"],
        unique=False,
    )
    op.create_index(
        "uq_direction_leads_open",
        "direction_leads",
        ["workspace_id", "team_id", "discipline"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def create_direction_line_changes() -> None:
    op.create_table(
        "direction_line_changes",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("discipline", sa.String(length=40), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "by_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_direction_line_changes_workspace_id_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_direction_line_changes_workspace_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_direction_line_changes_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_direction_line_changes")),
    )
    op.create_index(
        op.f("ix_direction_line_changes_workspace_id_team_id"),
        "direction_line_changes",
        ["workspace_id", "team_id"],
        unique=False,
    )


def create_direction_memberships() -> None:
    op.create_table(
        "direction_memberships",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_direction_memberships_workspace_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_direction_memberships_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_direction_memberships")),
    )
    op.create_index(
        op.f("ix_direction_memberships_workspace_id_person_id"),
        "direction_memberships",
        ["workspace_id", "person_id"],
        unique=False,
    )
    op.create_index(
        "uq_direction_memberships_open",
        "direction_memberships",
        ["workspace_id", "team_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def create_direction_directions() -> None:
    op.create_table(
        "direction_directions",
        sa.Column("lead_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("where_to", sa.LargeBinary(), nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.Column("readable_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("affirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["direction_leads.workspace_id", "direction_leads.id"],
            name=op.f("fk_direction_directions_workspace_id_lead_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_direction_directions")),
        sa.UniqueConstraint(
            "workspace_id", "source", name=op.f("uq_direction_directions_workspace_id_source")
        ),
    )
    op.create_index(
        op.f("ix_direction_directions_workspace_id_lead_id"),
        "direction_directions",
        ["workspace_id", "lead_id"],
        unique=False,
    )


def create_direction_occurrences() -> None:
    op.create_table(
        "direction_occurrences",
        sa.Column("cadence_id", sa.String(length=32), nullable=False),
        sa.Column("lead_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "cadence_id"],
            ["direction_cadences.workspace_id", "direction_cadences.id"],
            name=op.f("fk_direction_occurrences_workspace_id_cadence_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["direction_leads.workspace_id", "direction_leads.id"],
            name=op.f("fk_direction_occurrences_workspace_id_lead_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_direction_occurrences")),
    )
    op.create_index(
        op.f("ix_direction_occurrences_workspace_id_lead_id_state"),
        "direction_occurrences",
        ["workspace_id", "lead_id", "state"],
        unique=False,
    )


def create_direction_updates() -> None:
    op.create_table(
        "direction_updates",
        sa.Column("lead_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("occurrence_id", sa.String(length=32), nullable=True),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("change", sa.LargeBinary(), nullable=True),
        sa.Column("ahead", sa.LargeBinary(), nullable=True),
        sa.Column("measures", sa.LargeBinary(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readable_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["direction_leads.workspace_id", "direction_leads.id"],
            name=op.f("fk_direction_updates_workspace_id_lead_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "occurrence_id"],
            ["direction_occurrences.workspace_id", "direction_occurrences.id"],
            name=op.f("fk_direction_updates_workspace_id_occurrence_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_direction_updates")),
        sa.UniqueConstraint("workspace_id", "source", name=op.f("uq_direction_updates_workspace_id_source")),
    )
    op.create_index(
        op.f("ix_direction_updates_workspace_id_lead_id"),
        "direction_updates",
        ["workspace_id", "lead_id"],
        unique=False,
    )


def create_direction_questions() -> None:
    op.create_table(
        "direction_questions",
        sa.Column("lead_id", sa.String(length=32), nullable=False),
        sa.Column("update_id", sa.String(length=32), nullable=True),
        sa.Column("asker_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readable_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "asker_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_direction_questions_workspace_id_asker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["direction_leads.workspace_id", "direction_leads.id"],
            name=op.f("fk_direction_questions_workspace_id_lead_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "update_id"],
            ["direction_updates.workspace_id", "direction_updates.id"],
            name=op.f("fk_direction_questions_workspace_id_update_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_direction_questions")),
        sa.UniqueConstraint(
            "workspace_id", "source", name=op.f("uq_direction_questions_workspace_id_source")
        ),
    )
    op.create_index(
        op.f("ix_direction_questions_workspace_id_lead_id"),
        "direction_questions",
        ["workspace_id", "lead_id"],
        unique=False,
    )


def create_direction_stances() -> None:
    op.create_table(
        "direction_stances",
        sa.Column("lead_id", sa.String(length=32), nullable=False),
        sa.Column("update_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("choice", sa.LargeBinary(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.LargeBinary(), nullable=True),
        sa.Column("shown_signed", sa.Boolean(), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["direction_leads.workspace_id", "direction_leads.id"],
            name=op.f("fk_direction_stances_workspace_id_lead_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_direction_stances_workspace_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "update_id"],
            ["direction_updates.workspace_id", "direction_updates.id"],
            name=op.f("fk_direction_stances_workspace_id_update_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_direction_stances")),
        sa.UniqueConstraint(
            "workspace_id",
            "update_id",
            "person_id",
            name=op.f("uq_direction_stances_workspace_id_update_id_person_id"),
        ),
    )


def create_direction_answers() -> None:
    op.create_table(
        "direction_answers",
        sa.Column("lead_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readable_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["persons.workspace_id", "persons.id"],
            name=op.f("fk_direction_answers_workspace_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["direction_leads.workspace_id", "direction_leads.id"],
            name=op.f("fk_direction_answers_workspace_id_lead_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "question_id"],
            ["direction_questions.workspace_id", "direction_questions.id"],
            name=op.f("fk_direction_answers_workspace_id_question_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_direction_answers")),
        sa.UniqueConstraint("workspace_id", "source", name=op.f("uq_direction_answers_workspace_id_source")),
    )
    op.create_index(
        op.f("ix_direction_answers_workspace_id_question_id"),
        "direction_answers",
        ["workspace_id", "question_id"],
        unique=False,
    )
