"""Sorted within the hour: one migration of the database."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision; there is no way back but a backup."""
    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("substitute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_absence_employee_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["employee.id"], name=op.f("fk_absence_substitute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_employee_id_last_day"), ["employee_id", "last_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_last_day"), ["last_day"], unique=False)

    op.create_table(
        "merge",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("merged_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kept_before", sa.JSON(), nullable=False),
        sa.Column("kept_after", sa.JSON(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_merge_employee_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["counterparty.id"], name=op.f("fk_merge_kept_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["counterparty.id"], name=op.f("fk_merge_merged_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["employee.id"], name=op.f("fk_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_merged_id"), ["merged_id"], unique=False)

    op.create_table(
        "possible_double",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("second_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reason",
            sa.Enum("phone", "email", "tax_number", "domain", "name", name="doublereason", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["first_id"], ["counterparty.id"], name=op.f("fk_possible_double_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["counterparty.id"], name=op.f("fk_possible_double_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_possible_double")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_possible_double_first_id_second_id")),
    )
    with op.batch_alter_table("possible_double", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_possible_double_second_id"), ["second_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_possible_double_settled_at_likeness_id"), ["settled_at", "likeness", "id"], unique=False
        )

    op.create_table(
        "merged_reference",
        sa.Column("merge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("column_name", sa.String(length=63), nullable=False),
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["merge.id"], name=op.f("fk_merged_reference_merge_id")),
        sa.PrimaryKeyConstraint("merge_id", "table_name", "column_name", "record_id", name=op.f("pk_merged_reference")),
    )
    op.create_table(
        "difficult_case",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("inquiry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("taken_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "cause",
            sa.Enum(
                "complaint",
                "customer_asked",
                "delay",
                "large_deal",
                "seller_asked",
                "other",
                name="casecause",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cause_note", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("returned_to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_difficult_case_counterparty_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_difficult_case_deal_id")),
        sa.ForeignKeyConstraint(["from_employee_id"], ["employee.id"], name=op.f("fk_difficult_case_from_employee_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_difficult_case_inquiry_id")),
        sa.ForeignKeyConstraint(["returned_to_id"], ["employee.id"], name=op.f("fk_difficult_case_returned_to_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["employee.id"], name=op.f("fk_difficult_case_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difficult_case")),
    )
    with op.batch_alter_table("difficult_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_difficult_case_counterparty_id"), ["counterparty_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_difficult_case_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_difficult_case_inquiry_id"), ["inquiry_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_difficult_case_resolved_at_taken_at_id"), ["resolved_at", "taken_at", "id"], unique=False
        )

    op.create_table(
        "quality_draw",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("begin", UtcDateTime(), nullable=False),
        sa.Column("end", UtcDateTime(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_quality_draw_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_draw")),
    )
    op.create_table(
        "quality_call",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("closed_deal", "lost_deal", "first_contact", name="qualitykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("inquiry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.Column("drawn_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("draw_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("pool", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("again_at", UtcDateTime(), nullable=True),
        sa.Column("called_at", UtcDateTime(), nullable=True),
        sa.Column("called_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "result",
            sa.Enum("answered", "refused", "unreachable", name="qualityresult", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["called_by_id"], ["employee.id"], name=op.f("fk_quality_call_called_by_id")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_quality_call_counterparty_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_quality_call_deal_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_quality_call_department_id")),
        sa.ForeignKeyConstraint(["draw_id"], ["quality_draw.id"], name=op.f("fk_quality_call_draw_id")),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["employee.id"], name=op.f("fk_quality_call_drawn_by_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_quality_call_inquiry_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["employee.id"], name=op.f("fk_quality_call_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_call")),
    )
    with op.batch_alter_table("quality_call", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quality_call_called_at_drawn_at_id"), ["called_at", "drawn_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_quality_call_counterparty_id"), ["counterparty_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_call_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_call_draw_id"), ["draw_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_call_inquiry_id"), ["inquiry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_call_seller_id"), ["seller_id"], unique=False)

    op.create_table(
        "quality_answer",
        sa.Column(
            "quality_call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["quality_call_id"], ["quality_call.id"], name=op.f("fk_quality_answer_quality_call_id")),
        sa.PrimaryKeyConstraint("quality_call_id", "position", name=op.f("pk_quality_answer")),
    )
    op.add_column(
        "counterparty",
        sa.Column(
            "substitute_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("employee.id", name="fk_counterparty_substitute_id"),
        ),
        inline_references=True,
    )
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "distribution",
                sa.Enum("by_head", "round_robin", "least_busy", name="distribution", native_enum=False, length=32),
                server_default="by_head",
                nullable=False,
            )
        )

    op.add_column("inquiry", sa.Column("respond_by", UtcDateTime(), nullable=True))
    op.add_column("inquiry", sa.Column("climbed_at", UtcDateTime(), nullable=True))
    op.add_column("inquiry", sa.Column("response_minutes", sa.Integer(), nullable=True))
    op.add_column(
        "inquiry",
        sa.Column(
            "first_responder_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("employee.id", name="fk_inquiry_first_responder_id"),
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_inquiry_due_at_id"), "inquiry", ["due_at", "id"], unique=False)
    late = sa.text("sorted_at > due_at")
    op.create_index(
        "ix_inquiry_sorted_late", "inquiry", ["sorted_at"], unique=False, postgresql_where=late, sqlite_where=late
    )
    unanswered = sa.text("first_response_at IS NULL AND respond_by IS NOT NULL")
    op.create_index(
        "ix_inquiry_unanswered",
        "inquiry",
        ["respond_by", "id"],
        unique=False,
        postgresql_where=unanswered,
        sqlite_where=unanswered,
    )
    merged = sa.text("merged_into_id IS NOT NULL")
    op.create_index(
        "ix_counterparty_merged",
        "counterparty",
        ["merged_into_id"],
        unique=False,
        postgresql_where=merged,
        sqlite_where=merged,
    )
    op.create_index(op.f("ix_not_a_double_second_id"), "not_a_double", ["second_id"], unique=False)
    with op.batch_alter_table("legal_entity", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "form",
                sa.Enum("organisation", "entrepreneur", "individual", name="legalform", native_enum=False, length=32),
                server_default="organisation",
                nullable=False,
            )
        )
        batch_op.create_index(batch_op.f("ix_legal_entity_vat_id"), ["vat_id"], unique=False)

    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "inquiry_came",
                    "inquiry_sorted",
                    "inquiry_given",
                    "customer_wrote",
                    "call_missed",
                    "climbed",
                    "promise",
                    "task_given",
                    "deal",
                    "goods",
                    "mail",
                    "quality",
                    "other",
                    name="noticekind",
                    native_enum=False,
                    length=32,
                ),
                server_default="other",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("gone_at", UtcDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_notification_place_record_id"), ["place", "record_id"], unique=False)

    op.add_column(
        "notification",
        sa.Column(
            "author_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("employee.id", name="fk_notification_author_id"),
        ),
        inline_references=True,
    )
    op.add_column(
        "task",
        sa.Column(
            "follows_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("task.id", name="fk_task_follows_id"),
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_task_follows_id"), "task", ["follows_id"], unique=False)
