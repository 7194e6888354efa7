"""Rooms of the plant, of buying and of service."""

from app.language import marked
from app.models.terms import Role
from app.operations import plant_waiting
from app.views.house.offered import Offered
from app.views.production import room as production
from app.views.purchases import room as purchases
from app.views.service import room as service

PRODUCTION_TOPICS = frozenset({"production_order", "production_order_line", "deal", "sales_order"})
PURCHASE_TOPICS = frozenset({"purchase_order", "purchase_order_line", "deal", "sales_order", "counterparty"})
SERVICE_TOPICS = frozenset({"service_visit", "service_contract", "deal", "commissioning", "certificate"})
SALES = frozenset({Role.HEAD, Role.SELLER, Role.ADMIN})

ROOMS: tuple[Offered, ...] = (
    Offered(
        SALES | {Role.PRODUCTION},
        "production",
        marked("Production"),
        "factory",
        lambda tools: production.ProductionRoom(tools.desk, tools.messages, tools.preferences, tools.person, tools.papers),
        load=lambda: production.ProductionRoom,
        topics=PRODUCTION_TOPICS,
        count=plant_waiting.to_make,
        kinds=frozenset({"production", "production_order", "production_line"}),
        first_for=frozenset({Role.PRODUCTION}),
    ),
    Offered(
        SALES | {Role.WAREHOUSE},
        "purchases",
        marked("Purchases"),
        "shopping-cart",
        lambda tools: purchases.PurchasesRoom(tools.desk, tools.messages, tools.preferences, tools.person, tools.papers),
        load=lambda: purchases.PurchasesRoom,
        topics=PURCHASE_TOPICS,
        count=plant_waiting.to_buy,
        kinds=frozenset({"purchases", "purchase_order"}),
    ),
    Offered(
        frozenset({Role.SERVICE, Role.HEAD, Role.ADMIN}),
        "service",
        marked("Service"),
        "headset",
        lambda tools: service.ServiceRoom(tools.desk, tools.messages, tools.preferences, tools.person, tools.papers),
        load=lambda: service.ServiceRoom,
        topics=SERVICE_TOPICS,
        count=plant_waiting.to_visit,
        kinds=frozenset({"service", "service_contract", "service_visit", "service_offer", "commissioning", "certificate"}),
        first_for=frozenset({Role.SERVICE}),
    ),
)
