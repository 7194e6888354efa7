"""Only what is still open: one migration of the database."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision; there is no way back but a backup."""
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_document_id"), ["document_id"], unique=False)

    with op.batch_alter_table("commissioning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commissioning_document_id"), ["document_id"], unique=False)

    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_document_id"), ["document_id"], unique=False)

    with op.batch_alter_table("delivery_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_note_document_id"), ["document_id"], unique=False)

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_document_id"), ["document_id"], unique=False)
        batch_op.create_index(
            "ix_invoice_unpaid",
            ["due_on"],
            unique=False,
            postgresql_where=sa.text("gross > paid"),
            sqlite_where=sa.text("gross > paid"),
        )

    with op.batch_alter_table("production_order", schema=None) as batch_op:
        batch_op.create_index(
            "ix_production_order_open",
            ["sales_order_id"],
            unique=False,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )

    with op.batch_alter_table("production_order_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_production_order_line_owed",
            ["production_order_id"],
            unique=False,
            postgresql_where=sa.text("received < quantity"),
            sqlite_where=sa.text("received < quantity"),
        )

    with op.batch_alter_table("purchase_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_order_document_id"), ["document_id"], unique=False)
        batch_op.create_index(
            "ix_purchase_order_open",
            ["sales_order_id"],
            unique=False,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )

    with op.batch_alter_table("purchase_order_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_purchase_order_line_owed",
            ["purchase_order_id"],
            unique=False,
            postgresql_where=sa.text("received < quantity"),
            sqlite_where=sa.text("received < quantity"),
        )

    with op.batch_alter_table("quotation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quotation_document_id"), ["document_id"], unique=False)

    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sales_order_open",
            ["deal_id"],
            unique=False,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )

    with op.batch_alter_table("service_contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_contract_document_id"), ["document_id"], unique=False)

    with op.batch_alter_table("tax_invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tax_invoice_document_id"), ["document_id"], unique=False)
