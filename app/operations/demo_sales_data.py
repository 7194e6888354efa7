"""The deals and letters of the demo company, as data relative to the present day."""

from dataclasses import dataclass

from app.language import marked
from app.models.terms import RefusalReason, Stage

ANNA, PAUL, SERGEJ, ILJA, KATJA = "anna.krueger", "paul.lindner", "sergej.morosow", "ilja.baum", "katja.hennig"


@dataclass(frozen=True, slots=True)
class Plot:
    """A deal: where it stands and for how many days; step: the next step and in how many days it is due (None: none).

    ready: per cent at the plant, promised in so many days at first and now; shipped: pieces that have left already;
    certificates: units that have one; paid: whether the invoice is paid. refused: why.
    """

    customer: str
    title: str
    seller: str
    stage: Stage
    days: int
    lines: tuple[tuple[str, int], ...]
    needs: tuple[tuple[str, bool], ...] = ()
    step: tuple[str, int] | None = None
    quoted: bool = True
    ready: tuple[int, int, int] | None = None
    shipped: int = 0
    certificates: int = 0
    paid: bool = True
    refused: RefusalReason | None = None


SEND_QUOTATION = marked("Send quotation")
REMIND = marked("Remind of the offer")
CALL = marked("Call about the details")
VISIT = marked("Visit the site")
ANSWER = marked("Answer on terms")
ASK_PLANT = marked("Ask plant for the date")
WEEKLY = marked("Weekly call")
DRAWING = marked("Confirm drawing")
CABINET = marked("Order control cabinet")
SHIP_REST = marked("Ship the rest")
TAX = marked("Issue tax invoice")
PAYMENT = marked("Ask for payment")
LORRY = marked("Book the lorry")
BODY = marked("Body visits the plant")
PROTOCOL = marked("Send protocol")
COMMISSION = marked("Commissioning")
FIX_DAY = marked("Fix the day")
OFFER = marked("Offer service")
CONCLUDE = marked("Conclude contract")

S, P, W, C, IN, V = (
    Stage.SELECTION,
    Stage.PRODUCTION,
    Stage.STOCK_SALE,
    Stage.CERTIFICATION,
    Stage.INSTALLATION,
    Stage.SERVICE,
)

