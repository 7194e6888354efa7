"""What the rooms need: one migration of the database."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.models.base import UtcDateTime

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision; there is no way back but a backup."""
    op.create_table(
        "left_out",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("segment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_left_out_employee_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_left_out_segment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_out")),
        sa.UniqueConstraint("segment_id", "value", name=op.f("uq_left_out_segment_id_value")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("removed_at", UtcDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_attachment_counterparty_id"), ["counterparty_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_attachment_counterparty_id"), "counterparty", ["counterparty_id"], ["id"])

    with op.batch_alter_table("block_entry", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "cause",
                sa.Enum("unsubscribed", "bounced", "complained", "by_hand", name="blockcause", native_enum=False, length=32),
                server_default="by_hand",
                nullable=False,
            )
        )
        batch_op.create_index(batch_op.f("ix_block_entry_at_id"), ["at", "id"], unique=False)

    with op.batch_alter_table("counterparty", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "heard_at",
                UtcDateTime(),
                sa.Computed(
                    "coalesce(last_contact_at, created_at)",
                ),
                nullable=False,
            )
        )
        batch_op.create_index(batch_op.f("ix_counterparty_heard_at_id"), ["heard_at", "id"], unique=False)

    with op.batch_alter_table("export_run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "list_kind",
                sa.Enum("email", "phone", name="listkind", native_enum=False, length=32),
                server_default="email",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "origin",
                sa.Enum("person", "itself", "script", name="origin", native_enum=False, length=32),
                server_default="person",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("only_changes", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("total", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("new", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("changed", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("removed", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("delivered_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("file", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("problem", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_export_run_at"), ["at"], unique=False)

    with op.batch_alter_table("exported_address", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "change",
                sa.Enum("new", "changed", "same", name="change", native_enum=False, length=32),
                server_default="new",
                nullable=False,
            )
        )

    with op.batch_alter_table("production_order_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_at", UtcDateTime(), nullable=True))

    with op.batch_alter_table("purchase_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wanted_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("sent_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("end_reason", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_purchase_order_document_id"), "attachment", ["document_id"], ["id"])

    with op.batch_alter_table("purchase_order_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_promised_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("delay_reason", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("scan_record", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("warehouse_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("warehouse_order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_scan_record_warehouse_order_id"), ["warehouse_order_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_scan_record_warehouse_order_line_id"), "warehouse_order_line", ["warehouse_order_line_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_scan_record_warehouse_order_id"), "warehouse_order", ["warehouse_order_id"], ["id"]
        )

    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "list_kind",
                sa.Enum("email", "phone", name="listkind", native_enum=False, length=32),
                server_default="email",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("format", sa.String(length=16), server_default="csv", nullable=False))
        batch_op.add_column(
            sa.Column(
                "basis",
                sa.Enum("consent", "customer", "interest", name="basis", native_enum=False, length=32),
                server_default="consent",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("folder", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("due_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("active", sa.Boolean(), server_default="1", nullable=False))
        batch_op.create_index(batch_op.f("ix_segment_due_at"), ["due_at"], unique=False)

    with op.batch_alter_table("service_contract", schema=None) as batch_op:
        batch_op.add_column(sa.Column("renews_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_service_contract_renews_id"), ["renews_id"])
        batch_op.create_foreign_key(batch_op.f("fk_service_contract_renews_id"), "service_contract", ["renews_id"], ["id"])

    with op.batch_alter_table("service_visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("move_reason", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("stock_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_move_at_id"), ["at", "id"], unique=False)

    with op.batch_alter_table("inquiry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inquiry_received_at_id"), ["received_at", "id"], unique=False)

    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_created_at_id"), ["created_at", "id"], unique=False)

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_done_at_due_at"), ["done_at", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_due_at_id"), ["due_at", "id"], unique=False)
        batch_op.create_index(
            "ix_task_open",
            ["due_at", "id"],
            unique=False,
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )
