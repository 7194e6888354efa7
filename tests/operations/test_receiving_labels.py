"""Labels at the station: the batch that was counted last, with the GTIN of one unit; the bench card."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, UserError
from app.events import Scan
from app.models.products import Barcode
from app.operations import receiving, receiving_labels, receiving_scan
from tests import factories, stock_factories
from tests.clock import FixedClock
from tests.reports.paper_data import page_texts

GTIN = "04601234567893"
PACK = "14601234567890"


def test_the_label_of_the_last_batch_carries_the_gtin_of_one_unit(store: Store, clock: FixedClock) -> None:
    def prepare(session: Session) -> tuple[dict[str, int], int]:
        people = factories.company(session)
        seal = stock_factories.product(session, "SEAL-080", has_expiry=True)
        session.add(Barcode(product_id=seal, code=PACK, quantity=Decimal(5)))
        session.flush()
        session.add(Barcode(product_id=seal, code=GTIN, quantity=Decimal(1)))
        return people, stock_factories.purchase_order(session, [(seal, 20)])

    people, order = store.write(prepare)
    store.employee_id = people["Wanda"]
    receipt = store.write(receiving.open_receipt, "purchase", order).id
    with pytest.raises(UserError, match="Nothing is counted yet"):
        store.read(receiving_labels.last_batch_label, receipt, "en")
    day = clock().date() + timedelta(days=300)
    for number, batch in enumerate(("L1", "L2")):
        scan = Scan(f"n{number}", f"]C101{PACK}17{day:%y%m%d}10{batch}", "serial:test", clock())
        store.write(receiving_scan.take_scan, receipt, scan)
    document = store.read(receiving_labels.last_batch_label, receipt, "en")
    text = "".join(page_texts(document.data))
    assert f"(01){GTIN}(17){day:%y%m%d}(10)L2" in text
    assert "Article SEAL-080" in text
    store.employee_id = people["Maria"]
    with pytest.raises(NotAllowed):
        store.read(receiving_labels.last_batch_label, receipt, "en")


def test_the_bench_card_says_its_commands(store: Store) -> None:
    card = store.read(receiving_labels.station_bench_card, {"KONTOR-F9": ("F9", "Undo last")}, "en")
    assert card.filename == "Bench-card.pdf"
    assert "KONTOR-F9" in "".join(page_texts(card.data))
