"""Layouts of forms and chats that are in use, in text and in tables: labels, values, and what stands for nothing."""

import pytest

from tests.channels.letter_making import letter, read

SITE = "site@kontor-demo.example"
WORDPRESS = "WordPress <wordpress@kontor-demo.example>"

TABLES = [
    (  # titles above values, as Gravity Forms draws them
        "<table><tr><td><table><tr><td "
        "colspan=2><font><strong>Name</strong></font></td></tr><tr><td>&nbsp;</td><td>John Smith"
        "</td></tr><tr><td colspan=2><strong>Email</strong></td></tr><tr><td>&nbsp;</td><td><a href='mailto:j@p.example'>"
        "j@p.example</a></td></tr><tr><td "
        "colspan=2><strong>Message</strong></td></tr><tr><td>&nbsp;</td><td>Need a dryer<br>for "
        "300 kg</td></tr></table></td></tr></table>"
    ),
    (  # WPForms
        "<table><tr><td><strong>Name</strong></td></tr><tr><td>John Smith</td></tr><tr><td><strong>E-Mail</strong></td></tr>"
        "<tr><td>j@p.example</td></tr><tr><td><strong>Comment or Message</strong></td></tr><tr><td>Need a "
        "dryer<br>for 300 kg</td>"
        "</tr></table>"
    ),
    (  # a row of labels, and the values below it
        "<table><tr><th>Name</th><th>Email</th><th>Message</th></tr>"
        "<tr><td>John Smith</td><td>j@p.example</td><td>Need a dryer<br>for 300 kg</td></tr></table>"
    ),
    "<dl><dt>Name</dt><dd>John Smith</dd><dt>E-mail:</dt><dd>j@p.example</dd><dt>Message</dt><dd>Need a "
    "dryer<br>for 300 kg</dd></dl>",
    "<p><b>Your name</b><br>John Smith</p><p><b>Your email</b><br>j@p.example</p><p><b>Your "
    "message</b><br>Need a dryer<br>for 300 kg",
    "<ul><li>Name: John Smith</li><li>Email: j@p.example</li></ul><h3>Message</h3><div>Need a "
    "dryer</div><div>for 300 kg</div>",
    (  # with what the reader never sees
        "<div style='display:none'>Preheader: Name: Nobody</div><table><tr><td>Name</td><td>John "
        "Smith</td></tr><tr><td>Email</td>"
        "<td>j@p.example<img src='https://t.example/p'></td></tr><tr><td>Message</td><td>Need a dryer<br>for "
        "300 kg</td></tr></table>"
    ),
]  # fmt: skip


@pytest.mark.parametrize("html", TABLES)
def test_a_forms_html_is_read_in_whatever_layout(html: str) -> None:
    found = read(letter("", html=html, sender=WORDPRESS, subject="New submission from your site"))
    assert (found.source, found.name, found.email) == ("site_form", "John Smith", "j@p.example")
    assert found.text == "Need a dryer\nfor 300 kg"


@pytest.mark.parametrize(
    "body",
    [
        "Имя\tОлег\nТелефон\t8 917 100 20 30\nПочта\to@z.example\nКомментарий\tНасос",
        "Имя = Олег\nТелефон = 8 917 100 20 30\nE-mail = o@z.example\nВопрос = Насос",
        "Имя - Олег\nТелефон - 8 917 100 20 30\nE-mail - o@z.example\nВопрос - Насос",
        "**Имя:** Олег\n**Телефон:** 8 917 100 20 30\n**E-mail:** o@z.example\n**Вопрос:** Насос",
        "* Ваше имя (обязательно): Олег\n* Ваш телефон: 8 917 100 20 30\n* Ваш e-mail: o@z.example\n* Ваш вопрос: Насос",
        "--- Имя ---\n\nОлег\n\n--- Телефон ---\n\n8 917 100 20 30\n\n--- E-mail ---\n\no@z.example\n\n--- "
        "Вопрос ---\n\nНасос",
        "Имя: Олег\nТелефон: 8 917 100 20 30\nE-mail: o@z.example\nКомпания: -\nВопрос: Насос",
    ],
)  # fmt: skip
def test_labels_and_values_are_parted_in_many_ways(body: str) -> None:
    found = read(letter(body, sender=SITE, subject="Заявка с сайта"))
    assert (found.name, found.phone, found.email, found.company) == ("Олег", "+79171002030", "o@z.example", "")
    assert found.text == "Насос"


@pytest.mark.parametrize(
    "nothing", ["-", "—", "не указано", "не указан", "нет", "(не заполнено)", "n/a", "not provided", "keine Angabe"]
)
def test_what_stands_for_an_empty_field_is_no_value(nothing: str) -> None:
    body = f"Имя: {nothing}\nКомпания: {nothing}\nE-mail: {nothing}\nТелефон: 8 917 100 20 30\nГород: "
    f"{nothing}\nСообщение: {nothing}"
    found = read(letter(body, sender=SITE, subject="Заявка с сайта"))
    assert (found.source, found.name, found.company, found.email, found.text) == ("site_form", "", "", "", "")
    assert found.phone == "+79171002030"


