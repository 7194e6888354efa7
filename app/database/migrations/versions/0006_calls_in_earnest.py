"""Calls in earnest: one migration of the database."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision; there is no way back but a backup."""
    op.create_table(
        "exchange_state",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column(
            "condition",
            sa.Enum("off", "connecting", "listening", "trouble", name="exchangecondition", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("condition_since", UtcDateTime(), nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("history_offset", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_state")),
        sa.UniqueConstraint("address", name=op.f("uq_exchange_state_address")),
    )
    op.create_table(
        "call_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Enum("call", "transfer", name="requestkind", native_enum=False, length=32), nullable=False),
        sa.Column("extension", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("linked_id", sa.String(), nullable=False),
        sa.Column("action_id", sa.String(length=64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "queued",
                "own_phone",
                "dialling",
                "talking",
                "done",
                "failed",
                "too_late",
                name="requeststate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_call_request_counterparty_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_call_request_deal_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_call_request_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_request")),
        sa.UniqueConstraint("action_id", name=op.f("uq_call_request_action_id")),
    )
    with op.batch_alter_table("call_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_request_employee_id_asked_at"), ["employee_id", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_request_linked_id"), ["linked_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_request_state_asked_at"), ["state", "asked_at"], unique=False)

    op.create_table(
        "call_leg",
        sa.Column(
            "interaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("extension", sa.String(length=32), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rang_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "ringing",
                "talking",
                "answered",
                "missed",
                "busy",
                "declined",
                "elsewhere",
                "failed",
                "gone",
                name="legoutcome",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_call_leg_employee_id")),
        sa.ForeignKeyConstraint(["interaction_id"], ["call.interaction_id"], name=op.f("fk_call_leg_interaction_id")),
        sa.PrimaryKeyConstraint("interaction_id", "position", name=op.f("pk_call_leg")),
    )
    with op.batch_alter_table("call_leg", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_leg_employee_id_rang_at"), ["employee_id", "rang_at"], unique=False)
        batch_op.create_index(
            "ix_call_leg_now",
            ["extension"],
            unique=False,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "call_note",
        sa.Column(
            "interaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_call_note_employee_id")),
        sa.ForeignKeyConstraint(["interaction_id"], ["call.interaction_id"], name=op.f("fk_call_note_interaction_id")),
        sa.PrimaryKeyConstraint("interaction_id", "employee_id", name=op.f("pk_call_note")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number_extension", sa.String(length=16), server_default="", nullable=False))
        batch_op.add_column(sa.Column("line", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("caller_name", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("settled_at", UtcDateTime(), nullable=True))
        batch_op.alter_column(
            "extension", existing_type=sa.VARCHAR(length=16), type_=sa.String(length=32), existing_nullable=False
        )
        batch_op.create_index(
            "ix_call_going",
            ["interaction_id"],
            unique=False,
            postgresql_where=sa.text("outcome = 'going'"),
            sqlite_where=sa.text("outcome = 'going'"),
        )
        batch_op.create_index(
            batch_op.f("ix_call_started_at_interaction_id"), ["started_at", "interaction_id"], unique=False
        )

    with op.batch_alter_table("intake_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("call_back_minutes", sa.Integer(), server_default="60", nullable=False))

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_to_call",
            ["number"],
            unique=False,
            postgresql_where=sa.text("done_at IS NULL AND number IS NOT NULL"),
            sqlite_where=sa.text("done_at IS NULL AND number IS NOT NULL"),
        )
