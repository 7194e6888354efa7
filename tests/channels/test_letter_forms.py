"""Letters of website forms and chats in layouts and languages that the samples do not show."""

import pytest

from tests.channels.letter_making import letter, read

FORMS = [
    ("site@kontor-demo.example", "Заявка с сайта", "Имя: Олег Ким\nТелефон: 8 (917) 100-20-30\n"
     "Компания: ООО «Вега»\nСообщение: Нужен насос",
     ("Олег Ким", "+79171002030", "", "Нужен насос")),
    ("WordPress <wordpress@kontor-demo.example>", "Kontor \"Anfrage\"",
     "Von: Eva Braun <eva@labor.example>\nBetreff: Anfrage\n\nNachrichtentext:\nWir suchen einen "
     "Trockenschrank.\n\n-- \n"
     "Diese E-Mail wurde von einem Kontaktformular von Kontor "
     "gesendet", ("Eva Braun", "", "eva@labor.example", "Wir suchen einen Trockenschrank.")),
    ("wordpress@kontor-demo.example", "Контор \"Запрос\"",
     "От: Анна <anna@zavod.example>\nТема: Запрос\n\nСообщение:\nНужна камера.\nСрочно.\n\n-- \nЭто "
     "сообщение отправлено с сайта Контор",
     ("Анна", "", "anna@zavod.example", "Нужна камера.\nСрочно.")),
    ("site@kontor-demo.example", "Контор: Сообщение из формы обратной связи",
     "Информационное сообщение сайта Контор\n-----------\n\nВам было отправлено сообщение через форму "
     "обратной связи\n\nАвтор: Глеб\n"
     "Номер телефона: +7 912 333 44 55\nE-mail автора: 8 912 333 44 55\n\nТекст сообщения:\nЦена?\n\n"
     "Сообщение сгенерировано автоматически.",
     ("Глеб", "+79123334455", "", "Цена?")),
    ("site@kontor-demo.example", "Контор: Сообщение из формы обратной связи",
     "Информационное сообщение сайта Контор\n\nАвтор: Глеб\nE-mail автора: +7 (912) 333-44-55\n\nТекст "
     "сообщения:\nЦена?",
     ("Глеб", "+79123334455", "", "Цена?")),
    ("Tilda <noreply@tilda.ws>", "New request", "Request details:\nТип оборудования: насос\nИмя: Ян\n"
     "Телефон: +79171112233\nВаш_вопрос: какой срок?\n\n"
     "Request ID: 11:22\n", ("Ян", "+79171112233", "", "какой срок?\nТип оборудования: насос")),
    ("form@landing.example", "Neue Anfrage über das Kontaktformular",
     "Ihr Name: Jörg Haas\nFirma: Haas GmbH\nIhre E-Mail-Adresse: haas@haas.de\nTelefon: 0711 5556677\n"
     "Ihre Nachricht: Bitte um Angebot für eine Pumpe.",
     ("Jörg Haas", "+497115556677", "haas@haas.de", "Bitte um Angebot für eine Pumpe.")),
    ("noreply@kontor-demo.example", "Обратный звонок", "Телефон: 8-917-100-20-30", ("", "+79171002030", "", "")),
    ("site@kontor-demo.example", "New message from site", "Name\nJohn Smith\n\nEmail\n"
     "john@plant.example\n\nMessage\nNeed a dryer for 300 kg.",
     ("John Smith", "", "john@plant.example", "Need a dryer for 300 kg.")),
]  # fmt: skip


@pytest.mark.parametrize(("sender", "subject", "body", "expected"), FORMS)
def test_a_sites_form_is_recognised(sender: str, subject: str, body: str, expected: tuple[str, str, str, str]) -> None:
    found = read(letter(body, sender=sender, subject=subject))
    assert (found.source, found.automatic) == ("site_form", "")
    assert (found.name, found.phone, found.email, found.text) == expected


def test_a_form_in_an_html_table_is_recognised() -> None:
    rows = "".join(
        f"<tr><td><b>{label}</b></td><td>{value}</td></tr>"
        for label, value in [
            ("Имя", "Пётр"),
            ("Телефон", "+7 495 111 22 33"),
            ("E-mail", "<a href='mailto:p@z.example'>p@z.example</a>"),
        ]
    )
    html = (
        f"<html><body><h2>Новая заявка</h2><table>{rows}<tr><td>Вопрос</td><td>Сушильный шкаф<br>2 "
        f"шт</td></tr></table></body></html>"
    )
    found = read(letter("", html=html, sender="site@kontor-demo.example", subject="Новая заявка"))
    assert (found.source, found.name, found.phone, found.email) == ("site_form", "Пётр", "+74951112233", "p@z.example")
    assert found.text == "Сушильный шкаф\n2 шт"


