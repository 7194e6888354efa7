"""The demo company as data: who works there, what it sells, whom it knows."""

from dataclasses import dataclass

from app.language import marked
from app.models.terms import Role

COMPANY = "Elbtal Pumpen und Klimatechnik"
DOMAIN = "elbtal-pumpen.example"

LETTERHEAD = {
    "name": COMPANY,
    "legal_name": "Elbtal Pumpen und Klimatechnik GmbH",
    "address_lines": ["Uferstraße 14", "01662 Meißen"],
    "phone": "+49 3521 555 010",
    "email": f"office@{DOMAIN}",
    "website": DOMAIN,
    "tax_id_label": "USt-IdNr.",
    "tax_id_value": "DE811569869",
    "bank_lines": ["Elbtalbank Meißen", "IBAN DE02 1203 0000 0000 2020 51", "BIC BYLADEM1001"],
    "register_lines": ["Amtsgericht Dresden, HRB 14417", "Geschäftsführerin: Dr. Heike Wolf"],
}

SETTINGS: dict[str, object] = {
    "company.letterhead": LETTERHEAD,
    "company.currency": "EUR",
    "company.country": "DE",
    "company.region": "DE",
    "company.time_zone": "Europe/Berlin",
    "mail.own": [DOMAIN],
}

DESKS = (
    ("marta.vogel", "Marta Vogel", marked("dispatcher"), marked("Sorts what comes in"), "tray"),
    ("anna.krueger", "Anna Krüger", marked("seller"), marked("Leads and deals"), "user-plus"),
    ("igor.petrow", "Igor Petrow", marked("head of sales"), marked("Leads, board"), "columns"),
    ("olga.brandt", "Olga Brandt", marked("warehouse"), marked("Receives goods by scan"), "barcode"),
    ("frank.ullmann", "Frank Ullmann", marked("production"), marked("Says how far the plant is"), "factory"),
    ("nadja.rehm", "Nadja Rehm", marked("marketing"), marked("Segments, lists, calls"), "users-three"),
)
"""Login, name, role, what is done there, icon: the desks that the try-out offers, in their order."""


@dataclass(frozen=True, slots=True)
class Worker:
    """An employee of the demo company."""

    login: str
    name: str
    department: str
    extension: str
    role: Role
    language: str = "de"


WORKERS = (
    Worker("marta.vogel", "Marta Vogel", "", "201", Role.DISPATCHER),
    Worker("heike.wolf", "Heike Wolf", "Vys", "210", Role.HEAD),
    Worker("igor.petrow", "Igor Petrow", "Prom", "214", Role.HEAD, "ru"),
    Worker("wiktor.sommer", "Wiktor Sommer", "Term", "218", Role.HEAD),
    Worker("anna.krueger", "Anna Krüger", "Prom", "221", Role.SELLER),
    Worker("paul.lindner", "Paul Lindner", "Prom", "222", Role.SELLER),
    Worker("sergej.morosow", "Sergej Morosow", "Prom", "223", Role.SELLER, "ru"),
    Worker("ilja.baum", "Ilja Baum", "Vys", "224", Role.SELLER, "ru"),
    Worker("jonas.pohl", "Jonas Pohl", "Test", "225", Role.SELLER),
    Worker("katja.hennig", "Katja Hennig", "Term", "226", Role.SELLER),
    Worker("frank.ullmann", "Frank Ullmann", "Plant", "241", Role.PRODUCTION),
    Worker("olga.brandt", "Olga Brandt", "Warehouse", "251", Role.WAREHOUSE),
    Worker("nadja.rehm", "Nadja Rehm", "Marketing", "261", Role.MARKETER),
    Worker("rainer.scholz", "Rainer Scholz", "Service", "271", Role.SERVICE),
)

TRAITS = {
    "equipment": ("Pumps", "Compressors", "Climatic equipment", "Simulation equipment", "Thermal equipment", "Spare parts"),
    "material": ("Acid", "Alkali", "Food", "Water", "Air", "Nitrogen"),
    "field": ("Chemistry", "Food industry", "Energy", "Laboratory", "Automotive"),
}
CERTIFIED = ("Climatic equipment", "Simulation equipment")
"""Kinds of equipment that an outside body certifies."""

PLACES = ("A-11-3", "A-11-4", "A-12-1", "B-04-1", "B-04-2", "B-07-1", "C-01-1", "C-01-2", "D-02-1", "H-1", "H-2", "H-3")
"""Codes of the shelves and of the places in the hall."""