PLOTS = (
    Plot("Nordfleisch AG", "Vacuum pumps, food grade", PAUL, S, 4, (("VP-160", 3),), step=(SEND_QUOTATION, 0), quoted=False),
    Plot("АО «Волга-Насос»", "Насосы ХМ 50-32-200, 4 шт.", SERGEJ, S, 9, (("XM-50-32-200", 4),), step=(CALL, 2)),
    Plot("Stadtwerke Gera GmbH", "Replacement KP-80", PAUL, S, 16, (("KP-80", 3), ("SEAL-080-F", 2)), step=(REMIND, -3)),
    Plot("IBW Technik GmbH", "Dosing station, sulphuric acid", ANNA, S, 6, (("DS-3", 1),), quoted=False),
    Plot("ООО «УралХимМаш»", "Компрессор, азот, 12 бар", SERGEJ, S, 2, (("SK-N2", 1),), step=(VISIT, 4), quoted=False),
    Plot("Bäckerei Großkopf KG", "Compressor SK-11, oil free", ANNA, S, 5, (("SK-11", 1),), step=(ANSWER, 4)),
    Plot("Chemiepark Bitterfeld GmbH", "Lined pumps for acid", PAUL, S, 12, (("NX-65", 3),), step=(CALL, 1)),
    Plot("Saxony Coatings Ltd", "Salt spray chamber", ANNA, S, 8, (("SN-450", 1),), step=(SEND_QUOTATION, 1), quoted=False),
    Plot("Nordic Battery Lab AB", "Climatic chamber KK-300", ANNA, S, 3, (("KK-300-40", 1),), step=(CALL, 3)),
    Plot("ООО «Казань-Оргсинтез Сервис»", "Запчасти к насосам", SERGEJ, S, 7, (("SVC-KIT-080", 6),), step=(REMIND, 2)),
    Plot("Pharma Grimma GmbH", "Vacuum drying cabinet", KATJA, S, 10, (("VTS-120", 1),), step=(VISIT, 5)),
    Plot("Zuckerfabrik Zeitz AG", "Slurry pumps for beet", PAUL, S, 14, (("KP-50", 4),), step=(CALL, -1)),
    Plot("ПАО «ТехУглерод»", "Компрессорная станция", SERGEJ, S, 1, (("SK-75", 2),), step=(SEND_QUOTATION, 2), quoted=False),
    Plot("Lackwerke Döbeln GmbH", "Dosing pumps for paint", ANNA, S, 11, (("ND-25", 2),), step=(REMIND, 3)),
    Plot("Baltic Marine Systems Oy", "Vibration bench VS-20", ILJA, S, 13, (("VS-20", 1),), step=(CALL, 6)),
    Plot("Emaillierwerk Lauter", "Heat exchanger", KATJA, S, 4, (("WT-12", 1),), step=(ANSWER, 1)),
    Plot(
        "Helios Batterie GmbH",
        "Climatic chamber KK-500 for battery packs",
        ANNA,
        P,
        19,
        (("KK-500-70", 1), ("FIX-12-VA", 4), ("DL-16", 2), ("N2-PRG", 1), ("HTR-3K", 4)),
        (
            ("−70 … +180 °C, 500 l", False),
            ("Certificate by an outside body", False),
            ("Delivery within eight weeks", False),
            ("Window in the door", True),
            ("24 months of service", True),
            ("Remote display", True),
        ),
        (ASK_PLANT, 0),
        ready=(70, 4, 15),
    ),
    Plot("Papierfabrik Lenz KG", "2 screw compressors", PAUL, P, 28, (("SK-75", 2),), step=(WEEKLY, 3), ready=(70, 19, 19)),
    Plot("АО «Севмаш-Прибор»", "Термокамера ТК-1000", SERGEJ, P, 12, (("TK-1000", 1), ("CTL-400", 1)), step=(CABINET, 7)),
    Plot("Molkerei Sandau eG", "Homogenizer, 2 units", PAUL, P, 6, (("HG-500", 2),), step=(DRAWING, 9), ready=(20, 68, 68)),
    Plot("АО «Волга-Насос»", "Агрегат ХМ 80-50-250", SERGEJ, P, 33, (("XM-80-50-250", 12),), step=(WEEKLY, 4), ready=(90,
            2, 2)),
    Plot(
        "Molkerei Sandau eG", "Rotary pumps, 6 pcs", PAUL, W, 5, (("RP-25", 6),), step=(SHIP_REST, 0), shipped=4, paid=False
    ),
    Plot("Kessler Anlagenbau GmbH", "Spare parts, service kit", ANNA, W, 2, (("SVC-KIT-080", 4), ("SEAL-080-F", 10)),
         step=(TAX, 1)),
    Plot("ООО «Реактив»", "Дозирующий насос НД-25", SERGEJ, W, 8, (("ND-25", 5),), step=(PAYMENT, -1), paid=False),
    Plot("Wasserwerk Elbaue", "Submersible pumps, 12 pcs", PAUL, W, 1, (("SP-120", 12),), step=(LORRY, 3)),
    Plot("Autotest Süd GmbH", "Salt-spray chamber", ANNA, C, 19, (("SN-450", 1),), step=(BODY, 9)),
    Plot("ЦНИИ «Климат»", "Камера тепла и холода", SERGEJ, C, 23, (("TK-250", 2),), step=(PROTOCOL, 3), certificates=1),
    Plot("Brauhaus Torgau", "CIP pump skid", PAUL, IN, 3, (("CIP-2", 1),), step=(COMMISSION, 1)),
    Plot("Kali-Werk Roßla", "Slurry pump", PAUL, IN, 15, (("SLP-100", 1),), step=(FIX_DAY, 7)),
    Plot("Glaswerk Ilmenau GmbH", "Compressor SK-22", ANNA, V, 1, (("SK-22", 1),), step=(OFFER, 0)),
    Plot("ООО «Сибпром»", "Насосная станция", SERGEJ, V, 7, (("NS-40", 1),), step=(CONCLUDE, 4)),
    Plot("Fernwärme Plauen GmbH", "Heat exchangers", KATJA, Stage.CLOSED, 12, (("WT-12", 2),)),
    Plot("ООО «АгроЛаб»", "Сушильный шкаф SF-80", KATJA, Stage.CLOSED, 20, (("SF-80", 1),)),
    Plot("АО «ПермЭнерго»", "Насос КР-80", SERGEJ, Stage.NOT_SUITABLE, 9, (("KP-80", 2),), refused=RefusalReason.PRICE),
    Plot("Lackwerke Döbeln GmbH", "Compressor PK-12", ANNA, Stage.NOT_SUITABLE, 5, (("PK-12", 1),),
         refused=RefusalReason.DELIVERY_TIME),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Post:
    """A letter. hours: how long ago it came; state: new, sorted, assigned or closed, and for whom."""

    source: str
    hours: float
    subject: str
    text: str
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    language: str = "de"
    files: tuple[str, ...] = ()
    state: str = "new"
    to: str = ""


POSTS = (
    Post("letter", 99, "Ersatz für Kreiselpumpe KP-80",
            "Unsere Pumpe von 2014 verliert an Leistung, wir brauchen bis März Ersatz "
         "mit gleichem Flanschbild. Bitte um ein Angebot mit Lieferzeit.", "Claudia Brandt", "Stadtwerke Greiz GmbH",
         "c.brandt@stadtwerke-greiz.example", "+4936616200"),
    Post("site_form", 98, "Rückruf zu Vakuumpumpe", "Bitte rufen Sie uns wegen einer Vakuumpumpe für den Füller zurück.",
         "Maik Richter", "", "", "+493514829917"),
    Post("site_form", 2.1, "Подбор компрессора для азота", "Нужен винтовой компрессор для сухого азота: 12 бар, 8 м³/мин, "
         "взрывозащита зоны 2. Монтаж в Перми, срок до конца марта. Просим указать, есть ли на складе, и стоимость "
         "пусконаладки.",
         "Дмитрий Соколов", "УралХимМаш-Сервис", "d.sokolov@uralhimmash.example", "+73433102208", "ru",
         ("Опросный лист компрессор.pdf",)),
    Post("jivo_chat", 1.5, "Climatic chamber, −70 … +180 °C",
            "Visitor asked for 500 l, test of battery packs, certificate by an "
         "outside body needed.", "Jens Albrecht", "", "jens.albrecht@akkutest.example", "", "en"),
    Post("letter", 1, "Request for quotation 4500118203",
            "Please quote 3 pcs vacuum pump, food grade, delivery Bremerhaven, see "
         "the attached specification.", "", "Nordfisch Verarbeitung GmbH", "purchasing@nordfisch.example", "", "en",
         ("4500118203.pdf", "specification.xlsx")),
    Post("jivo_offline", 0.8, "Dosing pump for sulphuric acid",
            "Wants a dosing pump for sulphuric acid, will send the data sheet.",
         "", "", "", "+73432874410", "en"),
    Post("letter", 0.5, "Запрос коммерческого предложения",
            "Добрый день! Просим направить предложение на насосы ХМ 50-32-200, "
         "4 шт., с доставкой до Казани.", "Ольга Лебедева", "ООО «Волга-Технопарк»", "o.lebedeva@volga-tp.example",
         "+78432050607", "ru"),
    Post("jivo_chat", 0.3, "Is the PK-12 in stock?",
            "Asked whether the PK-12 is in stock; mail address given at the end.", "",
         "", "m.weiss@ibw-labor.example", "", "en"),
    Post("site_form", 0.1, "Trockenschrank für Labor", "Wir suchen einen Vakuumtrockenschrank, 120 l, bis 200 °C.",
            "Eva Lang",
         "Labor Lang", "e.lang@labor-lang.example", "+4934125550"),
    Post("letter", 26, "Kompressor für Backstube",
            "Unser Kompressor ist zu laut geworden. Wir brauchen einen leisen, ölfreien.",
         "Robert Kunze", "Backhaus Kunze", "kunze@backhaus-kunze.example", "+493525730", state="sorted", to="Prom"),
    Post("site_form", 28, "Насос для щёлочи", "Нужен насос для 42 % щёлочи, 40 м³/ч, 2 штуки.", "Павел Громов",
            "ООО «Содатех»",
         "gromov@sodatech.example", "+73432160044", "ru", state="sorted", to="Prom"),
    Post("letter", 30, "Klimakammer für Steuergeräte",
            "Wir prüfen Steuergeräte nach LV 124 und brauchen eine Kammer mit 300 l.",
         "Simone Adler", "Adler Elektronik", "adler@adler-elektronik.example", "+493715550", state="sorted", to="Vys"),
    Post("letter", 50, "Rotary pump for syrup", "We need a rotary pump for glucose syrup at 60 °C.", "Helen Ford",
         "Ford Sweets Ltd", "helen@fordsweets.example", "+441132960000", "en", state="assigned", to="anna.krueger"),
    Post("site_form", 53, "Ersatzteile SK-22", "Bitte Filtersatz und Öl für SK-22 anbieten.", "Kurt Behr", "Behr Druckluft",
         "behr@behr-druckluft.example", "+493411230", state="assigned", to="paul.lindner"),
    Post("jivo_chat", 75, "Job offer", "Asked about vacancies in the warehouse.", "Tom", "", "tom@mail.example", "", "en",
         state="closed"),
)  # fmt: skip
