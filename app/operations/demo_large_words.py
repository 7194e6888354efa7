"""Words that a company of real size is made of: towns, trades, people, what they write; in three languages."""

LANGUAGES = ("de", "ru", "en")


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


SURNAMES = {
    "de": _listed(
        "Abel Ackermann Albers Arnold Bachmann Bauer Baumann Beck Behrens Berger Böhm Böttcher Brandt Braun Busch Conrad "
        "Dietrich Döring Ebert Eckert Engel Ernst Fink Fischer Förster Franke Friedrich Fuchs Gärtner Geißler Graf Großmann "
        "Günther Haas Hahn Hartmann Haupt Heinrich Herrmann Heuer Hoffmann Horn Jäger Jahn Jung Kaiser Keller Kirchner "
        "Köhler König Krämer Krause Kröger Kühn Lange Lehmann Lindner Lorenz Ludwig Maier Marx Meißner Möller Müller "
        "Neumann Noack Oswald Otto Paul Peters Pfeiffer Pohl Quandt Raabe Reichel Reuter Richter Rößler Rothe Sauer "
        "Schäfer Scholz Schröder Schubert Schulze Seidel Simon Stark Steiner Straßburg Thiele Thomas Uhlig Ulrich Vogel "
        "Voigt Wagner Weber Wegner Weiß Wendt Werner Winkler Wolf Zander Ziegler Zimmermann"
    ),
    "ru": _listed(
        "Абрамов Агапов Алексеев Андреев Антонов Баранов Белов Блинов Богданов Борисов Быков Васильев Виноградов Волков "
        "Воробьёв Гаврилов Герасимов Голубев Горбунов Григорьев Гусев Давыдов Данилов Денисов Дмитриев Ершов Ефимов "
        "Жуков Зайцев Захаров Зимин Иванов Игнатьев Ильин Калинин Карпов Киселёв Климов Ковалёв Козлов Комаров Королёв "
        "Крылов Кузнецов Кудрявцев Лазарев Лебедев Лукин Макаров Максимов Марков Матвеев Медведев Мельников Миронов "
        "Михайлов Морозов Назаров Никитин Новиков Носов Орлов Осипов Павлов Панов Петров Поляков Попов Прохоров Романов "
        "Рыбаков Савельев Сафонов Семёнов Сергеев Сидоров Смирнов Соболев Соколов Соловьёв Сорокин Степанов Тарасов "
        "Тимофеев Титов Третьяков Фёдоров Филатов Фролов Харитонов Цветков Чернов Чистяков Шаров Широков Щербаков Юдин "
        "Яковлев Якушев"
    ),
    "en": _listed(
        "Adams Allen Archer Bailey Baker Barker Barnes Bell Bennett Bishop Black Booth Bradley Brooks Brown Burton Butler "
        "Carter Chapman Clarke Cole Collins Cook Cooper Cox Dawson Dixon Edwards Ellis Evans Fisher Fletcher Foster Fox "
        "Gibson Gill Grant Gray Green Griffin Hall Harris Harvey Hill Holmes Howard Hughes Hunt Jackson James Kelly King "
        "Knight Lawson Lee Lewis Lloyd Marsh Martin Mason Mills Moore Morgan Morris Murphy Newton Nolan O'Brien O'Neill "
        "Palmer Parker Pearson Perry Porter Powell Price Reed Reid Rogers Rose Russell Saunders Scott Shaw Simpson Smith "
        "Spencer Stone Taylor Turner Walker Ward Watson Webb West White Wilson Wood Wright Young"
    ),
}
"""Family names; of men where the language tells."""

FIRST_NAMES = {
    "de": _listed(
        "Alexander Andrea Anja Anna Axel Beate Birgit Christian Claudia Daniel Dieter Dirk Eva Frank Gabriele Georg Hanna "
        "Heike Holger Ines Jan Jens Jörg Julia Jürgen Karin Karl Katrin Klaus Lars Lena Maik Manuela Markus Martin Michael "
        "Monika Nadine Nicole Oliver Peter Petra Ralf Rüdiger Sabine Silke Simone Stefan Susanne Sven Thomas Torsten Ulrike "
        "Uwe Werner Wolfgang"
    ),
    "ru": _listed(
        "Александр Алексей Анатолий Андрей Антон Артём Борис Вадим Валерий Василий Виктор Виталий Владимир Вячеслав "
        "Геннадий Георгий Григорий Данил Денис Дмитрий Евгений Егор Иван Игорь Илья Кирилл Константин Леонид Максим Марат "
        "Михаил Никита Николай Олег Павел Пётр Роман Руслан Рустам Семён Сергей Станислав Степан Тимур Фёдор Эдуард Юрий"
    ),
    "en": _listed(
        "Alan Alice Amy Andrew Anne Ben Brian Carol Charles Chris Claire Colin David Diana Edward Ellen Emma Eric Fiona "
        "George Grace Graham Hannah Helen Henry Ian Jack Jane John Karen Kate Keith Laura Liam Linda Lucy Mark Martin Mary "
        "Neil Nick Oliver Paul Peter Rachel Robert Ruth Sarah Simon Steven Susan Tom Victoria William"
    ),
}

