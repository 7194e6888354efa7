"""The deals of a company of real size: their lines, needs, people, the stages they walked through, and their tasks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.models.counterparties import Contact, Counterparty, LegalEntity
from app.models.deals import Deal, DealContact, DealLine, Need, StageEntry
from app.models.inquiries import Inquiry
from app.models.process import PATH, RULES
from app.models.products import Product
from app.models.tasks import Task
from app.models.terms import RefusalReason, Stage, TaskKind
from app.operations.demo_data import CERTIFIED
from app.operations.demo_large_goods import Article, cents, sold_by
from app.operations.demo_large_ground import DAY, Door, Ground, Seller, table
from app.operations.demo_large_links import Links, deal_begun, inquiry_of, is_open, is_won
from app.operations.demo_large_words import STEPS
from app.operations.numbering import Series

LINES = 5
"""Subject of the dice."""
MOST_LINES = 4
TAX_PERCENT = 19
DISCOUNTS = (0, 0, 0, 3, 5, 10)
OPEN_STAGES = (*(Stage.SELECTION,) * 9, *(Stage.PRODUCTION,) * 4, *(Stage.STOCK_SALE,) * 3, *(Stage.INSTALLATION,) * 2)
LAST_STAGES = (*OPEN_STAGES, Stage.CERTIFICATION, Stage.SERVICE)
REASONS = (
    *(RefusalReason.PRICE,) * 6,
    *(RefusalReason.DELIVERY_TIME,) * 3,
    *(RefusalReason.NO_ANSWER,) * 4,
    *(RefusalReason.COMPETITOR,) * 3,
    *(RefusalReason.NO_BUDGET,) * 2,
    RefusalReason.PARAMETERS,
    RefusalReason.NO_NEED,
    RefusalReason.OTHER,
)
WITHOUT_STEP = 12
"""Per cent of the open deals that have no next step."""


@dataclass(frozen=True, slots=True)
class Position:
    """One line to be: place of the article, pieces, cents."""

    article: int
    quantity: int
    price: int
    discount: int
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class Sketch:
    """One deal to be. walked: (stage, since), the last one is where it stands."""

    deal: int
    place: int
    begun: int
    dice: int
    language: str
    seller: Seller
    walked: tuple[tuple[Stage, int], ...]
    lines: tuple[Position, ...]

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return self.walked[-1][0]

    @property
    def since(self) -> int:
        """Since when."""
        return self.walked[-1][1]

    @property
    def sold(self) -> bool:
        """Whether there is a contract."""
        return self.stage not in (Stage.SELECTION, Stage.NOT_SUITABLE)

    @property
    def made_first(self) -> bool:
        """Whether plant or supplier had to deliver first."""
        return any(stage is Stage.PRODUCTION for stage, _ in self.walked)

    @property
    def shipped(self) -> bool:
        """Whether the goods have left."""
        return self.sold and self.stage not in (Stage.PRODUCTION, Stage.STOCK_SALE)

    @property
    def serviced(self) -> bool:
        """Whether the customer concluded a service contract."""
        return self.stage is Stage.CLOSED and bool(self.dice % 2)

    def left(self, stage: Stage) -> int:
        """When it left *stage*; its begin if it never was there."""
        ways = zip(self.walked, self.walked[1:], strict=False)
        return next((after for (here, _), (_, after) in ways if here is stage), self.begun)

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do."""
        return self.stage in (Stage.CLOSED, Stage.NOT_SUITABLE)


def sketches(ground: Ground, links: Links, goods: Sequence[Article]) -> Iterator[Sketch]:
    """Every deal to be, oldest first."""
    shelves = sold_by(goods)
    for deal in range(ground.extent.deals):
        place, dice = links.owner[deal], ground.stranger(deal, LINES)
        seller, begun = ground.seller(place), deal_begun(ground, deal)
        shelf = shelves[seller.department]
        lines = tuple(_positions(ground, goods, shelf, deal, dice))
        certified = goods[lines[0].article].equipment in CERTIFIED
        walked = _walk(ground, deal, begun, dice >> 4, certified=certified)
        yield Sketch(deal, place, begun, dice, ground.language(place), seller, walked, lines)


