"""Rooms of the sales departments: triage, leads, deals."""

from app.language import marked
from app.models.terms import Role
from app.operations import waiting
from app.views.deals import room as deals
from app.views.house.offered import Offered
from app.views.inquiries import room as inquiries
from app.views.leads import rooms as leads
from app.views.room import Creation
from app.views.telephone import room as telephone
from app.views.triage import room as triage

INQUIRY_TOPICS = frozenset({"inquiry", "interaction", "link_proposal", "call", "call_leg"})
LEAD_TOPICS = INQUIRY_TOPICS | {"absence"}
DEAL_TOPICS = frozenset(
    {
        *("deal", "deal_line", "need", "deal_contact", "supply_part", "stage_entry", "task", "interaction"),
        *("quotation", "contract", "invoice", "payment", "delivery_note", "tax_invoice"),
        *("sales_order", "warehouse_order", "production_order", "production_order_line", "purchase_order"),
        *("purchase_order_line", "reservation", "shipment", "certificate", "commissioning", "service_contract"),
        *("service_visit", "counterparty", "legal_entity", "contact", "attachment"),
    }
)

ROOMS = (
    Offered(
        frozenset({Role.DISPATCHER, Role.ADMIN}),
        "triage",
        marked("Triage"),
        "tray",
        lambda tools: triage.TriageRoom(tools.desk, tools.messages, tools.person),
        load=lambda: triage.TriageRoom,
        topics=INQUIRY_TOPICS,
        count=waiting.to_sort,
        kinds=frozenset({"inquiry", "triage"}),
    ),
    Offered(
        frozenset({Role.HEAD}),
        "new_leads",
        marked("New leads"),
        "user-plus",
        lambda tools: leads.NewLeadsRoom(tools.desk, tools.messages, tools.person),
        load=lambda: leads.NewLeadsRoom,
        topics=LEAD_TOPICS,
        count=waiting.new_leads,
        kinds=frozenset({"inquiry", "triage", "new_leads"}),
    ),
    Offered(
        frozenset({Role.SELLER}),
        "my_leads",
        marked("My leads"),
        "user-plus",
        lambda tools: leads.MyLeadsRoom(tools.desk, tools.messages, tools.person),
        load=lambda: leads.MyLeadsRoom,
        topics=LEAD_TOPICS,
        count=waiting.my_leads,
        kinds=frozenset({"inquiry", "triage", "my_leads"}),
    ),
    Offered(
        frozenset({Role.SELLER, Role.HEAD, Role.DISPATCHER, Role.SERVICE, Role.ADMIN}),
        "telephone",
        marked("Phone"),
        "phone",
        lambda tools: telephone.TelephoneRoom(tools.desk, tools.messages, tools.preferences, tools.person, tools.papers),
        load=lambda: telephone.TelephoneRoom,
        topics=frozenset({"call", "call_leg", "call_note", "interaction", "task"}),
        count=waiting.calls_to_note,
        kinds=frozenset({"call", "calls", "telephone"}),
    ),
    Offered(
        frozenset(Role) - {Role.WAREHOUSE},
        "deals",
        marked("Deals"),
        "columns",
        lambda tools: deals.DealsRoom(tools.desk, tools.messages, tools.preferences, tools.person, tools.papers),
        load=lambda: deals.DealsRoom,
        topics=DEAL_TOPICS,
        kinds=frozenset({"deal", "deals"}),
        creations=(Creation(marked("Deal"), "columns", lambda room: room.begin_deal()),),
    ),
    Offered(
        frozenset({Role.DISPATCHER, Role.HEAD, Role.MARKETER, Role.ADMIN}),
        "inquiries",
        marked("Inquiries"),
        "list-bullets",
        lambda tools: inquiries.InquiriesRoom(tools.desk, tools.messages, tools.preferences, tools.person),
        load=lambda: inquiries.InquiriesRoom,
        topics=frozenset({"inquiry"}),
        kinds=frozenset({"inquiries"}),
    ),
)