TOWNS = {
    "de": _listed(
        "Aachen Altenburg Annaberg Apolda Aue Augsburg Bautzen Bayreuth Bielefeld Bitterfeld Bochum Borna Brandenburg "
        "Bremen "
        "Celle Chemnitz Coburg Cottbus Crimmitschau Dessau Döbeln Dortmund Dresden Duisburg Eilenburg Eisenach Erfurt Essen "
        "Freiberg Fulda Fürth Gera Görlitz Göttingen Gotha Greifswald Grimma Halle Hamburg Hannover Hof Ilmenau Jena Kamenz "
        "Kassel Kiel Koblenz Köln Leipzig Lübeck Magdeburg Mannheim Meerane Meißen München Naumburg Nürnberg Oschatz Passau "
        "Pirna Plauen Potsdam Riesa Rostock Saalfeld Schwerin Sömmerda Stendal Stollberg Suhl Torgau Ulm Weimar Werdau "
        "Wittenberg Wolfsburg Würzburg Wurzen Zittau Zwickau"
    ),
    "ru": _listed(
        "Архангельск Астрахань Балаково Барнаул Белгород Березники Брянск Владимир Волгоград Вологда Воронеж Дзержинск "
        "Екатеринбург Иваново Ижевск Иркутск Казань Калуга Кемерово Киров Кострома Краснодар Красноярск Курган Курск Липецк "
        "Магнитогорск Миасс Мурманск Новгород Новокузнецк Новосибирск Норильск Омск Орёл Оренбург Орск Пенза Пермь Псков "
        "Пушкино Ростов Рыбинск Рязань Самара Саранск Саратов Северодвинск Смоленск Ставрополь Стерлитамак Сургут Сызрань "
        "Тамбов Тверь Тольятти Томск Тула Тюмень Ульяновск Уфа Хабаровск Чебоксары Челябинск Череповец Чита Энгельс "
        "Ярославль"
    ),
    "en": _listed(
        "Aberdeen Ashford Bath Bedford Belfast Birmingham Bolton Bradford Brighton Bristol Burnley Cardiff Carlisle Chester "
        "Colchester Cork Coventry Crewe Darlington Derby Doncaster Dover Dublin Dundee Durham Exeter Galway Glasgow "
        "Gloucester Grimsby Halifax Hartlepool Hull Ipswich Kendal Lancaster Leeds Leicester Limerick Lincoln Luton Newport "
        "Norwich Nottingham Oldham Oxford Perth Plymouth Poole Preston Reading Rochdale Salford Sheffield Stockport "
        "Sunderland Swansea Swindon Telford Wigan Worcester York"
    ),
}

TRADES = {
    "de": _listed(
        "Abwassertechnik Anlagenbau Apparatebau Automobiltechnik Bäckereitechnik Batterietechnik Brauerei Chemie "
        "Dampfkessel "
        "Dosiertechnik Druckluft Edelstahl Elektronik Energieversorgung Farben Feinmechanik Fernwärme Fleischwaren Folien "
        "Galvanik Gießerei Glaswerk Hydraulik Kabelwerk Kältetechnik Keramik Klimatechnik Kunststoffe Labortechnik "
        "Lackwerke "
        "Lebensmittel Leichtbau Maschinenbau Messtechnik Metallbau Milchhof Molkerei Obstsäfte Optik Papierfabrik Pharma "
        "Prüftechnik Pumpenservice Rohrleitungsbau Sensorik Stadtwerke Stahlbau Umwelttechnik Verpackung Verfahrenstechnik "
        "Wasserwerk Werkzeugbau Zuckerfabrik"
    ),
    "ru": _listed(
        "Агромаш Азот Алюминий Аммиак Битум Бумпром Водоканал Водстрой Газавтоматика Гидромаш Горводоканал Деталь Завод "
        "Измеритель Инжиниринг Кабель Катализ Керамика Климат Компрессор Котломаш Краска Лаборатория Литмаш Медтехника "
        "Металлист Молоко Монтаж Насос Нефтемаш Нефтехим Оргсинтез Пивоварня Пластик Пневматика Полимер Прибор Приборсервис "
        "Промснаб Реактив Сахар Сервис Сталь Станкострой Стекло Тепломаш Теплосеть Технолог Удобрения Фармсинтез Химволокно "
        "Химпром Холодмаш Цемент Шинник Электросеть Энергомаш"
    ),
    "en": _listed(
        "Abrasives Adhesives Aerospace Automation Bakery Batteries Biotech Brewing Cables Castings Ceramics Chemicals "
        "Coatings Components Compressors Controls Cosmetics Dairy Dyes Electronics Energy Engineering Fabrications Filters "
        "Fluids Foods Foundry Fuels Glass Hydraulics Instruments Labs Marine Metals Minerals Oils Packaging Paper Pharma "
        "Plastics Polymers Power Process Pumps Refrigeration Resins Rubber Sensors Steel Sugar Systems Textiles Thermal "
        "Tooling Utilities Valves Water Welding"
    ),
}