def _positions(ground: Ground, goods: Sequence[Article], shelf: Sequence[int], deal: int, dice: int) -> Iterator[Position]:
    for turn in range((1, 1, 2, 1, 3, 2, 1, MOST_LINES)[dice % 8]):
        own = ground.stranger(deal * MOST_LINES + turn, LINES) >> 3
        article = shelf[own % len(shelf)]
        price = goods[article].price
        quantity = (1, 2, 1, 4, 1, 2, 10, 3)[own // 7 % 8] if price < 500_000 else 1 + own // 7 % 2
        discount = DISCOUNTS[own // 11 % len(DISCOUNTS)]
        net = (quantity * price * (100 - discount) + 50) // 100
        yield Position(article, quantity, price, discount, net, (net * TAX_PERCENT + 50) // 100)


def _walk(ground: Ground, deal: int, begun: int, dice: int, *, certified: bool) -> tuple[tuple[Stage, int], ...]:
    """The stages from the first to where the deal stands now, each with its day; none lies in the future."""
    if is_open(ground, deal):
        last = LAST_STAGES[dice % len(LAST_STAGES)]
        last = Stage.SERVICE if last is Stage.CERTIFICATION and not certified else last
    else:
        last = Stage.CLOSED if is_won(ground, deal) else Stage.NOT_SUITABLE
    if last is Stage.NOT_SUITABLE:
        stages = [Stage.SELECTION, *([Stage.PRODUCTION] if dice % 12 == 0 else []), last]
    else:
        passed = {Stage.PRODUCTION: dice % 5 < 2, Stage.CERTIFICATION: certified}
        stages = [stage for stage in PATH[: PATH.index(last) + 1] if stage is last or passed.get(stage, True)]
    room = max(ground.today - begun - DAY, len(stages))
    usual = sum(5 + (dice >> turn) % 25 for turn in range(len(stages) - 1)) * DAY
    stretch = min(1.0, 0.9 * room / usual) if usual else 1.0
    at, walked = begun, []
    for turn, stage in enumerate(stages):
        walked.append((stage, at))
        at += int((5 + (dice >> turn) % 25) * DAY * stretch)
    return tuple(walked)


def write_deals(ground: Ground, links: Links, goods: Sequence[Article], part: list[Sketch], door: Door) -> None:
    """Write some deals with everything that hangs on them but papers and orders."""
    _write_heads(ground, links, goods, part, door)
    _write_lines(ground, goods, part, door)
    _write_parts(ground, goods, part, door)
    _write_stages(ground, part, door)
    _write_tasks(ground, part, door)


def title(goods: Sequence[Article], sketch: Sketch) -> str:
    """What a deal is called: its first goods."""
    first = sketch.lines[0]
    return f"{first.quantity} × {goods[first.article].name.partition(',')[0]}"


def _write_heads(ground: Ground, links: Links, goods: Sequence[Article], part: list[Sketch], door: Door) -> None:
    first, parties = ground.first_id(Deal), ground.first_id(Counterparty)
    entities, inquiries = ground.first_id(LegalEntity), ground.first_id(Inquiry)
    traits = [ground.traits[name] for name in ("Acid", "Alkali", "Food", "Water", "Air", "Nitrogen")]
    fields = [ground.traits[name] for name in ("Chemistry", "Food industry", "Energy", "Laboratory", "Automotive")]

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in part:
            begun, net = ground.moment(each.begun), sum(line.net for line in each.lines)
            inquiry = inquiry_of(ground, links, each.place)
            agreed = len(each.walked) > 1 and each.stage is not Stage.NOT_SUITABLE
            late = each.stage in (Stage.SERVICE, Stage.CLOSED)
            lost = each.stage is Stage.NOT_SUITABLE
            yield (
                *(first + each.deal, ground.number(Series.DEAL, begun.year), title(goods, each), parties + each.place),
                *(entities + each.place, inquiries + inquiry if inquiry >= 0 else None, each.seller.department_id),
                *(each.seller.id, each.stage, ground.moment(each.since), begun),
                ground.moment(each.since) if each.ended else None,
                ground.future(each.begun + (30 + each.dice % 120) * DAY),
                *(cents(net), cents(net + sum(line.tax for line in each.lines))),
                *(ground.traits[goods[each.lines[0].article].equipment], traits[each.dice % 6], fields[each.dice % 5]),
                ground.moment(each.walked[1][1]) if agreed else None,
                REASONS[each.dice % len(REASONS)] if lost else None,
                *(bool(each.dice % 3) if late else None, ground.moment(each.since) if late else None),
                each.serviced if each.stage is Stage.CLOSED else None,
            )

    columns = (
        *("id", "number", "title", "counterparty_id", "legal_entity_id", "inquiry_id", "department_id", "seller_id"),
        *("stage", "stage_entered_at", "created_at", "closed_at", "expected_at", "net", "gross", "equipment_id"),
        *("material_id", "field_id", "lines_agreed_at", "refusal_reason", "installation_needed", "service_offered_at"),
        "service_accepted",
    )
    door.write(table(Deal), columns, rows(), currency="EUR")


def line_id(ground: Ground, deal: int, turn: int) -> int:
    """Id of line *turn* (from 0) of *deal*."""
    return ground.first_id(DealLine) + deal * MOST_LINES + turn


def _write_lines(ground: Ground, goods: Sequence[Article], part: list[Sketch], door: Door) -> None:
    deals, products = ground.first_id(Deal), ground.first_id(Product)
    door.write(
        table(DealLine),
        (
            *("id", "deal_id", "position", "product_id", "product_name", "quantity", "unit", "price", "discount_percent"),
            *("net", "tax"),
        ),
        (
            (
                *(line_id(ground, each.deal, turn), deals + each.deal, turn + 1, products + line.article),
                *(goods[line.article].name, line.quantity, goods[line.article].unit, cents(line.price), line.discount),
                *(cents(line.net), cents(line.tax)),
            )
            for each in part
            for turn, line in enumerate(each.lines)
        ),
        tax_percent=TAX_PERCENT,
    )


def _write_parts(ground: Ground, goods: Sequence[Article], part: list[Sketch], door: Door) -> None:
    deals, people, needs = ground.first_id(Deal), ground.first_id(Contact), ground.first_id(Need)
    door.write(
        table(Need),
        ("id", "deal_id", "text", "negotiable"),
        ((needs + each.deal, deals + each.deal, title(goods, each), each.dice % 4 == 0) for each in part),
        position=1,
    )
    door.write(
        table(DealContact),
        ("deal_id", "contact_id"),
        ((deals + each.deal, people + each.place) for each in part),
        role="decides",
        main=True,
    )


def _write_stages(ground: Ground, part: list[Sketch], door: Door) -> None:
    deals, first = ground.first_id(Deal), ground.first_id(StageEntry)

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in part:
            for turn, (stage, since) in enumerate(each.walked):
                left = ground.moment(each.walked[turn + 1][1]) if turn + 1 < len(each.walked) else None
                number = first + each.deal * len(Stage) + turn
                yield number, deals + each.deal, stage, ground.moment(since), left, each.seller.id

    door.write(table(StageEntry), ("id", "deal_id", "stage", "entered_at", "left_at", "employee_id"), rows())


def _write_tasks(ground: Ground, part: list[Sketch], door: Door) -> None:
    columns = (
        *("id", "kind", "title", "due_at", "created_at", "created_by_id", "employee_id", "role", "department_id"),
        *("counterparty_id", "deal_id", "done_at", "done_by_id", "result"),
    )
    door.write(table(Task), columns, (row for each in part for row in _tasks(ground, each)))


def _tasks(ground: Ground, each: Sketch) -> Iterable[tuple[Any, ...]]:
    """What is to be done now, and what was done in each stage before: most in time."""
    first, seller = ground.first_id(Task) + each.deal * len(Stage), each.seller
    common = (seller.department_id, ground.first_id(Counterparty) + each.place, ground.first_id(Deal) + each.deal)
    for turn, (stage, since) in enumerate(each.walked[:-1]):
        rule = RULES[stage].task
        if rule is None:
            continue
        done = min(since + int((0.3 + (each.dice >> turn) % 10 / 8) * rule.days * DAY), each.walked[turn + 1][1])
        yield (
            *(first + turn, rule.kind, rule.title, ground.moment(since + rule.days * DAY), ground.moment(since), seller.id),
            *(seller.id, rule.role, *common, ground.moment(done), seller.id, ""),
        )
    if not each.ended and each.dice % 100 >= WITHOUT_STEP:
        steps = STEPS[each.language]
        due = ground.today + ((each.dice >> 7) % 22 - 5) * DAY + (each.dice >> 3) % 20_000 - 10_000
        yield (
            *(first + len(each.walked), TaskKind.NEXT_STEP, steps[each.dice % len(steps)], ground.future(due)),
            *(ground.moment(each.since), seller.id, seller.id, None, *common, None, None, ""),
        )
