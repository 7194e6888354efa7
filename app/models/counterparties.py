"""Businesses and people: leads, customers, partners, suppliers, and how to reach them [M29-M32, M75-M77]."""

from sqlalchemy import Computed, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import LongText, Moment, Record, SortedName, Versioned, choice
from app.models.terms import AddressKind, ContactPointKind, CounterpartyKind
from app.models.triage_terms import LegalForm

MERGED = text("merged_into_id IS NOT NULL")


class Counterparty(Versioned):
    """One business or person with one direction and one purse [M77].

    folded: the name as search and doubles compare it (lower case, no accents, quotes or legal forms). inquiry_id: the
    inquiry that a lead came from [M32]. group_id: the holding it belongs to. merged_into_id: set when it turned out to
    be a double; it then only forwards. heard_at: the last contact, or when it was recorded if there was none: the
    database keeps it in step, and a million rows are listed by it. substitute_id: who stands in for the seller here;
    None: whoever stands in for the seller everywhere.
    """

    kind: Mapped[CounterpartyKind] = mapped_column(choice(CounterpartyKind))
    name: Mapped[SortedName]
    folded: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"), index=True)
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    language: Mapped[str] = mapped_column(String(2), default="")
    region: Mapped[str] = mapped_column(String(2), default="")
    website: Mapped[str] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
    inquiry_id: Mapped[int | None] = mapped_column(
        ForeignKey("inquiry.id", use_alter=True, name="fk_counterparty_inquiry_id"), index=True
    )
    group_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"))
    created_at: Mapped[Moment]
    customer_since: Mapped[Moment | None]
    last_contact_at: Mapped[Moment | None]
    heard_at: Mapped[Moment] = mapped_column(Computed("coalesce(last_contact_at, created_at)"))

    __table_args__ = (
        Index(None, "name", "id"),
        Index(None, "heard_at", "id"),
        # The few that only forward: asked for with every look for doubles.
        Index("ix_counterparty_merged", "merged_into_id", postgresql_where=MERGED, sqlite_where=MERGED),
        Index(
            "ix_counterparty_folded_trigram",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ).ddl_if(dialect="postgresql"),
    )


class LegalEntity(Versioned):
    """A legal person of a counterparty, with what a contract and an invoice need [M41].

    tax_id: INN in Russia, Steuernummer in Germany; tax_reason_code: KPP; vat_id: EU VAT number; registration_number:
    OGRN or commercial register; bank_code: BIC; correspondent_account: Russian banks only.
    """

    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    name: Mapped[SortedName]
    form: Mapped[LegalForm] = mapped_column(
        choice(LegalForm), default=LegalForm.ORGANISATION, server_default=LegalForm.ORGANISATION.value
    )
    tax_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    tax_reason_code: Mapped[str] = mapped_column(String(32), default="")
    vat_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    registration_number: Mapped[str] = mapped_column(String(64), default="")
    address: Mapped[LongText] = mapped_column(default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    bank_name: Mapped[str] = mapped_column(default="")
    bank_account: Mapped[str] = mapped_column(String(64), default="")
    bank_code: Mapped[str] = mapped_column(String(32), default="")
    correspondent_account: Mapped[str] = mapped_column(String(32), default="")

    def lacks(self) -> list[str]:
        """Names of the fields that a deal needs and that are still empty: name, bank details, address [M41]."""
        needed = {"name": self.name, "address": self.address, "bank_account": self.bank_account, "bank_code": self.bank_code}
        return [field for field, value in needed.items() if not value.strip()]


class Site(Versioned):
    """A place of a counterparty: where goods go and machines stand."""

    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    kind: Mapped[AddressKind] = mapped_column(choice(AddressKind))
    name: Mapped[str] = mapped_column(default="")
    address: Mapped[LongText]
    country: Mapped[str] = mapped_column(String(2), default="")
    note: Mapped[str] = mapped_column(default="")


class Contact(Versioned):
    """A person of a counterparty; role: what the person does in a purchase (decides, technics, invoices) [M76]."""

    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    name: Mapped[SortedName]
    folded: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2), default="")
    note: Mapped[LongText] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        Index(
            "ix_contact_folded_trigram",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ).ddl_if(dialect="postgresql"),
    )


class ContactPoint(Versioned):
    """One phone number or e-mail address. value: E.164 or lower-case address; raw: as it was written [C6].

    tail: the last ten digits of a number, by which telephone exchanges match. extension: digits to dial after the
    number. Several people may share one number, so values repeat; ``Identity`` says whose it is.
    """

    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    kind: Mapped[ContactPointKind] = mapped_column(choice(ContactPointKind))
    value: Mapped[str]
    raw: Mapped[str] = mapped_column(default="")
    tail: Mapped[str] = mapped_column(String(10), default="", index=True)
    extension: Mapped[str] = mapped_column(String(16), default="")
    valid: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index(None, "value", "kind"),
        Index(
            "ix_contact_point_value_trigram",
            "value",
            postgresql_using="gin",
            postgresql_ops={"value": "gin_trgm_ops"},
        ).ddl_if(dialect="postgresql"),
    )


class Identity(Record):
    """Whose a phone number or an e-mail address is: the unique key under which intake looks and creates at once [C4].

    Two letters of one stranger that come in at the same moment both try to write this row; only one succeeds, and the
    other joins its lead.
    """

    audited = False

    kind: Mapped[ContactPointKind] = mapped_column(choice(ContactPointKind))
    value: Mapped[str]
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)

    __table_args__ = (UniqueConstraint("kind", "value"),)


class NotADouble(Record):
    """Two counterparties that somebody has judged to be different, for everybody [P2]; first_id < second_id."""

    first_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("first_id", "second_id"),)
