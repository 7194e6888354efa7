"""The articles of the demo company, and what lies in its warehouse."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from app.gtin import check_digit
from app.models.naming import folded
from app.models.products import Barcode, Product
from app.models.stock import Batch, Location
from app.models.terms import MoveKind
from app.operations.demo_data import CERTIFIED, PLACES
from app.operations.demo_goods_data import ARTICLES, Article
from app.operations.demo_story import Story
from app.operations.stock import Goods, bring_in

OUR_PREFIX = "0401234567"
"""Beginning of our GTINs, with the filling zero; two digits of our own follow, then the check digit."""
COST_SHARE = Decimal("0.62")


def lay_in(story: Story) -> None:
    """Articles with their barcodes, and their batches at their places."""
    session = story.session
    session.add_all(Location(code=code, name=code, pickable=True) for code in PLACES)
    session.flush()
    story.places.update({row.code: row.id for row in session.execute(select(Location.code, Location.id))})
    for place, article in enumerate(ARTICLES, 1):
        product = _product(story, article, place)
        for batch in article.stock:
            _batch(story, article, product, *batch)
    session.flush()


def _product(story: Story, article: Article, place: int) -> int:
    product = Product(
        code=article.code,
        name=article.name,
        folded=folded(article.name),
        unit=article.unit,
        price=Decimal(article.price),
        currency="EUR",
        equipment_id=story.traits[article.equipment],
        material_id=story.traits.get(article.material),
        made=article.made,
        supplier_id=None if article.supplier is None else story.suppliers[article.supplier],
        lead_days=42 if article.made else 14,
        has_expiry=article.shelf_days is not None,
        shelf_days=article.shelf_days,
        needs_certificate=article.equipment in CERTIFIED,
        needs_commissioning=article.equipment != "Spare parts",
    )
    story.session.add(product)
    story.session.flush()
    body = f"{OUR_PREFIX}{place:03d}"
    for code in (body + check_digit(body), article.code):
        story.session.add(Barcode(product_id=product.id, code=code, quantity=Decimal(1)))
    story.products[article.code] = product.id
    story.equipment[article.code] = article.equipment
    return product.id


def _batch(
    story: Story, article: Article, product_id: int, code: str, quantity: int, shelf: str, received: int, expires: int | None
) -> None:
    expired = expires is not None and expires < 0
    moment = story.ago(received)
    batch = Batch(
        product_id=product_id,
        code=code,
        expiry=None if expires is None else (story.today + timedelta(days=expires)).date(),
        received_at=moment,
        supplier_id=None if article.supplier is None else story.suppliers[article.supplier],
        unit_cost=round(Decimal(article.price) * COST_SHARE, 2),
        currency="EUR",
        blocked=expired,
        blocked_reason="Over its date" if expired else "",
    )
    story.session.add(batch)
    story.session.flush()
    with story.scene("olga.brandt", moment) as session:
        goods = [Goods(product_id, batch.id, story.places[shelf], Decimal(quantity))]
        bring_in(session, MoveKind.OPENING, goods, reason="Opening stock")
