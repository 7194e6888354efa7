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
            batch_op.f("fk_scan_record_warehouse_order_id"), "warehouse_order", ["warehouse_order_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_scan_record_warehouse_order_line_id"), "warehouse_order_line", ["warehouse_order_line_id"], ["id"]
        )

    with op.batch_alter_table("service_contract", schema=None) as batch_op:
        batch_op.add_column(sa.Column("renews_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_service_contract_renews_id"), ["renews_id"])
        batch_op.create_foreign_key(batch_op.f("fk_service_contract_renews_id"), "service_contract", ["renews_id"], ["id"])

    with op.batch_alter_table("service_visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("move_reason", sa.String(), server_default="", nullable=False))
