"""Who has to do with whom in a company of real size: worked out before the first row, in four small arrays."""

from array import array
from collections.abc import Iterator, MutableSequence
from dataclasses import dataclass

from app.operations.demo_large_ground import DAY, Ground, happened, share_before

DEALS, TALKS, INQUIRIES = 1, 2, 3
"""Subjects of the dice."""
YEAR = 365 * DAY
REGULARS = 40
"""Every so many-th counterparty buys again and again."""
OUTSIDERS = 97
"""Every so many-th one is a partner or a supplier, with whom there are no deals."""
FIRST_MONTHS = 14 * DAY, 45 * DAY, 120 * DAY
STILL_OPEN = 60, 25, 8
"""Per cent of the deals not older than these that are open."""
LONG_OPEN = 3
"""Per thousand of older ones."""
WON = 45
"""Per cent of the ended deals that were closed, not refused."""


@dataclass(slots=True)
class Links:
    """owner: deal → place of its counterparty; last_contact, customer_since: place → seconds, 0 for never.

    first_inquiry, stride: inquiry *j* came from counterparty ``first_inquiry + j × stride``, who is known since.
    """

    owner: MutableSequence[int]
    last_contact: MutableSequence[int]
    customer_since: MutableSequence[int]
    has_deal: bytearray
    first_inquiry: int
    stride: int


@dataclass(frozen=True, slots=True)
class Talk:
    """One interaction to be: with which counterparty, about which deal (-1: none)."""

    at: int
    place: int
    deal: int
    dice: int


def known_since(ground: Ground, place: int) -> int:
    """When the counterparty at *place* became known."""
    return happened(ground.today, (place + 0.5) / ground.extent.counterparties, ground.stranger(place))


def deal_begun(ground: Ground, deal: int) -> int:
    """When *deal* was opened."""
    return happened(ground.today, (deal + 0.5) / ground.extent.deals, ground.stranger(deal, DEALS))


def is_open(ground: Ground, deal: int) -> bool:
    """Whether *deal* is still under way."""
    age = ground.today - deal_begun(ground, deal)
    dice = ground.stranger(deal, DEALS) >> 7
    for longest, percent in zip(FIRST_MONTHS, STILL_OPEN, strict=True):
        if age < longest:
            return dice % 100 < percent
    return dice % 1_000 < LONG_OPEN


def is_won(ground: Ground, deal: int) -> bool:
    """Whether *deal*, if it has ended, ended well."""
    return (ground.stranger(deal, DEALS) >> 3) % 100 < WON


def is_outsider(place: int) -> bool:
    """Whether the counterparty at *place* is a partner or supplier."""
    return place % OUTSIDERS == 13


def link(ground: Ground) -> Links:
    """Work it out."""
    people, deals = ground.extent.counterparties, ground.extent.deals
    first = int(people * share_before(ground.today, ground.today - YEAR))
    stride = max(1, (people - first) // max(1, ground.extent.inquiries))
    links = Links(
        array("I", bytes(4 * deals)),
        array("I", bytes(4 * people)),
        array("I", bytes(4 * people)),
        bytearray(people),
        first,
        stride,
    )
    for deal in range(deals):
        begun = deal_begun(ground, deal)
        place = _owner(ground, links, deal, begun)
        links.owner[deal] = place
        links.has_deal[place] = 1
        if not is_open(ground, deal) and is_won(ground, deal) and not links.customer_since[place]:
            links.customer_since[place] = begun + 10 * DAY
    for talk in talks(ground, links):
        links.last_contact[talk.place] = max(links.last_contact[talk.place], talk.at)
    return links


def _owner(ground: Ground, links: Links, deal: int, begun: int) -> int:
    """Regulars, or somebody with an inquiry of the last weeks, or anybody who was known by then."""
    dice = ground.stranger(deal, DEALS) >> 5
    known = max(2, int(ground.extent.counterparties * share_before(ground.today, begun)) - 1)
    if dice % 10 < 5:
        place = (dice // 10) % (known // REGULARS + 1) * REGULARS
    elif dice % 10 < 7 and known > links.first_inquiry + links.stride:
        newest = (known - links.first_inquiry) // links.stride
        place = links.first_inquiry + links.stride * max(0, newest - 1 - (dice // 10) % (ground.extent.inquiries // 12 + 1))
    else:
        place = (dice // 10) % known
    return place + 1 if is_outsider(place) and place + 1 < ground.extent.counterparties else place


def inquiry_of(ground: Ground, links: Links, place: int) -> int:
    """The inquiry that the counterparty at *place* came with, -1 for none."""
    inquiry, rest = divmod(place - links.first_inquiry, links.stride)
    return inquiry if not rest and 0 <= inquiry < ground.extent.inquiries else -1


def talks(ground: Ground, links: Links) -> Iterator[Talk]:
    """Every interaction to be, oldest first: most about a deal of the time, the others with anybody known."""
    count = ground.extent.interactions - ground.extent.inquiries
    people, deals = ground.extent.counterparties, ground.extent.deals
    window = max(1, deals // 50)
    for number in range(count):
        dice = ground.stranger(number, TALKS)
        at = happened(ground.today, (number + 0.5) / count, dice)
        share = share_before(ground.today, at)
        deal = int(deals * share) - 1 - (dice >> 3) % window if dice % 10 < 6 else -1
        place = links.owner[deal] if deal >= 0 else (dice >> 3) % max(1, int(people * share))
        yield Talk(at, place, deal, dice)
