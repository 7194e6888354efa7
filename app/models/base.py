"""The ground under every mapped class: exact decimals, UTC times, sorted text, versions."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeVar

from sqlalchemy import BigInteger, Computed, DateTime, Enum, Integer, MetaData, Numeric, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.types import TypeEngine

COLLATION = "und-x-icu"
"""Root ICU collation: Ё beside Е, ä beside a, capitals beside small letters. PostgreSQL has it; on SQLite the store
registers the same order under the same name."""

E = TypeVar("E", bound=StrEnum)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with a fixed number of places: NUMERIC on PostgreSQL, a scaled integer on SQLite (which has no decimals).

    Comparing, ordering and SUM work in SQL on both; multiplying two such columns in SQL does not: store the product.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Integer on SQLite, NUMERIC elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Any:
        """Refuse floats and what does not fit the places; scale for SQLite."""
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("money and quantities are never floats")
        number = Decimal(value)
        if number != round(number, self.scale):
            raise ValueError(f"{number} has more than {self.scale} decimals")
        return int(number.scaleb(self.scale)) if dialect.name == "sqlite" else number

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Back to a Decimal with exactly the column's places."""
        if value is None:
            return None
        number = Decimal(value)
        return number.scaleb(-self.scale) if dialect.name == "sqlite" else round(number, self.scale)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, always UTC. TIMESTAMPTZ on PostgreSQL; text without zone on SQLite."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TIMESTAMP WITH TIME ZONE where there is one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time; to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@compiles(Computed, "postgresql")
def _computed_on_postgresql(item: Computed, compiler: DDLCompiler, **_kw: Any) -> str:
    """A computed column is stored there on every version; SQLite computes it when asked, and need not copy its table."""
    expression = compiler.sql_compiler.process(item.sqltext, include_table=False, literal_binds=True)
    return f"GENERATED ALWAYS AS ({expression}) STORED"


def choice(kind: type[E]) -> Enum:
    """A column type for *kind*: its names as text, so that psql and exports show words."""
    return Enum(kind, native_enum=False, length=32, validate_strings=True, values_callable=lambda e: [m.value for m in e])


Amount = Annotated[Decimal, mapped_column(ExactDecimal(18, 2))]
"""Money of the record's currency, to the cent."""
Count = Annotated[Decimal, mapped_column(ExactDecimal(15, 3))]
"""A quantity of the product's unit, to three decimals."""
Percent = Annotated[Decimal, mapped_column(ExactDecimal(7, 3))]
"""Per cent, to three decimals: 22.000 is 22 %."""
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
"""A moment in UTC."""
SortedName = Annotated[str, mapped_column(String(collation=COLLATION))]
"""A name that lists sort by."""
LongText = Annotated[str, mapped_column(Text)]
"""Text of any length."""


class Base(DeclarativeBase):
    """Every mapped class. ``topic`` is what the change feed calls its news; the table's name unless said otherwise."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    audited: ClassVar[bool] = True
    append_only: ClassVar[bool] = False

    @declared_attr.directive
    def __tablename__(cls) -> str:
        """``SalesOrderLine`` → ``sales_order_line``."""
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in cls.__name__).lstrip("_")


class Record(Base):
    """A mapped class with a numeric id. Plain records are written once, or changed only under their owner's lock."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, sort_order=-10)


class Versioned(Record):
    """A record that people edit: a form hands back the version that it opened; a lost update becomes Conflict."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(Integer, nullable=False, sort_order=-9)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        """Count versions by SQLAlchemy's own version counter."""
        return {"version_id_col": cls.version}