BEGINNINGS = {
    "de": _listed(
        "Nord Süd Ost West Elb Rhein Main Saale Mulde Spree Oder Weser Neiße Harz Vogtland Lausitz Thüringer Sachsen Anhalt "
        "Hansa Alpen Donau Isar Euro Mittel Neu Alt Ober Inter Uni"
    ),
    "ru": _listed(
        "Урал Волга Сиб Кама Дон Нева Юг Север Восток Запад Байкал Алтай Каспий Балт Мос Питер Рос Рус Евро Ново Спец Глав "
        "Регион Центр Транс Инвест Эко Мега Гео Интер"
    ),
    "en": _listed(
        "North South East West Mersey Thames Severn Humber Tyne Clyde Forth Trent Anglo Celtic Atlantic Channel Midland "
        "Dales "
        "Peak Coast Royal United First Premier Allied Union Castle Abbey Forest Bridge"
    ),
}

FORMS = {
    "de": ("GmbH", "GmbH", "GmbH", "GmbH & Co. KG", "AG", "KG", "eG", "OHG", "e.K."),
    "ru": ("ООО", "ООО", "ООО", "АО", "ПАО", "ИП", "ФГУП", "МУП"),
    "en": ("Ltd", "Ltd", "Limited", "plc", "LLP", "Inc."),
}

REGIONS = {
    "de": ("DE", "DE", "DE", "DE", "AT", "CH"),
    "ru": (*("RU",) * 8, "KZ", "BY"),
    "en": ("GB", "GB", "IE", "SE", "NL"),
}
PREFIXES = {
    "de": ("+49371", "+49341", "+4940", "+4989"),
    "ru": ("+7342", "+7846", "+7812", "+7383", "+7473"),
    "en": ("+44161", "+44121", "+44151"),
}
"""Dialling codes that nobody of the story has; seven digits follow."""

STREETS = {
    "de": ("Industriestraße", "Hauptstraße", "Am Bahnhof", "Gewerbering", "Fabrikstraße", "Bergweg"),
    "ru": ("ул. Заводская", "ул. Ленина", "пр. Мира", "ул. Промышленная", "ш. Московское", "ул. Гагарина"),
    "en": ("Mill Road", "Station Road", "Park Lane", "Factory Street", "Dock Street", "High Street"),
}
POSITIONS = {
    "de": ("Einkauf", "Technische Leitung", "Instandhaltung", "Geschäftsführung", "Labor"),
    "ru": ("снабжение", "главный инженер", "главный механик", "директор", "лаборатория"),
    "en": ("Purchasing", "Chief engineer", "Maintenance", "Managing director", "Laboratory"),
}
ROLES = ("decides", "technics", "invoices")

