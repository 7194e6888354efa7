"""What the columns of a moved-in list may be called, and the words in their cells, in English, German and Russian.

Data first: a title that a real list has and this table lacks is added here, and nowhere else.
"""

from collections.abc import Mapping

from app.models.terms import CounterpartyKind

Aliases = Mapping[str, tuple[str, ...]]

COUNTERPARTY_COLUMNS: Aliases = {
    "name": (
        *("company", "company name", "counterparty", "customer", "customer name", "client", "organization", "organisation"),
        *("Firma", "Firmenname", "Unternehmen", "Geschäftspartner", "Kunde", "Kundenname", "Bezeichnung"),
        *("Наименование", "Название", "Контрагент", "Клиент", "Компания", "Организация", "Имя", "Фирма", "Партнёр"),
        *("Рабочее наименование", "Краткое наименование", "Наименование контрагента", "Название компании"),
    ),
    "kind": (
        *("type", "counterparty kind", "counterparty type"),
        *("Art", "Typ", "Partnerart", "Kundenart"),
        *("Вид", "Тип", "Вид контрагента", "Тип контрагента"),
    ),
    "phone": (
        *("phones", "phone number", "telephone", "tel", "mobile", "mobile phone", "cell", "work phone"),
        *("Telefon", "Telefonnummer", "Rufnummer", "Mobil", "Mobiltelefon", "Handy", "Festnetz"),
        *("Телефон", "Телефоны", "Номер телефона", "Тел", "Мобильный", "Мобильный телефон", "Сотовый", "Рабочий телефон"),
        *("Контактный телефон", "Телефон контактного лица"),
    ),
    "email": (
        *("e-mail", "emails", "mail", "mail address", "email address", "e-mail address"),
        *("E-Mail-Adresse", "Mailadresse"),
        *("Эл. почта", "Электронная почта", "Почта", "Адрес эл. почты", "Адрес электронной почты", "Имейл", "Емейл"),
    ),
    "department": (
        *("sales department",),
        *("Abteilung", "Vertriebsabteilung"),
        *("Отдел", "Подразделение", "Отдел продаж"),
    ),
    "seller": (
        *("responsible", "sales representative", "account owner", "owner", "sales manager"),
        *("Verkäufer", "Verkäuferin", "Betreuer", "Zuständig", "Vertriebler", "Sachbearbeiter"),
        *("Менеджер", "Продавец", "Ответственный", "Основной менеджер", "Ответственный менеджер"),
    ),
    "contact": (
        *("contact person", "contact name", "person", "full name"),
        *("Ansprechpartner", "Ansprechpartnerin", "Kontakt", "Kontaktperson"),
        *("Контактное лицо", "Контакт", "ФИО", "Основное контактное лицо", "ФИО контактного лица"),
    ),
    "position": (
        *("job title", "job", "function"),
        *("Funktion", "Stellung"),
        *("Должность", "Должность контактного лица"),
    ),
    "language": (*("lang",), *("Sprache", "Korrespondenzsprache"), *("Язык", "Язык общения")),
    "region": (
        *("country", "country code"),
        *("Land", "Länderkennzeichen", "Staat"),
        *("Страна", "Код страны", "Страна регистрации"),
    ),
    "tax_id": (
        *("tax number", "tax no", "tin", "inn"),
        *("Steuernummer", "Steuer-Nr", "St.-Nr"),
        *("ИНН", "УНП", "БИН"),
    ),
    "vat_id": (
        *("vat", "vat number", "vat no", "vat reg no"),
        *("USt-IdNr", "USt-ID", "UStID", "Umsatzsteuer-ID", "Umsatzsteueridentifikationsnummer", "UID"),
        *("Номер НДС",),
    ),
    "tax_reason_code": (*("kpp",), *("КПП",)),
    "registration_number": (
        *("registration no", "register number", "company number", "ogrn"),
        *("Handelsregister", "Handelsregisternummer", "HRB", "Registernummer"),
        *("ОГРН", "ОГРНИП", "Регистрационный номер"),
    ),
    "legal_name": (
        *("legal entity", "full company name", "registered name"),
        *("Rechtsträger", "Vollständiger Name"),
        *("Юрлицо", "Юр. лицо", "Юридическое лицо", "Полное наименование", "Юридическое наименование"),
    ),
    "address": (
        *("legal address", "registered address", "postal address", "street address"),
        *("Adresse", "Anschrift", "Firmensitz", "Rechnungsadresse", "Rechnungsanschrift"),
        *("Адрес", "Юридический адрес", "Юр. адрес", "Почтовый адрес", "Фактический адрес"),
    ),
    "delivery_address": (
        *("ship to", "shipping address"),
        *("Lieferadresse", "Lieferanschrift"),
        *("Адрес доставки", "Адрес поставки", "Адрес отгрузки"),
    ),
    "bank_name": (*("bank",), *("Bankname", "Kreditinstitut"), *("Банк", "Наименование банка", "Банк контрагента")),
    "bank_account": (
        *("account", "account number", "iban"),
        *("Kontonummer", "Konto", "Bankkonto"),
        *("Расчётный счёт", "Р/с", "Счёт", "Номер счёта", "Банковский счёт"),
    ),
    "bank_code": (*("bic", "swift", "swift code"), *("Bankleitzahl", "BLZ"), *("БИК", "БИК банка")),
    "correspondent_account": (*("corr account",), *("Корр. счёт", "Корреспондентский счёт", "К/с")),
    "website": (
        *("web site", "web", "homepage", "url", "site"),
        *("Webseite", "Internetseite", "Internet"),
        *("Сайт", "Веб-сайт", "Адрес сайта"),
    ),
    "note": (
        *("notes", "comment", "comments", "remark", "remarks", "description"),
        *("Notiz", "Bemerkung", "Kommentar", "Anmerkung"),
        *("Примечание", "Комментарий", "Описание", "Дополнительная информация", "Заметка"),
    ),
}
"""Field → titles of its column."""