SUPPLIERS = (
    ("Dichtungswerk Pirna GmbH", "de", "DE", "Uwe Thiele", "Pirna"),
    ("Wälzlager Krause GmbH", "de", "DE", "Sabine Krause", "Chemnitz"),
    ("Schmierstoff Lausitz AG", "de", "DE", "Jan Noack", "Cottbus"),
    ("Meßtechnik Jena GmbH", "de", "DE", "Ines Rauch", "Jena"),
    ("ООО «Волга-Комплект»", "ru", "RU", "Алексей Орлов", "Казань"),
)
PARTNERS = (
    ("TÜV Thüringen", "de", "DE", "Dr. Beate Lorenz", "Erfurt"),
    ("ФБУ «Поволжский центр метрологии»", "ru", "RU", "Нина Савельева", "Казань"),
    ("Ingenieurbüro Strehla", "de", "DE", "Holger Pietsch", "Strehla"),
)

CUSTOMERS = (
    ("Nordfleisch AG", "de", "DE", "Jürgen Petersen", "Bremerhaven"),
    ("АО «Волга-Насос»", "ru", "RU", "Ольга Лебедева", "Казань"),
    ("Stadtwerke Gera GmbH", "de", "DE", "Claudia Brandt", "Gera"),
    ("IBW Technik GmbH", "de", "DE", "Michael Weiss", "Zwickau"),
    ("ООО «УралХимМаш»", "ru", "RU", "Дмитрий Соколов", "Екатеринбург"),
    ("Bäckerei Großkopf KG", "de", "DE", "Petra Großkopf", "Riesa"),
    ("Chemiepark Bitterfeld GmbH", "de", "DE", "Dr. Thomas Abel", "Bitterfeld"),
    ("Helios Batterie GmbH", "de", "DE", "Dr. Karin Meinert", "Chemnitz"),
    ("Papierfabrik Lenz KG", "de", "DE", "Werner Lenz", "Pirna"),
    ("АО «Севмаш-Прибор»", "ru", "RU", "Виктор Зайцев", "Северодвинск"),
    ("Molkerei Sandau eG", "de", "DE", "Heidi Franke", "Sandau"),
    ("Kessler Anlagenbau GmbH", "de", "DE", "Ralf Kessler", "Leipzig"),
    ("ООО «Реактив»", "ru", "RU", "Марина Гущина", "Дзержинск"),
    ("Wasserwerk Elbaue", "de", "DE", "Torsten Herzog", "Torgau"),
    ("Autotest Süd GmbH", "de", "DE", "Stefan Maier", "Ingolstadt"),
    ("ЦНИИ «Климат»", "ru", "RU", "Андрей Никитин", "Санкт-Петербург"),
    ("Brauhaus Torgau", "de", "DE", "Anton Seidel", "Torgau"),
    ("Kali-Werk Roßla", "de", "DE", "Dieter Kühn", "Roßla"),
    ("Glaswerk Ilmenau GmbH", "de", "DE", "Sylvia Hartung", "Ilmenau"),
    ("ООО «Сибпром»", "ru", "RU", "Игорь Васильев", "Новосибирск"),
    ("Saxony Coatings Ltd", "en", "GB", "Emma Clarke", "Leeds"),
    ("Nordic Battery Lab AB", "en", "SE", "Lars Nyström", "Västerås"),
    ("ООО «Казань-Оргсинтез Сервис»", "ru", "RU", "Рустам Галиев", "Казань"),
    ("Pharma Grimma GmbH", "de", "DE", "Dr. Eva Richter", "Grimma"),
    ("Zuckerfabrik Zeitz AG", "de", "DE", "Ulrich Winter", "Zeitz"),
    ("ПАО «ТехУглерод»", "ru", "RU", "Светлана Ковалёва", "Омск"),
    ("Lackwerke Döbeln GmbH", "de", "DE", "Bernd Otto", "Döbeln"),
    ("Baltic Marine Systems Oy", "en", "FI", "Jukka Virtanen", "Turku"),
    ("ООО «АгроЛаб»", "ru", "RU", "Ирина Котова", "Ульяновск"),
    ("Emaillierwerk Lauter", "de", "DE", "Karla Voigt", "Lauter"),
    ("Fernwärme Plauen GmbH", "de", "DE", "Gerd Böttcher", "Plauen"),
    ("АО «ПермЭнерго»", "ru", "RU", "Олег Тарасов", "Пермь"),
)
"""Name, language, country, contact, town."""