def test_a_forms_reply_to_is_trusted_first_unless_it_is_ours() -> None:
    body = "Имя: Ян\nE-mail: typed@z.example\nСообщение: цена?"
    site = {"sender": "site@kontor-demo.example", "subject": "Заявка с сайта"}
    assert read(letter(body, Reply_To="real@z.example", **site)).email == "real@z.example"
    assert read(letter(body, Reply_To="info@kontor-demo.example", **site)).email == "typed@z.example"


def test_a_bulk_header_does_not_hide_a_form() -> None:
    body = "Request details:\nName: Ян\nphone: +79171112233\ncomment: насос"
    found = read(letter(body, sender="noreply@tilda.ws", Precedence="bulk", List_Unsubscribe="<https://tilda.example/u>"))
    assert (found.automatic, found.text) == ("", "насос")


CHATS = [
    ("Dialog with client Peter", "Visitor: Peter Hall\nE-mail: hall@plant.example\nAgent: Olga\n\n"
     "Transcript:\n[10:02:11] Olga: Hello, how can I help?\n"
     "[10:02:40] Peter Hall: a dryer for 300 kg\nstainless please\n[10:03] "
     "Olga: sure", "Peter Hall", "a dryer for 300 kg\nstainless please"),
    ("Chat mit Besucher", "Besucher: Jörg\nMitarbeiter: Eva\nTelefon: +49 711 5556677\n\nVerlauf:\nEva "
     "(09:01): Guten Tag!\nJörg (09:02): Pumpe für Lauge?",
     "Jörg", "Pumpe für Lauge?"),
    ("Диалог с посетителем", "Клиент: Клиент 4312\nОператор: Ольга Иванова\n\nДиалог:\nКлиент 4312: "
     "нужен компрессор, тел. 8 917 100-20-30\n"
     "Ольга: перезвоним\nКлиент 4312: почта x@zavod.example", "", "нужен компрессор, тел. 8 917 "
     "100-20-30\nпочта x@zavod.example"),
    ("Диалог с клиентом Ирина на сайте x.ru", "Оператор: Ольга\n16.11.2026 10:02 Ольга: Добрый день\n"
     "16.11.2026 10:03 Ирина: сколько стоит НХ-65?",
     "Ирина", "сколько стоит НХ-65?"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "body", "name", "text"), CHATS)
def test_a_chat_transcript_gives_the_visitors_words(subject: str, body: str, name: str, text: str) -> None:
    found = read(letter(body, sender="JivoSite <noreply@jivosite.com>", subject=subject))
    assert (found.source, found.name, found.text, found.automatic) == ("jivo_chat", name, text, "")


def test_contacts_are_found_inside_the_dialogue() -> None:
    found = read(letter(CHATS[2][1], sender="noreply@jivo.ru", subject=CHATS[2][0]))
    assert (found.phone, found.email) == ("+79171002030", "x@zavod.example")


@pytest.mark.parametrize(
    ("subject", "body", "name", "text"),
    [
        (
            "Offline message from kontor",
            "Name: Tom\nPhone: +44 20 7946 0018\nMessage: Price of a chamber?",
            "Tom",
            "Price of a chamber?",
        ),
        (
            "Offline-Nachricht",
            "Name: Udo\nE-Mail: udo@werk.example\nNachricht:\nBitte Rückruf.\n\nSeite: https://x.example",
            "Udo",
            "Bitte Rückruf.",
        ),
        (
            "Новое офлайн сообщение",
            "Посетитель: Лев\nТелефон: +79171002030\nТекст сообщения: Срок?\n\n--\nJivo",
            "Лев",
            "Срок?",
        ),
    ],
)
def test_an_offline_message_is_recognised(subject: str, body: str, name: str, text: str) -> None:
    found = read(letter(body, sender="info@jivochat.com", subject=subject))
    assert (found.source, found.name, found.text) == ("jivo_offline", name, text)


def test_news_of_a_chat_service_is_no_inquiry() -> None:
    found = read(letter("Встречайте новые функции!", sender="news@jivosite.com", List_Unsubscribe="<https://x.example>"))
    assert (found.source, found.automatic, found.email) == ("letter", "mailing list", "")
