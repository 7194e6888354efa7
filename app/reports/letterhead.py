"""Who writes and who is written to: the fixed data of a commercial document's page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The company that issues the document, as its paper shows it.

    name: the brand at the top; legal_name: the firm with its legal form, as registered. tax_id_label and tax_id_value:
    "USt-IdNr." / "DE123456789", "ИНН/КПП" / "1655123456/165501001". bank_lines: bank, account or IBAN, BIC.
    register_lines: register court and number, seat, managing directors (§ 35a GmbHG), ОГРН. logo: PNG or JPEG bytes.
    accent: colour of the brand as #RRGGBB.
    """

    name: str
    legal_name: str
    address_lines: tuple[str, ...]
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_id_label: str = ""
    tax_id_value: str = ""
    bank_lines: tuple[str, ...] = ()
    register_lines: tuple[str, ...] = ()
    logo: bytes | None = None
    accent: str = "#1F56A8"

    def footer_columns(self) -> tuple[tuple[str, ...], ...]:
        """What stands in the foot of each page, a tuple of lines a column; empty columns are left out."""
        tax = f"{self.tax_id_label} {self.tax_id_value}".strip()
        columns = (
            (self.legal_name, *self.address_lines),
            (self.phone, self.email, self.website),
            self.bank_lines,
            (*self.register_lines, tax),
        )
        said = (tuple(line for line in column if line) for column in columns)
        return tuple(column for column in said if column)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom the document goes to. tax_id: with its label, where the form of the document asks for it."""

    company: str
    contact: str = ""
    address_lines: tuple[str, ...] = ()
    tax_id: str = ""

    def lines(self) -> tuple[str, ...]:
        """The lines of the address window, from the firm down."""
        return tuple(line for line in (self.company, self.contact, *self.address_lines, self.tax_id) if line)


@dataclass(frozen=True, slots=True)
class Author:
    """The employee who answers for the document."""

    name: str
    post: str = ""
    phone: str = ""
    email: str = ""