PRODUCT_COLUMNS: Aliases = {
    "code": (
        *(
            "article",
            "article code",
            "article number",
            "item",
            "item number",
            "item code",
            "sku",
            "part number",
            "product code",
        ),
        *("Artikel", "Artikelnummer", "Art.-Nr", "Artikel-Nr", "Materialnummer", "Teilenummer", "Nummer"),
        *("Артикул", "Код", "Код товара", "Код номенклатуры", "Номенклатурный номер", "Номенклатура.Код"),
    ),
    "name": (
        *("product", "product name", "item name", "title", "designation"),
        *("Bezeichnung", "Artikelbezeichnung", "Artikelname", "Produkt", "Produktname", "Benennung"),
        *("Наименование", "Название", "Номенклатура", "Товар", "Наименование товара", "Рабочее наименование"),
    ),
    "unit": (
        *("uom", "unit of measure", "measure"),
        *("Einheit", "Mengeneinheit", "ME"),
        *("Ед", "Ед. изм", "Единица", "Единица измерения", "Базовая единица", "Единица хранения"),
    ),
    "price": (
        *("list price", "unit price", "sales price", "net price"),
        *("Preis", "Listenpreis", "Verkaufspreis", "Nettopreis", "Stückpreis", "VK"),
        *("Цена", "Цена продажи", "Розничная цена", "Оптовая цена", "Цена без НДС", "Прайс"),
    ),
    "currency": (*("cur", "currency code"), *("Währung",), *("Валюта", "Валюта цены")),
    "gtin": (
        *("barcode", "barcodes", "ean", "ean13", "upc", "bar code"),
        *("Strichcode", "Barcode", "EAN-Code"),
        *("Штрихкод", "Штрих-код", "Штрихкоды", "ШК"),
    ),
    "description": (
        *("long text", "details", "note"),
        *("Beschreibung", "Langtext", "Bemerkung"),
        *("Описание", "Текстовое описание", "Примечание", "Комментарий"),
    ),
    "made": (
        *("own production", "manufactured", "make"),
        *("Eigenfertigung", "Eigenproduktion", "Wird gefertigt"),
        *("Производим", "Собственное производство", "Производится", "Своё производство"),
    ),
    "supplier": (*("vendor",), *("Lieferant", "Lieferer"), *("Поставщик", "Основной поставщик")),
    "lead_days": (
        *("lead time", "lead time days", "delivery days"),
        *("Lieferzeit", "Lieferzeit in Tagen", "Wiederbeschaffungszeit"),
        *("Срок поставки", "Срок изготовления", "Срок поставки, дней"),
    ),
    "has_expiry": (
        *("expires", "expiry", "perishable"),
        *("Verfällt", "Hat Verfallsdatum", "MHD-pflichtig", "Haltbar"),
        *("Со сроком годности", "Учёт срока годности", "Есть срок годности"),
    ),
    "shelf_days": (
        *("shelf life", "shelf life days"),
        *("Haltbarkeit", "Haltbarkeit in Tagen", "Lagerfähigkeit"),
        *("Срок годности", "Срок годности, дней", "Срок хранения"),
    ),
    "needs_certificate": (
        *("certificate", "certificate needed"),
        *("Zertifikat", "Zertifikatspflichtig", "Zertifikat nötig"),
        *("Аттестация", "Сертификат", "Нужна аттестация", "Требует аттестации"),
    ),
    "needs_commissioning": (
        *("commissioning", "installation"),
        *("Inbetriebnahme", "Montage"),
        *("Пусконаладка", "ПНР", "Монтаж"),
    ),
    "equipment": (
        *("equipment kind", "kind of equipment", "group", "product group", "category"),
        *("Geräteart", "Warengruppe", "Artikelgruppe", "Produktgruppe", "Gruppe", "Kategorie"),
        *("Вид оборудования", "Группа", "Номенклатурная группа", "Товарная группа", "Категория", "Вид номенклатуры"),
    ),
    "material": (
        *("processed material", "medium"),
        *("Fördermedium", "Medium", "Verarbeitetes Material"),
        *("Среда", "Обрабатываемый материал", "Перекачиваемая среда"),
    ),
    "active": (*("in use",), *("Aktiv",), *("Активен", "Используется")),
}
"""Field → titles of its column."""

