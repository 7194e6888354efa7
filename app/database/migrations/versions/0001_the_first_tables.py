"""The first tables: one migration of the database."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.database.ground import append_only, late_key, prepare, trigram
from app.models.base import ExactDecimal, UtcDateTime

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """To this revision; there is no way back but a backup."""
    prepare(op.get_bind())
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(length=6), nullable=False),
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=True),
        sa.Column("changes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index(op.f("ix_audit_entry_employee_id"), "audit_entry", ["employee_id"], unique=False)
    op.create_index("ix_audit_entry_record", "audit_entry", ["table_name", "record_id"], unique=False)
    op.create_table(
        "change_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_note")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "department",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(collation="und-x-icu"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sells", sa.Boolean(), nullable=False),
        sa.Column("receives_inquiries", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name=op.f("fk_department_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("code", name=op.f("uq_department_code")),
    )
    op.create_table(
        "intake_rule",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "event",
            sa.Enum("call_in", "call_missed", "call_out", "mail", name="intakeevent", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "known", sa.Enum("unknown", "lead", "customer", name="known", native_enum=False, length=32), nullable=False
        ),
        sa.Column("creates_lead", sa.Boolean(), nullable=False),
        sa.Column("creates_inquiry", sa.Boolean(), nullable=False),
        sa.Column("creates_call_back", sa.Boolean(), nullable=False),
        sa.Column(
            "tells",
            sa.Enum("nobody", "dispatcher", "responsible", name="told", native_enum=False, length=32),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_rule")),
        sa.UniqueConstraint("event", "known", name=op.f("uq_intake_rule_event_known")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pickable", sa.Boolean(), nullable=False),
        sa.Column("receives", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("code", name=op.f("uq_location_code")),
    )
    op.create_table(
        "number_series",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sa.UniqueConstraint("kind", "year", name=op.f("uq_number_series_kind_year")),
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("owner", "key", name=op.f("uq_setting_owner_key")),
    )
    op.create_table(
        "tax_rate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("percent", ExactDecimal(7, 3), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rate")),
        sa.UniqueConstraint("code", "country", "valid_from", name=op.f("uq_tax_rate_code_country_valid_from")),
    )
    op.create_table(
        "trait",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("equipment", "material", "field", name="traitkind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("name", sa.String(collation="und-x-icu"), nullable=False),
        sa.Column("needs_certificate", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trait")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_trait_kind_name")),
    )
    op.create_table(
        "employee",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(collation="und-x-icu"), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("extension", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("substitute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_employee_department_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["employee.id"], name=op.f("fk_employee_substitute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee")),
        sa.UniqueConstraint("login", name=op.f("uq_employee_login")),
    )
    op.create_index(op.f("ix_employee_department_id"), "employee", ["department_id"], unique=False)
    op.create_table(
        "block_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Enum("phone", "email", name="contactpointkind", native_enum=False, length=32), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_block_entry_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_entry")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_block_entry_kind_value")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Enum("phone", "email", name="contactpointkind", native_enum=False, length=32), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("given", "refused", "withdrawn", name="consentstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_consent_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_value_at"), "consent", ["value", "at"], unique=False)
    op.create_table(
        "counterparty",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("LEAD", "CUSTOMER", "PARTNER", "SUPPLIER", name="counterpartykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(collation="und-x-icu"), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("customer_since", UtcDateTime(), nullable=True),
        sa.Column("last_contact_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_counterparty_department_id")),
        sa.ForeignKeyConstraint(["group_id"], ["counterparty.id"], name=op.f("fk_counterparty_group_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_counterparty_inquiry_id", use_alter=True),
        sa.ForeignKeyConstraint(["merged_into_id"], ["counterparty.id"], name=op.f("fk_counterparty_merged_into_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["employee.id"], name=op.f("fk_counterparty_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counterparty")),
    )
    op.create_index(op.f("ix_counterparty_department_id"), "counterparty", ["department_id"], unique=False)
    op.create_index(op.f("ix_counterparty_group_id"), "counterparty", ["group_id"], unique=False)
    op.create_index(op.f("ix_counterparty_inquiry_id"), "counterparty", ["inquiry_id"], unique=False)
    op.create_index(op.f("ix_counterparty_name_id"), "counterparty", ["name", "id"], unique=False)
    op.create_index(op.f("ix_counterparty_seller_id"), "counterparty", ["seller_id"], unique=False)
    op.create_table(
        "employee_role",
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "dispatcher",
                "head",
                "seller",
                "marketer",
                "warehouse",
                "production",
                "service",
                "admin",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_employee_role_employee_id")),
        sa.PrimaryKeyConstraint("employee_id", "role", name=op.f("pk_employee_role")),
    )
    op.create_index(op.f("ix_employee_role_role"), "employee_role", ["role"], unique=False)
    op.create_table(
        "notification",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_notification_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index(
        op.f("ix_notification_employee_id_read_at_at"), "notification", ["employee_id", "read_at", "at"], unique=False
    )
    op.create_table(
        "quarantine_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unique_key", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["employee.id"], name=op.f("fk_quarantine_entry_resolved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine_entry")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_quarantine_entry_unique_key")),
    )
    op.create_table(
        "segment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(collation="und-x-icu"), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("schedule", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_segment_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("name", name=op.f("uq_segment_name")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(collation="und-x-icu"), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_contact_counterparty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_counterparty_id"), "contact", ["counterparty_id"], unique=False)
    op.create_table(
        "export_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("segment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_export_run_employee_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_export_run_segment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_run")),
    )
    op.create_index(op.f("ix_export_run_segment_id"), "export_run", ["segment_id"], unique=False)
    op.create_table(
        "identity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Enum("phone", "email", name="contactpointkind", native_enum=False, length=32), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_identity_counterparty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_identity_kind_value")),
    )
    op.create_index(op.f("ix_identity_counterparty_id"), "identity", ["counterparty_id"], unique=False)
    op.create_table(
        "inquiry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("channel", sa.Enum("phone", "email", name="channel", native_enum=False, length=32), nullable=False),
        sa.Column(
            "source",
            sa.Enum("jivo_chat", "jivo_offline", "site_form", "letter", "call", name="source", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("phone_raw", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "sorted",
                "assigned",
                "qualified",
                "closed",
                "linked",
                name="inquirystate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("snoozed_until", UtcDateTime(), nullable=True),
        sa.Column("sorted_at", UtcDateTime(), nullable=True),
        sa.Column("sorted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("assigned_at", UtcDateTime(), nullable=True),
        sa.Column("assigned_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("first_response_at", UtcDateTime(), nullable=True),
        sa.Column(
            "close_reason",
            sa.Enum(
                "preliminary",
                "mistaken",
                "spam",
                "not_our_goods",
                "no_contact",
                "double",
                "other",
                name="closereason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("close_note", sa.Text(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["employee.id"], name=op.f("fk_inquiry_assigned_by_id")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_inquiry_counterparty_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_inquiry_department_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["employee.id"], name=op.f("fk_inquiry_seller_id")),
        sa.ForeignKeyConstraint(["sorted_by_id"], ["employee.id"], name=op.f("fk_inquiry_sorted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint("number", name=op.f("uq_inquiry_number")),
    )
    op.create_index(op.f("ix_inquiry_counterparty_id"), "inquiry", ["counterparty_id"], unique=False)
    op.create_index(op.f("ix_inquiry_department_id"), "inquiry", ["department_id"], unique=False)
    op.create_index(op.f("ix_inquiry_seller_id"), "inquiry", ["seller_id"], unique=False)
    op.create_index(op.f("ix_inquiry_state_received_at_id"), "inquiry", ["state", "received_at", "id"], unique=False)
    op.create_table(
        "legal_entity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(collation="und-x-icu"), nullable=False),
        sa.Column("tax_id", sa.String(length=32), nullable=False),
        sa.Column("tax_reason_code", sa.String(length=32), nullable=False),
        sa.Column("vat_id", sa.String(length=32), nullable=False),
        sa.Column("registration_number", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("bank_name", sa.String(), nullable=False),
        sa.Column("bank_account", sa.String(length=64), nullable=False),
        sa.Column("bank_code", sa.String(length=32), nullable=False),
        sa.Column("correspondent_account", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_legal_entity_counterparty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_entity")),
    )
    op.create_index(op.f("ix_legal_entity_counterparty_id"), "legal_entity", ["counterparty_id"], unique=False)
    op.create_index(op.f("ix_legal_entity_tax_id"), "legal_entity", ["tax_id"], unique=False)
    op.create_table(
        "not_a_double",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("second_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_not_a_double_employee_id")),
        sa.ForeignKeyConstraint(["first_id"], ["counterparty.id"], name=op.f("fk_not_a_double_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["counterparty.id"], name=op.f("fk_not_a_double_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_a_double")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_not_a_double_first_id_second_id")),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(collation="und-x-icu"), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("price", ExactDecimal(18, 2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("tax_code", sa.String(length=16), nullable=False),
        sa.Column("equipment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("material_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("has_expiry", sa.Boolean(), nullable=False),
        sa.Column("shelf_days", sa.Integer(), nullable=True),
        sa.Column("needs_certificate", sa.Boolean(), nullable=False),
        sa.Column("needs_commissioning", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["equipment_id"], ["trait.id"], name=op.f("fk_product_equipment_id")),
        sa.ForeignKeyConstraint(["material_id"], ["trait.id"], name=op.f("fk_product_material_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["counterparty.id"], name=op.f("fk_product_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
    )
    op.create_index(op.f("ix_product_name_id"), "product", ["name", "id"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("legal", "delivery", "site", "postal", name="addresskind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_site_counterparty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_index(op.f("ix_site_counterparty_id"), "site", ["counterparty_id"], unique=False)
    op.create_table(
        "barcode",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_barcode_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barcode")),
        sa.UniqueConstraint("code", name=op.f("uq_barcode_code")),
    )
    op.create_index(op.f("ix_barcode_product_id"), "barcode", ["product_id"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unit_cost", ExactDecimal(18, 2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("blocked_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_batch_product_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["counterparty.id"], name=op.f("fk_batch_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("product_id", "code", name=op.f("uq_batch_product_id_code")),
    )
    op.create_index(op.f("ix_batch_code"), "batch", ["code"], unique=False)
    op.create_index(op.f("ix_batch_expiry"), "batch", ["expiry"], unique=False)
    op.create_table(
        "contact_point",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.Enum("phone", "email", name="contactpointkind", native_enum=False, length=32), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("tail", sa.String(length=10), nullable=False),
        sa.Column("extension", sa.String(length=16), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_point_contact_id")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_contact_point_counterparty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
    )
    op.create_index(op.f("ix_contact_point_contact_id"), "contact_point", ["contact_id"], unique=False)
    op.create_index(op.f("ix_contact_point_counterparty_id"), "contact_point", ["counterparty_id"], unique=False)
    op.create_index(op.f("ix_contact_point_tail"), "contact_point", ["tail"], unique=False)
    op.create_index(op.f("ix_contact_point_value_kind"), "contact_point", ["value", "kind"], unique=False)
    op.create_table(
        "deal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(collation="und-x-icu"), nullable=False),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("legal_entity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("inquiry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "SELECTION",
                "PRODUCTION",
                "STOCK_SALE",
                "CERTIFICATION",
                "INSTALLATION",
                "SERVICE",
                "CLOSED",
                "NOT_SUITABLE",
                name="stage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("stage_entered_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("expected_at", UtcDateTime(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", ExactDecimal(18, 2), nullable=False),
        sa.Column("gross", ExactDecimal(18, 2), nullable=False),
        sa.Column("equipment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("material_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("field_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("delivery_site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("payment_terms", sa.String(), nullable=False),
        sa.Column("delivery_terms", sa.String(), nullable=False),
        sa.Column("warranty_months", sa.Integer(), nullable=True),
        sa.Column("lines_agreed_at", UtcDateTime(), nullable=True),
        sa.Column(
            "refusal_reason",
            sa.Enum(
                "price",
                "delivery_time",
                "parameters",
                "competitor",
                "no_budget",
                "no_need",
                "no_answer",
                "other",
                name="refusalreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("refusal_note", sa.Text(), nullable=False),
        sa.Column("installation_needed", sa.Boolean(), nullable=True),
        sa.Column("installation_reason", sa.String(), nullable=False),
        sa.Column("service_offered_at", UtcDateTime(), nullable=True),
        sa.Column("service_accepted", sa.Boolean(), nullable=True),
        sa.Column("service_declined_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_deal_counterparty_id")),
        sa.ForeignKeyConstraint(["delivery_site_id"], ["site.id"], name=op.f("fk_deal_delivery_site_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_deal_department_id")),
        sa.ForeignKeyConstraint(["equipment_id"], ["trait.id"], name=op.f("fk_deal_equipment_id")),
        sa.ForeignKeyConstraint(["field_id"], ["trait.id"], name=op.f("fk_deal_field_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_deal_inquiry_id")),
        sa.ForeignKeyConstraint(["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_deal_legal_entity_id")),
        sa.ForeignKeyConstraint(["material_id"], ["trait.id"], name=op.f("fk_deal_material_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["employee.id"], name=op.f("fk_deal_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
        sa.UniqueConstraint("number", name=op.f("uq_deal_number")),
    )
    op.create_index(op.f("ix_deal_counterparty_id"), "deal", ["counterparty_id"], unique=False)
    op.create_index(op.f("ix_deal_department_id_stage"), "deal", ["department_id", "stage"], unique=False)
    op.create_index(op.f("ix_deal_inquiry_id"), "deal", ["inquiry_id"], unique=False)
    op.create_index(op.f("ix_deal_seller_id_stage"), "deal", ["seller_id", "stage"], unique=False)
    op.create_index(op.f("ix_deal_stage_stage_entered_at_id"), "deal", ["stage", "stage_entered_at", "id"], unique=False)
    op.create_table(
        "exported_address",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("export_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_exported_address_counterparty_id")),
        sa.ForeignKeyConstraint(["export_run_id"], ["export_run.id"], name=op.f("fk_exported_address_export_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exported_address")),
        sa.UniqueConstraint("export_run_id", "value", name=op.f("uq_exported_address_export_run_id_value")),
    )
    op.create_index(op.f("ix_exported_address_counterparty_id"), "exported_address", ["counterparty_id"], unique=False)
    op.create_index(op.f("ix_exported_address_value"), "exported_address", ["value"], unique=False)
    op.create_table(
        "deal_contact",
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_deal_contact_contact_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_contact_deal_id")),
        sa.PrimaryKeyConstraint("deal_id", "contact_id", name=op.f("pk_deal_contact")),
    )
    op.create_table(
        "deal_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_name", sa.String(), nullable=False),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("price", ExactDecimal(18, 2), nullable=False),
        sa.Column("discount_percent", ExactDecimal(7, 3), nullable=False),
        sa.Column("tax_percent", ExactDecimal(7, 3), nullable=False),
        sa.Column("net", ExactDecimal(18, 2), nullable=False),
        sa.Column("tax", ExactDecimal(18, 2), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_deal_line_positive")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_line_deal_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_deal_line_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_line")),
        sa.UniqueConstraint("deal_id", "position", name=op.f("uq_deal_line_deal_id_position")),
    )
    op.create_index(op.f("ix_deal_line_product_id"), "deal_line", ["product_id"], unique=False)
    op.create_table(
        "interaction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("call", "message", "note", "meeting", name="interactionkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "direction", sa.Enum("in", "out", "internal", name="direction", native_enum=False, length=32), nullable=False
        ),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("automatic_reason", sa.String(), nullable=False),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("inquiry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_interaction_contact_id")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_interaction_counterparty_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_interaction_deal_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_interaction_employee_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_interaction_inquiry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction")),
    )
    op.create_index(op.f("ix_interaction_at_id"), "interaction", ["at", "id"], unique=False)
    op.create_index(op.f("ix_interaction_counterparty_id_at"), "interaction", ["counterparty_id", "at"], unique=False)
    op.create_index(op.f("ix_interaction_deal_id_at"), "interaction", ["deal_id", "at"], unique=False)
    op.create_index(op.f("ix_interaction_employee_id"), "interaction", ["employee_id"], unique=False)
    op.create_index(op.f("ix_interaction_inquiry_id"), "interaction", ["inquiry_id"], unique=False)
    op.create_table(
        "need",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("negotiable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_need_deal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index(op.f("ix_need_deal_id"), "need", ["deal_id"], unique=False)
    op.create_table(
        "sales_order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column(
            "state", sa.Enum("open", "done", "cancelled", name="orderstate", native_enum=False, length=32), nullable=False
        ),
        sa.Column("ordered_at", UtcDateTime(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_sales_order_deal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
        sa.UniqueConstraint("deal_id", name=op.f("uq_sales_order_deal_id")),
        sa.UniqueConstraint("number", name=op.f("uq_sales_order_number")),
    )
    op.create_table(
        "stage_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "SELECTION",
                "PRODUCTION",
                "STOCK_SALE",
                "CERTIFICATION",
                "INSTALLATION",
                "SERVICE",
                "CLOSED",
                "NOT_SUITABLE",
                name="stage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_stage_entry_deal_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_stage_entry_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_entry")),
    )
    op.create_index(op.f("ix_stage_entry_deal_id"), "stage_entry", ["deal_id"], unique=False)
    op.create_table(
        "stock_balance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("location_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_hand", ExactDecimal(15, 3), nullable=False),
        sa.Column("reserved", ExactDecimal(15, 3), nullable=False),
        sa.CheckConstraint("reserved >= 0 AND reserved <= on_hand", name=op.f("ck_stock_balance_reserved_within_on_hand")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_stock_balance_batch_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_stock_balance_location_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_stock_balance_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_balance")),
        sa.UniqueConstraint("batch_id", "location_id", name=op.f("uq_stock_balance_batch_id_location_id")),
    )
    op.create_index(op.f("ix_stock_balance_product_id"), "stock_balance", ["product_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "next_step",
                "call_back",
                "call_customer",
                "qualify",
                "review_refusal",
                "certify",
                "install",
                "offer_service",
                "conclude_service_contract",
                "other",
                name="taskkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "dispatcher",
                "head",
                "seller",
                "marketer",
                "warehouse",
                "production",
                "service",
                "admin",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("counterparty_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("inquiry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_task_counterparty_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["employee.id"], name=op.f("fk_task_created_by_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_task_deal_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_task_department_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["employee.id"], name=op.f("fk_task_done_by_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_task_employee_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_task_inquiry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index(op.f("ix_task_counterparty_id"), "task", ["counterparty_id"], unique=False)
    op.create_index(op.f("ix_task_deal_id"), "task", ["deal_id"], unique=False)
    op.create_index(op.f("ix_task_employee_id_done_at_due_at"), "task", ["employee_id", "done_at", "due_at"], unique=False)
    op.create_index(op.f("ix_task_inquiry_id"), "task", ["inquiry_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("interaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_attachment_deal_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_attachment_employee_id")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("fk_attachment_interaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_deal_id"), "attachment", ["deal_id"], unique=False)
    op.create_index(op.f("ix_attachment_interaction_id"), "attachment", ["interaction_id"], unique=False)
    op.create_table(
        "call",
        sa.Column(
            "interaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("linked_id", sa.String(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column(
            "direction", sa.Enum("in", "out", "internal", name="direction", native_enum=False, length=32), nullable=False
        ),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("raw_number", sa.String(), nullable=False),
        sa.Column("extension", sa.String(length=16), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "going",
                "answered",
                "missed",
                "busy",
                "declined",
                "abandoned",
                "failed",
                "unknown_end",
                name="calloutcome",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("fk_call_interaction_id")),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_call")),
        sa.UniqueConstraint("linked_id", name=op.f("uq_call_linked_id")),
    )
    op.create_index(op.f("ix_call_number"), "call", ["number"], unique=False)
    op.create_table(
        "message",
        sa.Column(
            "interaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("unique_key", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("fk_message_interaction_id")),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_message")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_message_unique_key")),
    )
    op.create_table(
        "production_order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sales_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column(
            "state", sa.Enum("open", "done", "cancelled", name="orderstate", native_enum=False, length=32), nullable=False
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sales_order_id"], ["sales_order.id"], name=op.f("fk_production_order_sales_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_order")),
        sa.UniqueConstraint("number", name=op.f("uq_production_order_number")),
        sa.UniqueConstraint("sales_order_id", name=op.f("uq_production_order_sales_order_id")),
    )
    op.create_table(
        "purchase_order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sales_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column(
            "state", sa.Enum("open", "done", "cancelled", name="orderstate", native_enum=False, length=32), nullable=False
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(["sales_order_id"], ["sales_order.id"], name=op.f("fk_purchase_order_sales_order_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["counterparty.id"], name=op.f("fk_purchase_order_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_order_number")),
    )
    op.create_index(op.f("ix_purchase_order_sales_order_id"), "purchase_order", ["sales_order_id"], unique=False)
    op.create_index(op.f("ix_purchase_order_supplier_id"), "purchase_order", ["supplier_id"], unique=False)
    op.create_table(
        "sales_order_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sales_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deal_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=False),
        sa.ForeignKeyConstraint(["deal_line_id"], ["deal_line.id"], name=op.f("fk_sales_order_line_deal_line_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_sales_order_line_product_id")),
        sa.ForeignKeyConstraint(["sales_order_id"], ["sales_order.id"], name=op.f("fk_sales_order_line_sales_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order_line")),
        sa.UniqueConstraint("deal_line_id", name=op.f("uq_sales_order_line_deal_line_id")),
    )
    op.create_index(op.f("ix_sales_order_line_product_id"), "sales_order_line", ["product_id"], unique=False)
    op.create_index(op.f("ix_sales_order_line_sales_order_id"), "sales_order_line", ["sales_order_id"], unique=False)
    op.create_table(
        "supply_part",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "source", sa.Enum("stock", "plant", "supplier", name="supply", native_enum=False, length=32), nullable=False
        ),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_supply_part_positive")),
        sa.ForeignKeyConstraint(["deal_line_id"], ["deal_line.id"], name=op.f("fk_supply_part_deal_line_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["counterparty.id"], name=op.f("fk_supply_part_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_part")),
        sa.UniqueConstraint("deal_line_id", "source", name=op.f("uq_supply_part_deal_line_id_source")),
    )
    op.create_table(
        "warehouse_order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sales_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column(
            "state", sa.Enum("open", "done", "cancelled", name="orderstate", native_enum=False, length=32), nullable=False
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sales_order_id"], ["sales_order.id"], name=op.f("fk_warehouse_order_sales_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_order")),
        sa.UniqueConstraint("number", name=op.f("uq_warehouse_order_number")),
        sa.UniqueConstraint("sales_order_id", name=op.f("uq_warehouse_order_sales_order_id")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["deal_line_id"], ["deal_line.id"], name=op.f("fk_certificate_deal_line_id")),
        sa.ForeignKeyConstraint(["document_id"], ["attachment.id"], name=op.f("fk_certificate_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("deal_line_id", "unit", name=op.f("uq_certificate_deal_line_id_unit")),
    )
    op.create_table(
        "commissioning",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("serials", sa.Text(), nullable=False),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_commissioning_deal_id")),
        sa.ForeignKeyConstraint(["document_id"], ["attachment.id"], name=op.f("fk_commissioning_document_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_commissioning_employee_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_commissioning_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commissioning")),
    )
    op.create_index(op.f("ix_commissioning_deal_id"), "commissioning", ["deal_id"], unique=False)
    op.create_table(
        "contract",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("legal_entity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("concluded_on", sa.Date(), nullable=False),
        sa.Column("signed_back_at", UtcDateTime(), nullable=True),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_contract_deal_id")),
        sa.ForeignKeyConstraint(["document_id"], ["attachment.id"], name=op.f("fk_contract_document_id")),
        sa.ForeignKeyConstraint(["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_contract_legal_entity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
    )
    op.create_index(op.f("ix_contract_deal_id"), "contract", ["deal_id"], unique=False)
    op.create_table(
        "production_order_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("production_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sales_order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=False),
        sa.Column("received", ExactDecimal(15, 3), nullable=False),
        sa.Column("ready_percent", sa.Integer(), nullable=False),
        sa.Column("first_promised_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("delay_reason", sa.String(), nullable=False),
        sa.Column("ready_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("ready_percent >= 0 AND ready_percent <= 100", name=op.f("ck_production_order_line_percent")),
        sa.CheckConstraint(
            "received >= 0 AND received <= quantity", name=op.f("ck_production_order_line_received_within_quantity")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_production_order_line_product_id")),
        sa.ForeignKeyConstraint(
            ["production_order_id"], ["production_order.id"], name=op.f("fk_production_order_line_production_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["sales_order_line_id"], ["sales_order_line.id"], name=op.f("fk_production_order_line_sales_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_order_line")),
    )
    op.create_index(op.f("ix_production_order_line_product_id"), "production_order_line", ["product_id"], unique=False)
    op.create_index(
        op.f("ix_production_order_line_production_order_id"), "production_order_line", ["production_order_id"], unique=False
    )
    op.create_index(
        op.f("ix_production_order_line_sales_order_line_id"), "production_order_line", ["sales_order_line_id"], unique=False
    )
    op.create_table(
        "purchase_order_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("purchase_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sales_order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=False),
        sa.Column("received", ExactDecimal(15, 3), nullable=False),
        sa.Column("price", ExactDecimal(18, 2), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "received >= 0 AND received <= quantity", name=op.f("ck_purchase_order_line_received_within_quantity")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_purchase_order_line_product_id")),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"], ["purchase_order.id"], name=op.f("fk_purchase_order_line_purchase_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["sales_order_line_id"], ["sales_order_line.id"], name=op.f("fk_purchase_order_line_sales_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_line")),
    )
    op.create_index(op.f("ix_purchase_order_line_product_id"), "purchase_order_line", ["product_id"], unique=False)
    op.create_index(
        op.f("ix_purchase_order_line_purchase_order_id"), "purchase_order_line", ["purchase_order_id"], unique=False
    )
    op.create_index(
        op.f("ix_purchase_order_line_sales_order_line_id"), "purchase_order_line", ["sales_order_line_id"], unique=False
    )
    op.create_table(
        "quotation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "sent", "accepted", "declined", "replaced", name="quotationstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", ExactDecimal(18, 2), nullable=False),
        sa.Column("gross", ExactDecimal(18, 2), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_quotation_deal_id")),
        sa.ForeignKeyConstraint(["document_id"], ["attachment.id"], name=op.f("fk_quotation_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation")),
        sa.UniqueConstraint("number", name=op.f("uq_quotation_number")),
    )
    op.create_index(op.f("ix_quotation_deal_id"), "quotation", ["deal_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("production_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("purchase_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.Enum("open", "done", name="receiptstate", native_enum=False, length=32), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["opened_by_id"], ["employee.id"], name=op.f("fk_receipt_opened_by_id")),
        sa.ForeignKeyConstraint(
            ["production_order_id"], ["production_order.id"], name=op.f("fk_receipt_production_order_id")
        ),
        sa.ForeignKeyConstraint(["purchase_order_id"], ["purchase_order.id"], name=op.f("fk_receipt_purchase_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_receipt_number")),
    )
    op.create_index(op.f("ix_receipt_production_order_id"), "receipt", ["production_order_id"], unique=False)
    op.create_index(op.f("ix_receipt_purchase_order_id"), "receipt", ["purchase_order_id"], unique=False)
    op.create_table(
        "service_contract",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("concluded_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "periodicity",
            sa.Enum("monthly", "quarterly", "half_yearly", "yearly", name="periodicity", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("price", ExactDecimal(18, 2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_service_contract_deal_id")),
        sa.ForeignKeyConstraint(["document_id"], ["attachment.id"], name=op.f("fk_service_contract_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_service_contract_number")),
    )
    op.create_index(op.f("ix_service_contract_deal_id"), "service_contract", ["deal_id"], unique=False)
    op.create_table(
        "shipment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("warehouse_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("shipped_at", UtcDateTime(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_shipment_deal_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_shipment_employee_id")),
        sa.ForeignKeyConstraint(["warehouse_order_id"], ["warehouse_order.id"], name=op.f("fk_shipment_warehouse_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("number", name=op.f("uq_shipment_number")),
    )
    op.create_index(op.f("ix_shipment_deal_id"), "shipment", ["deal_id"], unique=False)
    op.create_index(op.f("ix_shipment_warehouse_order_id"), "shipment", ["warehouse_order_id"], unique=False)
    op.create_table(
        "warehouse_order_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("warehouse_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sales_order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=False),
        sa.Column("shipped", ExactDecimal(15, 3), nullable=False),
        sa.CheckConstraint(
            "shipped >= 0 AND shipped <= quantity", name=op.f("ck_warehouse_order_line_shipped_within_quantity")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_warehouse_order_line_product_id")),
        sa.ForeignKeyConstraint(
            ["sales_order_line_id"], ["sales_order_line.id"], name=op.f("fk_warehouse_order_line_sales_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_order_id"], ["warehouse_order.id"], name=op.f("fk_warehouse_order_line_warehouse_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_order_line")),
        sa.UniqueConstraint("sales_order_line_id", name=op.f("uq_warehouse_order_line_sales_order_line_id")),
    )
    op.create_index(op.f("ix_warehouse_order_line_product_id"), "warehouse_order_line", ["product_id"], unique=False)
    op.create_index(
        op.f("ix_warehouse_order_line_warehouse_order_id"), "warehouse_order_line", ["warehouse_order_id"], unique=False
    )
    op.create_table(
        "delivery_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("signed_back_at", UtcDateTime(), nullable=True),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["attachment.id"], name=op.f("fk_delivery_note_document_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_delivery_note_shipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_note")),
        sa.UniqueConstraint("number", name=op.f("uq_delivery_note_number")),
        sa.UniqueConstraint("shipment_id", name=op.f("uq_delivery_note_shipment_id")),
    )
    op.create_table(
        "invoice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", ExactDecimal(18, 2), nullable=False),
        sa.Column("gross", ExactDecimal(18, 2), nullable=False),
        sa.Column("paid", ExactDecimal(18, 2), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_invoice_contract_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_invoice_deal_id")),
        sa.ForeignKeyConstraint(["document_id"], ["attachment.id"], name=op.f("fk_invoice_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
    )
    op.create_index(op.f("ix_invoice_deal_id"), "invoice", ["deal_id"], unique=False)
    op.create_table(
        "receipt_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("receipt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("production_order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("purchase_order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("expected", ExactDecimal(15, 3), nullable=False),
        sa.Column("received", ExactDecimal(15, 3), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_receipt_line_product_id")),
        sa.ForeignKeyConstraint(
            ["production_order_line_id"], ["production_order_line.id"], name=op.f("fk_receipt_line_production_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_line_id"], ["purchase_order_line.id"], name=op.f("fk_receipt_line_purchase_order_line_id")
        ),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_line_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_line")),
        sa.UniqueConstraint("receipt_id", "position", name=op.f("uq_receipt_line_receipt_id_position")),
    )
    op.create_index(
        op.f("ix_receipt_line_production_order_line_id"), "receipt_line", ["production_order_line_id"], unique=False
    )
    op.create_index(op.f("ix_receipt_line_purchase_order_line_id"), "receipt_line", ["purchase_order_line_id"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("balance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("warehouse_order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=False),
        sa.Column(
            "state",
            sa.Enum("active", "shipped", "released", name="reservationstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reserved_at", UtcDateTime(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("released_reason", sa.String(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservation_positive")),
        sa.ForeignKeyConstraint(["balance_id"], ["stock_balance.id"], name=op.f("fk_reservation_balance_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_reservation_employee_id")),
        sa.ForeignKeyConstraint(
            ["warehouse_order_line_id"], ["warehouse_order_line.id"], name=op.f("fk_reservation_warehouse_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
    )
    op.create_index(op.f("ix_reservation_balance_id"), "reservation", ["balance_id"], unique=False)
    op.create_index(op.f("ix_reservation_warehouse_order_line_id"), "reservation", ["warehouse_order_line_id"], unique=False)
    op.create_table(
        "service_visit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("work", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_service_visit_employee_id")),
        sa.ForeignKeyConstraint(
            ["service_contract_id"], ["service_contract.id"], name=op.f("fk_service_visit_service_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_visit")),
    )
    op.create_index(op.f("ix_service_visit_due_on"), "service_visit", ["due_on"], unique=False)
    op.create_index(op.f("ix_service_visit_service_contract_id"), "service_visit", ["service_contract_id"], unique=False)
    op.create_table(
        "shipment_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shipment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("warehouse_order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("location_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=False),
        sa.Column("serials", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_shipment_line_batch_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_shipment_line_location_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_shipment_line_product_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_shipment_line_shipment_id")),
        sa.ForeignKeyConstraint(
            ["warehouse_order_line_id"], ["warehouse_order_line.id"], name=op.f("fk_shipment_line_warehouse_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_line")),
    )
    op.create_index(op.f("ix_shipment_line_batch_id"), "shipment_line", ["batch_id"], unique=False)
    op.create_index(op.f("ix_shipment_line_shipment_id"), "shipment_line", ["shipment_id"], unique=False)
    op.create_index(
        op.f("ix_shipment_line_warehouse_order_line_id"), "shipment_line", ["warehouse_order_line_id"], unique=False
    )
    op.create_table(
        "tax_invoice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", ExactDecimal(18, 2), nullable=False),
        sa.Column("tax", ExactDecimal(18, 2), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["attachment.id"], name=op.f("fk_tax_invoice_document_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_tax_invoice_shipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_invoice")),
        sa.UniqueConstraint("number", name=op.f("uq_tax_invoice_number")),
        sa.UniqueConstraint("shipment_id", name=op.f("uq_tax_invoice_shipment_id")),
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount", ExactDecimal(18, 2), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_positive")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_payment_employee_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_invoice_id"), "payment", ["invoice_id"], unique=False)
    op.create_table(
        "scan_record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("receipt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("receipt_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shipment_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("location_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("serial", sa.String(length=32), nullable=False),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_scan_record_batch_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_scan_record_employee_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_scan_record_location_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_scan_record_receipt_id")),
        sa.ForeignKeyConstraint(["receipt_line_id"], ["receipt_line.id"], name=op.f("fk_scan_record_receipt_line_id")),
        sa.ForeignKeyConstraint(["shipment_line_id"], ["shipment_line.id"], name=op.f("fk_scan_record_shipment_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_record")),
        sa.UniqueConstraint("nonce", name=op.f("uq_scan_record_nonce")),
    )
    op.create_index(op.f("ix_scan_record_receipt_id"), "scan_record", ["receipt_id"], unique=False)
    op.create_index(op.f("ix_scan_record_receipt_line_id"), "scan_record", ["receipt_line_id"], unique=False)
    op.create_table(
        "stock_move",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opening",
                "receipt",
                "shipment",
                "transfer",
                "adjustment",
                "write_off",
                "return",
                name="movekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_location_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_location_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quantity", ExactDecimal(15, 3), nullable=False),
        sa.Column("receipt_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shipment_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_move_positive")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_stock_move_batch_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_stock_move_employee_id")),
        sa.ForeignKeyConstraint(["from_location_id"], ["location.id"], name=op.f("fk_stock_move_from_location_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_stock_move_product_id")),
        sa.ForeignKeyConstraint(["receipt_line_id"], ["receipt_line.id"], name=op.f("fk_stock_move_receipt_line_id")),
        sa.ForeignKeyConstraint(["shipment_line_id"], ["shipment_line.id"], name=op.f("fk_stock_move_shipment_line_id")),
        sa.ForeignKeyConstraint(["to_location_id"], ["location.id"], name=op.f("fk_stock_move_to_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
    )
    op.create_index(op.f("ix_stock_move_batch_id_at"), "stock_move", ["batch_id", "at"], unique=False)
    op.create_index(op.f("ix_stock_move_product_id_at"), "stock_move", ["product_id", "at"], unique=False)
    op.create_index(op.f("ix_stock_move_receipt_line_id"), "stock_move", ["receipt_line_id"], unique=False)
    op.create_index(op.f("ix_stock_move_shipment_line_id"), "stock_move", ["shipment_line_id"], unique=False)
    trigram(op.get_bind(), "ix_contact_folded_trigram", "contact", "folded")
    trigram(op.get_bind(), "ix_contact_point_value_trigram", "contact_point", "value")
    trigram(op.get_bind(), "ix_counterparty_folded_trigram", "counterparty", "folded")
    trigram(op.get_bind(), "ix_product_folded_trigram", "product", "folded")
    late_key(op.get_bind(), "fk_counterparty_inquiry_id", "counterparty", "inquiry_id", "inquiry")
    append_only(op.get_bind(), "audit_entry")
    append_only(op.get_bind(), "stock_move")
