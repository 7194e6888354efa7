"""The invoice and the contract: accounts, sums and signatures are in the text."""

from dataclasses import replace
from datetime import date

from app.money import Money
from app.reports.contract import ContractPaper, ContractParty, contract
from app.reports.figures import said_money
from app.reports.invoice import BankAccount, InvoicePaper, invoice
from app.reports.letterhead import Addressee
from app.reports.priced_lines import totals
from tests.reports.paper_data import GERMAN, ISSUED, RUSSIAN, SELLER, TO_RUSSIANS, page_texts, priced_lines

ACCOUNT = BankAccount("ООО «Вертикаль»", "40702810900000012345", "АО «Банк», г. Казань", "049205805", "30101810000000000805")
BILL = InvoicePaper(
    RUSSIAN,
    "СЧ-2026-0007",
    ISSUED,
    date(2026, 12, 7),
    replace(TO_RUSSIANS, tax_id="ИНН 7805123456"),
    SELLER,
    "RUB",
    priced_lines(4),
    ACCOUNT,
    signers=(("Генеральный директор", "Щёлоков Ё. Ж."), ("Главный бухгалтер", "Юдина Ы. Э.")),
)
AGREEMENT = ContractPaper(
    RUSSIAN,
    "ДП-12",
    ISSUED,
    "Казань",
    ContractParty(Addressee("ООО «Вертикаль»", "", ("г. Казань",)), "Щёлоков Ё. Ж.", "Директор", "Устав", ACCOUNT),
    ContractParty(TO_RUSSIANS, "Громов Ф. Х.", "Генеральный директор", "доверенность № 5"),
    "RUB",
    priced_lines(3),
    delivery_time="8–10 недель",
    payment_terms="30 % аванс, 70 % перед отгрузкой",
    clauses=(("Порядок споров", "Арбитражный суд Республики Татарстан"),),
)


def test_the_invoice_says_where_and_what_to_pay() -> None:
    text = " ".join(page_texts(invoice(BILL, "ru").data))
    gross = said_money(Money(totals(BILL.lines).gross, "RUB"), "ru").replace("\xa0", " ")
    said = (
        "СЧ-2026-0007", "07.12.2026", "ИНН 7805123456", ACCOUNT.account, ACCOUNT.bank, ACCOUNT.code, ACCOUNT.correspondent,
        gross, "Генеральный директор", "Юдина Ы. Э.", "1655123456/165501001",
        "Счёт на оплату", "Оплатить до", "Расчётный счёт", "Корр. счёт", "Назначение платежа",
    )  # fmt: skip
    assert [part for part in said if part not in text] == []


def test_each_tax_rate_has_its_line() -> None:
    text = " ".join(page_texts(invoice(BILL, "en").data))
    for share in totals(BILL.lines).taxes:
        assert f"VAT {share.percent}% on {said_money(Money(share.net, 'RUB'), 'en')}".replace("\xa0", " ") in text


def test_the_contract_has_parties_clauses_and_specification() -> None:
    text = " ".join(page_texts(contract(AGREEMENT, "ru").data))
    gross = said_money(Money(totals(AGREEMENT.lines).gross, "RUB"), "ru").replace("\xa0", " ")
    said = (
        "ДП-12", "Казань", "АО «Севмаш-Прибор»", "Громов Ф. Х.", "доверенность № 5", "30 % аванс, 70 % перед отгрузкой",
        "5. Порядок споров", "Арбитражный суд Республики Татарстан", "KK-503", ACCOUNT.account,
        "Договор купли-продажи", "Продавец", "Покупатель", "Предмет договора", "Заключительные положения", "Спецификация",
    )  # fmt: skip
    assert [part for part in said if part not in text] == []
    assert text.count(gross) == 2


def test_the_signatures_of_a_contract_stand_on_the_last_page() -> None:
    for count in (1, 6, 9, 30):
        last = page_texts(contract(replace(AGREEMENT, lines=priced_lines(count)), "ru").data)[-1]
        assert "Щёлоков Ё. Ж." in last
        assert "Громов Ф. Х." in last


def test_the_same_rows_give_the_same_bytes() -> None:
    assert invoice(BILL, "de").data == invoice(BILL, "de").data
    assert contract(AGREEMENT, "de").data == contract(AGREEMENT, "de").data


def test_signatures_never_stand_on_a_page_without_goods() -> None:
    for count in range(1, 13):
        data = replace(AGREEMENT, lines=priced_lines(count))
        last = page_texts(contract(data, "ru").data)[-1]
        assert f"KK-{500 + count}" in last
        assert "Громов Ф. Х." in last


def test_a_long_addressee_keeps_town_and_tax_id() -> None:
    firm = "Sondermaschinenbau- und Industrieanlagenvertriebsgesellschaft mbH & Co. KG, Niederlassung Süd, Abteilung Einkauf"
    street = "Gewerbepark an der alten Ziegelei-Nord, Halle 17b, Tor 4, Zufahrt nur über die Bahnhofsstraße"
    payer = Addressee(
        firm, "Herrn Dr. Maximilian von und zu Hohenlohe" * 3, (street, "01069 Dresden"), "USt-IdNr. DE123456788"
    )
    text = page_texts(invoice(replace(BILL, payer=payer), "de").data)[0]
    assert "01069 Dresden" in text
    assert "USt-IdNr. DE123456788" in text


def test_an_account_in_the_foot_is_never_broken() -> None:
    assert GERMAN.bank_lines[1] in page_texts(invoice(replace(BILL, letterhead=GERMAN), "de").data)[0]