_KINDS = {
    CounterpartyKind.LEAD: "lead prospect interessent interessentin лид потенциальныйклиент потенциальный",
    CounterpartyKind.CUSTOMER: ("customer client buyer kunde kundin abnehmer клиент покупатель заказчик действующийклиент"),
    CounterpartyKind.PARTNER: "partner dealer partnerin händler партнер дилер",
    CounterpartyKind.SUPPLIER: "supplier vendor lieferant lieferantin kreditor поставщик",
}
KIND_WORDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
"""Folded word in a cell → kind."""

LANGUAGE_WORDS = {
    word: code
    for code, words in {
        "en": "en eng english englisch английский англ",
        "de": "de deu ger german deutsch немецкий нем",
        "ru": "ru rus russian russisch русский рус",
    }.items()
    for word in words.split()
}
"""Folded word in a cell → ISO 639-1."""

COUNTRY_WORDS = {
    "рф": "RU", "российскаяфедерация": "RU", "rf": "RU", "russianfederation": "RU", "рб": "BY", "беларусь": "BY",
    "белоруссия": "BY", "brd": "DE", "фрг": "DE", "uk": "GB", "england": "GB", "usa": "US", "сша": "US",
}  # fmt: skip
"""Folded word in a cell → ISO 3166, beside the names that Babel knows."""

TRUE_WORDS = frozenset(["1", "yes", "y", "true", "x", "+", "ja", "j", "wahr", "да", "д", "истина", "есть", "✓", "✔"])
FALSE_WORDS = frozenset(["0", "no", "n", "false", "-", "–", "—", "nein", "falsch", "нет", "н", "ложь"])

UNIT_WORDS = {
    word: unit
    for unit, words in {
        "pc": "pc pcs piece pieces ea each st stk stck stück stueck шт штука штук h87 c62 796",
        "set": "set sets satz sätze kit компл комплект к-т кт набор",
        "kg": "kg kgm kilogram kilogramm кг килограмм 166",
        "g": "g gramm gram г грамм",
        "t": "t tonne тонна т тн",
        "m": "m mtr metre meter м метр пм погм",
        "l": "l ltr litre liter л литр",
        "m2": "m2 m² qm м2 м² квм",
        "m3": "m3 m³ cbm м3 м³ кубм",
        "pack": "pack package pkg pkt packung paket упак уп упаковка пачка",
        "h": "h hour hours std stunde ч час",
    }.items()
    for word in words.split()
}
"""Word in a cell (small letters, no points) → our unit; another unit is kept as it stands."""

CURRENCY_WORDS = {
    "€": "EUR", "euro": "EUR", "евро": "EUR", "₽": "RUB", "р": "RUB", "руб": "RUB", "рублей": "RUB", "rur": "RUB",
    "rubel": "RUB", "рубль": "RUB", "643": "RUB", "$": "USD", "us$": "USD", "доллар": "USD", "долл": "USD", "978": "EUR",
    "840": "USD", "¥": "CNY", "юань": "CNY", "chf": "CHF",
}  # fmt: skip
"""Word in a cell → ISO 4217, beside the codes themselves."""

_TOTALS_EN_DE = "total totals grandtotal subtotal sum summe gesamt gesamtsumme insgesamt zwischensumme"
_TOTALS_RU = "итого всего итог итоги итогопоотчету общийитог"
TOTALS = frozenset(f"{_TOTALS_EN_DE} {_TOTALS_RU}".split())
"""Folded first cells of rows that only add up what stands above."""
