"""What every new company begins with, as data: departments, intake rules, tax rates, places, settings, words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.models.promise import DEFAULT_DAYS, DEFAULT_TIMES, DEFAULT_ZONE
from app.models.terms import IntakeEvent, Known, Told


@dataclass(frozen=True, slots=True)
class FoundedDepartment:
    """A department; parent: the code of the one above."""

    code: str
    name: str
    parent: str = ""
    sells: bool = False
    receives_inquiries: bool = False


DEPARTMENTS = (
    FoundedDepartment("Vys", "Vys", sells=True, receives_inquiries=True),
    # It works with the customers of Vys, so it is no queue of its own [M2].
    FoundedDepartment("Test", "Test", parent="Vys", sells=True),
    FoundedDepartment("Prom", "Prom", sells=True, receives_inquiries=True),
    FoundedDepartment("Term", "Term", sells=True, receives_inquiries=True),
    FoundedDepartment("Plant", "Plant"),
    FoundedDepartment("Warehouse", "Warehouse"),
    FoundedDepartment("Marketing", "Marketing"),
    FoundedDepartment("Service", "Service"),
)


@dataclass(frozen=True, slots=True)
class FoundedRule:
    """One cell of the intake table."""

    event: IntakeEvent
    known: Known
    tells: Told
    creates_lead: bool = False
    creates_inquiry: bool = False
    creates_call_back: bool = False


RULES = (
    FoundedRule(IntakeEvent.CALL_IN, Known.UNKNOWN, Told.DISPATCHER, creates_lead=True, creates_inquiry=True),
    FoundedRule(IntakeEvent.CALL_IN, Known.LEAD, Told.RESPONSIBLE),
    FoundedRule(IntakeEvent.CALL_IN, Known.CUSTOMER, Told.RESPONSIBLE),
    FoundedRule(
        IntakeEvent.CALL_MISSED,
        Known.UNKNOWN,
        Told.DISPATCHER,
        creates_lead=True,
        creates_inquiry=True,
        creates_call_back=True,
    ),
    FoundedRule(IntakeEvent.CALL_MISSED, Known.LEAD, Told.RESPONSIBLE, creates_call_back=True),
    FoundedRule(IntakeEvent.CALL_MISSED, Known.CUSTOMER, Told.RESPONSIBLE, creates_call_back=True),
    # Whom we ring up ourselves asked for nothing: a courier or a landlord is no lead.
    FoundedRule(IntakeEvent.CALL_OUT, Known.UNKNOWN, Told.NOBODY),
    FoundedRule(IntakeEvent.CALL_OUT, Known.LEAD, Told.NOBODY),
    FoundedRule(IntakeEvent.CALL_OUT, Known.CUSTOMER, Told.NOBODY),
    FoundedRule(IntakeEvent.MAIL, Known.UNKNOWN, Told.DISPATCHER, creates_lead=True, creates_inquiry=True),
    FoundedRule(IntakeEvent.MAIL, Known.LEAD, Told.RESPONSIBLE),
    FoundedRule(IntakeEvent.MAIL, Known.CUSTOMER, Told.RESPONSIBLE),
)

TAX_RATES = (
    # Tax Code of the Russian Federation, article 164; 22 % by law 425-FZ.
    ("standard", "RU", date(2019, 1, 1), Decimal(20)),
    ("standard", "RU", date(2026, 1, 1), Decimal(22)),
    ("reduced", "RU", date(2004, 1, 1), Decimal(10)),
    # UStG § 12.
    ("standard", "DE", date(2007, 1, 1), Decimal(19)),
    ("reduced", "DE", date(1983, 7, 1), Decimal(7)),
)
"""Code, country, first day, per cent."""

LOCATIONS = (
    ("RECEIVING", "Receiving", True, True),
    ("RED", "Red shelf", False, False),
)
"""Code, name, pickable, receives."""

TRIAGE_WORDS: dict[str, list[str]] = {
    "Vys": [
        *("climate chamber", "climatic", "environmental chamber", "test chamber", "test bench", "vibration", "salt spray"),
        *("simulation", "thermal shock", "vacuum chamber", "vacuum pump", "high vacuum", "leak detector"),
        *(
            "klimakammer",
            "klimaprüf",
            "prüfkammer",
            "prüfstand",
            "prüfschrank",
            "salzsprüh",
            "umweltsimulation",
            "temperaturschock",
        ),
        *("vakuumpumpe", "vakuumkammer", "lecksuch", "klimaschrank"),
        *(
            "климатическ",
            "климакамер",
            "камеру тепла",
            "камера тепла",
            "тепла-холода",
            "испытательн",
            "вибростенд",
            "соляного тумана",
        ),
        *("имитаци", "вакуумный насос", "вакуумного насоса", "вакуумная камера", "вакуумн", "термоудар", "течеискател"),
    ],
    "Prom": [
        *(
            "pump",
            "compressor",
            "dosing",
            "blower",
            "fan",
            "valve",
            "agitator",
            "mixer",
            "impeller",
            "sulphuric",
            "nitrogen",
        ),
        *(
            "pumpe",
            "kompressor",
            "verdichter",
            "dosier",
            "gebläse",
            "ventilator",
            "rührwerk",
            "armatur",
            "schwefelsäure",
            "stickstoff",
        ),
        *(
            "насос",
            "компрессор",
            "дозатор",
            "дозиров",
            "воздуходувк",
            "вентилятор",
            "мешалк",
            "задвижк",
            "клапан",
            "рабочее колесо",
        ),
        *("щелоч", "кислот", "сироп", "азот", "перекач"),
    ],
    "Term": [
        *(
            "furnace",
            "oven",
            "drying cabinet",
            "dryer",
            "heat exchanger",
            "boiler",
            "thermostat",
            "autoclave",
            "chiller",
            "incubator",
        ),
        *(
            "trockenschrank",
            "trockenofen",
            "trockner",
            "industrieofen",
            "ofen",
            "wärmetauscher",
            "wärmeübertrager",
            "kessel",
        ),
        *("thermostat", "autoklav", "kühler", "brutschrank"),
        *(
            "сушильн",
            "сушилк",
            "термошкаф",
            "печь",
            "печи",
            "теплообменник",
            "котел",
            "котла",
            "термостат",
            "автоклав",
            "чиллер",
            "охладител",
        ),
    ],
}
"""Stems of words that speak for a department, in English, German and Russian; the company edits them as a setting."""

LETTERHEAD = {
    "name": "Kontor",
    "legal_name": "Kontor Industrial Equipment",
    "address_lines": [],
    "phone": "",
    "email": "",
    "website": "",
    "tax_id_label": "",
    "tax_id_value": "",
    "bank_lines": [],
    "register_lines": [],
}

SETTINGS: dict[str, Any] = {
    "company.letterhead": LETTERHEAD,
    "company.currency": "EUR",
    "company.country": "RU",
    "company.region": "RU",
    "company.time_zone": DEFAULT_ZONE,
    "triage.promise": list(DEFAULT_TIMES),
    "triage.days": list(DEFAULT_DAYS),
    "triage.words": TRIAGE_WORDS,
}

ADMINISTRATOR = ("admin", "Administrator")
"""Login and name of the one who lets the others in."""
