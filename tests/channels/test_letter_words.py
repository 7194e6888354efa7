"""Need, history, signature and telephone of letters that people write."""

import pytest

from tests.channels.letter_making import letter, read

HISTORIES = [
    "-----Original Message-----\nFrom: Sales\nold words",
    "________________________________\nVon: Vertrieb <sales@kontor-demo.example>\nGesendet: Montag, 16. "
    "November 2026 09:00\nold words",
    "On Mon, Nov 16, 2026 at 9:00 AM Sales <sales@kontor-demo.example> wrote:\n> old words",
    "On Mon, Nov 16, 2026 at 9:00 AM Sales\n<sales@kontor-demo.example> wrote:\n\n> old words",
    "Am 16.11.2026 um 09:00 schrieb Vertrieb:\n> old words",
    "16.11.2026 09:00, Отдел продаж пишет:\nold words",
    "пн, 16 нояб. 2026 г. в 09:00, Sales <sales@kontor-demo.example>:\n> old words",
    "16 ноября 2026 г., 9:00 пользователь Sales <sales@kontor-demo.example> написал:\n> old words",
    "-------- Исходное сообщение --------\nОт: Sales\nold words",
    "От: Sales <sales@kontor-demo.example>\nОтправлено: 16 ноября 2026 г. 9:00\nКому: x\nold words",
]


@pytest.mark.parametrize("history", HISTORIES)
def test_quoted_history_stays_out_of_the_need(history: str) -> None:
    found = read(letter(f"Please send two.\n\n{history}\n", In_Reply_To="<q@kontor-demo.example>"))
    assert found.text == "Please send two."
    assert "old words" in found.original


def test_answers_between_the_quotes_are_kept() -> None:
    assert read(letter("> How many?\nThree.\n> Which voltage?\n400 V.")).text == "Three.\n400 V."


@pytest.mark.parametrize(
    ("closing", "name", "company"),
    [
        ("С уважением,\nОльга Ким\nАО «НИИ «Вектор»\nтел. 8 (495) 111-22-33", "Ольга Ким", "АО «НИИ «Вектор»"),
        ("С уважением, Ольга Ким\nООО Агролаб", "Ольга Ким", "ООО Агролаб"),
        (
            "Mit freundlichen Grüßen\n\ni. A. Eva Braun\nEinkauf\nBraun & Söhne GmbH & Co. KG",
            "Eva Braun",
            "Braun & Söhne GmbH & Co. KG",
        ),
        ("С уважением,\nОльга Ким\nИП Ким О.В.\nИНН 771234567890", "Ольга Ким", "ИП Ким О.В."),
        ("Best regards,\nJohn Smith\nAcme Pumps Ltd", "John Smith", "Acme Pumps Ltd"),
        ("-- \nJohn Smith\nAcme s.r.o.", "John Smith", "Acme s.r.o."),
    ],
)
def test_the_signature_tells_who_asks(closing: str, name: str, company: str) -> None:
    found = read(letter(f"Need a pump.\n\n{closing}", sender="office@acme.example"))
    assert (found.text, found.name, found.company) == ("Need a pump.", name, company)


@pytest.mark.parametrize(
    "line",
    [
        "Насос ХМ 50-32-200, 3 шт.",
        "ИНН 7707083893, КПП 770701001, р/с 40702810900000000123",
        "Сервер 192.168.100.200 недоступен с 16.11.2026 10:02",
        "Заказ № 20261116001, договор 12-345-678/26",
        "Bestellnummer 0711 5556677",
        "Давление 10 бар, 2900 об/мин, 380/660 В, -70…+180",
    ],
)
def test_other_numbers_are_not_telephones(line: str) -> None:
    assert read(letter(line)).phone == ""


@pytest.mark.parametrize(
    ("line", "phone", "raw"),
    [
        ("тел. (343) 555-77-88 доб. 214", "+73435557788", "(343) 555-77-88 доб. 214"),
        ("Тел.: 8 (495) 111-22-33 (вн. 12)", "+74951112233", "8 (495) 111-22-33 (вн. 12)"),
        ("моб. 89171002030", "+79171002030", "89171002030"),
        ("Факс: +7 495 000-00-01, тел.: +7 495 000-00-02", "+74950000002", "+7 495 000-00-02"),
        ("Звоните 8-800-555-35-35", "+78005553535", "8-800-555-35-35"),
        ("ИНН 7707083893, тел. +7 (843) 555-01-17", "+78435550117", "+7 (843) 555-01-17"),
        ("call me +1 650 253 0000", "+16502530000", "+1 650 253 0000"),
    ],
)
def test_telephones_are_found_as_written(line: str, phone: str, raw: str) -> None:
    found = read(letter(f"Нужен насос.\n{line}"))
    assert (found.phone, found.phone_raw) == (phone, raw)


def test_a_senders_country_tells_where_a_national_number_belongs() -> None:
    assert read(letter("Call me, phone 0711 / 555 66 77", sender="a@werk.de")).phone == "+497115556677"
    assert read(letter("Позвоните, тел. 8 917 100-20-30", sender="a@zavod.example"), region="DE").phone == "+79171002030"
