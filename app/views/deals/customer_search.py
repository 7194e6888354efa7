"""Finding whose deal it will be: type, walk the results, Enter takes one."""

from typing import ClassVar

from app.language import marked
from app.models.terms import CounterpartyKind
from app.views.purchases.supplier_search import SupplierSearch


class CustomerSearch(SupplierSearch):
    """As the search of suppliers, over everybody who may buy: leads, customers, partners."""

    kinds: ClassVar[tuple[CounterpartyKind, ...]] = (
        CounterpartyKind.CUSTOMER,
        CounterpartyKind.LEAD,
        CounterpartyKind.PARTNER,
    )
    icon: ClassVar[str] = "plus"
    label: ClassVar[str] = marked("Customer: part of the name, number or address")
    nothing: ClassVar[str] = marked("No customer is found by these words.")
    choose_one: ClassVar[str] = marked("Choose a customer: none is found by these words.")
    none_yet: ClassVar[tuple[str, str]] = (
        marked("No customer is recorded yet: record one in the room Customers with {key}."),
        marked("No customer is recorded yet: ask a seller or a head to record one in the room Customers."),
    )