def test_bitrix_tells_the_results_of_a_web_form() -> None:
    body = (
        "#1245\n\nЗаполнена web-форма: [2] Заказать звонок\n-----------------------\n\nДата - 16.11.2026 10:02:11\n"
        "Результат - #1245\nПосетитель - 1234\nСессия - 33456\n\n\nИмя: Олег\n\nТелефон: +7 (917) 100-20-30\n\n"
        "Комментарий: насос 50/32\n\n\nДля просмотра воспользуйтесь "
        "ссылкой:\nhttp://x.example/bitrix/admin/\n-------------\n"
    )
    found = read(letter(body, sender=SITE, subject="Контор: заполнена веб-форма"))
    assert (found.name, found.phone, found.text) == ("Олег", "+79171002030", "насос 50/32")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-generated", "Precedence": "bulk", "X_Auto_Response_Suppress": "All"},
        {"List_Unsubscribe": "<https://x.example>", "Precedence": "list"},
        {"Return_Path": "<>"},
    ],
)
def test_forms_are_sent_by_automata_and_are_inquiries_all_the_same(headers: dict[str, str]) -> None:
    body = "Name: Tom Hall\nEmail: t@p.example\nMessage: Need a pump"
    found = read(letter(body, sender="noreply@formservice.example", subject="New submission from your site", **headers))
    assert (found.source, found.automatic, found.email) == ("site_form", "", "t@p.example")


CHATS = [
    ("Chat with visitor John on x.example", "Chat transcript\n\nVisitor name: John Smith\nVisitor email: "
    "j@p.example\nAgent: Mary\n\n"
     "Mary, 10:02\nHello!\n\nJohn Smith, 10:03\nNeed a pump\nfor acid\n\nMary, 10:04\nSure\n",
     "John Smith", "Need a pump\nfor acid"),
    ("Новое обращение", "Посетитель: Ирина\nТел: 8 843 555-01-17\n\n[10:02:01] Ольга: "
    "Здравствуйте!\n[10:02:30] Ирина: Нужен насос: "
     "40 м3/ч\nМатериал: сталь\n[10:03] Ольга: Хорошо", "Ирина", "Нужен насос: 40 м3/ч\nМатериал: сталь"),
    ("Chatprotokoll", "Besucher: Jörg Haas\nE-Mail: haas@haas.de\n\n10:02:11 - Eva: Guten Tag!\n10:02:40 - "
    "Jörg Haas: Pumpe für Lauge",
     "Jörg Haas", "Pumpe für Lauge"),
    ("Dialogue with client", "Operator: Olga\nClient: Peter\nClient's phone: +7 917 100-20-30\n\nOlga [10:02] "
    "> Hello\nPeter [10:03] > need "
     "a dryer", "Peter", "need a dryer"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "body", "name", "text"), CHATS)
def test_transcripts_of_other_layouts_are_read(subject: str, body: str, name: str, text: str) -> None:
    found = read(letter(body, sender="JivoSite <noreply@jivosite.com>", subject=subject))
    assert (found.source, found.name, found.text) == ("jivo_chat", name, text)


@pytest.mark.parametrize(
    ("line", "phone", "raw"),
    [
        ("тел.: (8552) 12-34-56, факс: (8552) 12-34-57", "+78552123456", "(8552) 12-34-56"),
        ("телефон/факс: (843) 555-01-17", "+78435550117", "(843) 555-01-17"),
        ("моб.+79171002030,раб.+74951234567", "+79171002030", "+79171002030"),
        ("тел.8917 100 20 30 доб 5", "+79171002030", "8917 100 20 30 доб 5"),
        ("Tel +49 (0) 89 12345678 DW 22", "+498912345678", "+49 (0) 89 12345678 DW 22"),
        ("Kundennummer 0711 123456", "", ""),
        ("тел. 8 (000) 000-00-00", "", ""),
        ("р/с 40702810400000012345, к/с 30101810400000000225, БИК 044525225", "", ""),
        ("EAN 4006381333931, ТН ВЭД 8413708100, паспорт 9205 123456", "", ""),
    ],
)
def test_numbers_are_telephones_only_where_somebody_can_be_called(line: str, phone: str, raw: str) -> None:
    found = read(letter(f"Нужен насос.\n{line}"))
    assert (found.phone, found.phone_raw) == (phone, raw)


@pytest.mark.parametrize(
    "end",
    [
        "Thanks,\nJohn",
        "Vielen Dank im Voraus!\nEva Braun",
        "Danke und Gruß\nEva Braun",
        "Заранее спасибо!\nОльга",
        "\nИванов Петр\nменеджер ОМТС\nООО «Вектор»\nтел. +7 495 111 22 33",
        "\nCONFIDENTIALITY NOTICE: This message is intended only for the addressee.\nDelete it if you received it in error.",
        "\nDiese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen.",
        "\nНастоящее сообщение и любые приложения к нему являются конфиденциальными.",
        "\nGesendet: Montag, 16. November 2026 um 09:00 Uhr\nVon: \"Sales\" <s@k.example>\nAn: i@x.example\nBetreff: x\nalt",
        "\nПонедельник, 16 ноября 2026, 10:02 +03:00 от Sales <s@k.example>:\nстарое",
        "\n16:22, 16 ноября 2026 г., Sales <s@k.example>:\n\nстарое",
        "\nSent from my Galaxy\n\n-------- Original message --------\nFrom: Sales\nDate: 16/11/2026 10:02 "
        "(GMT+03:00)\n\nold",
    ],
)  # fmt: skip
def test_the_need_ends_where_farewells_and_history_begin(end: str) -> None:
    found = read(letter(f"[EXTERNAL EMAIL] Do not click links.\n\nNeed two pumps.\n{end}"))
    assert found.text == "Need two pumps."
    assert end.strip().split("\n")[-1] in found.original


def test_thanks_in_the_middle_end_nothing() -> None:
    body = "Thank you.\n\nPlease send two more pumps to our plant, and tell us when they leave?\n\nWhich price?"
    assert read(letter(body)).text == body