SUBJECTS = {
    "de": (
        "Anfrage {}",
        "Ersatzteile für {}",
        "Angebot {}",
        "Liefertermin {}",
        "Rechnung zu {}",
        "Wartung {}",
        "Reklamation {}",
    ),
    "ru": ("Запрос: {}", "Запчасти: {}", "КП на {}", "Срок поставки: {}", "Счёт: {}", "Обслуживание: {}", "Претензия: {}"),
    "en": (
        "Request: {}",
        "Spare parts for {}",
        "Quotation {}",
        "Delivery date {}",
        "Invoice for {}",
        "Service {}",
        "Complaint {}",
    ),
}
LETTERS = {
    "de": (
        "Guten Tag, bitte bieten Sie uns {n} Stück {what} mit Lieferzeit frei {town} an.",
        "Wir bitten um Rückmeldung zum Liefertermin für {what}. Der Einbau ist für die nächste Woche geplant.",
        "Anbei die ausgefüllten Fragebögen zu {what}. Welche Dichtung empfehlen Sie für unser Medium?",
        "Die gelieferte Ware ({what}, {n} Stück) ist vollständig angekommen, vielen Dank.",
    ),
    "ru": (
        "Добрый день! Просим направить коммерческое предложение на {what}, {n} шт., с доставкой до города {town}.",
        "Просим сообщить срок поставки: {what}. Монтаж запланирован на следующую неделю.",
        "Высылаем заполненный опросный лист на {what}. Какое уплотнение вы рекомендуете для нашей среды?",
        "Товар получен полностью: {what}, {n} шт. Благодарим за работу.",
    ),
    "en": (
        "Good day, please quote {n} pcs of {what} with delivery to {town}.",
        "Could you confirm the delivery date for {what}? Installation is planned for next week.",
        "Please find our data sheet for {what} attached. Which seal do you advise for our medium?",
        "The goods ({what}, {n} pcs) have arrived complete, thank you.",
    ),
}
NOTES = {
    "de": (
        "Braucht {what}, entscheidet nach dem Budgetgespräch.",
        "Vergleicht mit dem Wettbewerb, {what}.",
        "Besuch in {town} vereinbart.",
    ),
    "ru": ("Нужен {what}, решение после бюджета.", "Сравнивает с конкурентами: {what}.", "Договорились о визите, {town}."),
    "en": ("Needs {what}, decides after the budget talk.", "Compares with others: {what}.", "Visit in {town} agreed."),
}
STEPS = {
    "de": ("Angebot nachfassen", "Technische Fragen klären", "Besuch vereinbaren", "Muster schicken", "Preis neu rechnen"),
    "ru": ("Уточнить по КП", "Согласовать параметры", "Договориться о визите", "Отправить образец", "Пересчитать цену"),
    "en": (
        "Follow up the offer",
        "Clear technical questions",
        "Agree on a visit",
        "Send a sample",
        "Work out the price anew",
    ),
}

FAMILIES = (
    # Code, name, kind of equipment, lowest price in euros, made by the plant, shelf days.
    ("KPM", "Centrifugal pump", "Pumps", 1900, True, None),
    ("XMC", "Chemical pump", "Pumps", 3400, True, None),
    ("NDP", "Dosing pump", "Pumps", 1200, True, None),
    ("VPX", "Vacuum pump", "Pumps", 2800, True, None),
    ("SKV", "Screw compressor", "Compressors", 9800, True, None),
    ("PKL", "Piston compressor", "Compressors", 3900, True, None),
    ("ATR", "Refrigeration dryer", "Compressors", 2400, False, None),
    ("KKT", "Climatic chamber", "Climatic equipment", 18000, True, None),
    ("SNB", "Salt spray chamber", "Climatic equipment", 15000, True, None),
    ("VSB", "Vibration bench", "Simulation equipment", 32000, True, None),
    ("VTD", "Vacuum drying cabinet", "Thermal equipment", 6400, True, None),
    ("WTP", "Plate heat exchanger", "Thermal equipment", 2100, True, None),
    ("SEL", "Mechanical seal", "Spare parts", 60, False, None),
    ("BRG", "Bearing set", "Spare parts", 45, False, None),
    ("OIL", "Compressor oil", "Spare parts", 12, False, 1095),
    ("FLT", "Filter cartridge", "Spare parts", 18, False, 1460),
    ("GRS", "Bearing grease", "Spare parts", 9, False, 730),
    ("MEM", "Membrane kit", "Spare parts", 75, False, 1825),
    ("SEN", "Temperature sensor", "Spare parts", 38, False, None),
    ("IMP", "Impeller", "Spare parts", 140, True, None),
)
DESIGNS = (
    "stainless steel",
    "cast iron",
    "PVDF lined",
    "food grade",
    "explosion proof",
    "low noise",
    "oil free",
    "heavy duty",
)

EQUIPMENT_OF = {
    "Prom": ("Pumps", "Compressors", "Spare parts"),
    "Vys": ("Climatic equipment", "Simulation equipment", "Spare parts"),
    "Test": ("Simulation equipment", "Climatic equipment"),
    "Term": ("Thermal equipment", "Spare parts"),
}
"""Department → what it sells."""

NEW_SELLERS = (
    # Login, name, department, language.
    ("birgit.uhlmann", "Birgit Uhlmann", "Prom", "de"),
    ("denis.karpow", "Denis Karpow", "Prom", "ru"),
    ("laura.bennett", "Laura Bennett", "Prom", "en"),
    ("timo.hesse", "Timo Hesse", "Vys", "de"),
    ("elena.fadejewa", "Elena Fadejewa", "Vys", "ru"),
    ("moritz.lang", "Moritz Lang", "Term", "de"),
)
