"""What a template may change in a letter that was read already, and that it never makes it worse."""

from dataclasses import replace
from typing import Any

import pytest

from app.channels import automatic
from app.events import Bounced, MailArrived
from app.letter_learning import learn
from app.letter_rules import UNLESS_A_FORM, TaughtTemplate, find, share_found, understood
from tests import factories
from tests.letter_layouts import SENDER, form, marks

RULES = learn(form(), marks(form()))
TEMPLATES = {SENDER: TaughtTemplate(7, SENDER, RULES)}


def letter(original: str, **changes: Any) -> MailArrived:
    """A letter of the form that was not understood so far."""
    read = factories.letter(name="Site", email="", phone="", text="as it was", language="ru")
    return replace(read, sender=SENDER, original=original, **changes)


def test_a_letter_is_read_as_it_was_taught() -> None:
    read = understood(letter(form(email="A.Stern@Labor.example")), TEMPLATES)
    assert (read.name, read.company) == ("Иван Петров", "ООО «Завод»")
    assert (read.phone, read.phone_raw) == ("+78435550117", "8 (843) 555-01-17")
    assert read.email == "a.stern@labor.example"
    assert read.text == "Добрый день!\n\nНужна камера КТ-100, две штуки."
    assert (read.template_id, read.source) == (7, "site_form")


def test_what_was_not_found_stays_as_it_was() -> None:
    read = understood(letter("Имя: Кира\nСтраница: x\nТелефон: позже", phone="+79171002030"), TEMPLATES)
    assert (read.name, read.phone, read.text) == ("Кира", "+79171002030", "as it was")
    assert read.template_id == 7
    assert read.source == "letter"


@pytest.mark.parametrize("original", ["", "Guten Tag", "Телефон: 12\nE-mail: нет\nИмя: 5"])
def test_a_letter_in_which_nothing_usable_is_found_stays_untouched(original: str) -> None:
    before = letter(original)
    assert understood(before, TEMPLATES) is before


@pytest.mark.parametrize(
    "address", [SENDER, "sales@kontor-demo.example", "anna@kontor.example", "x@mail.kontor.example", "no address"]
)
def test_our_own_and_the_senders_addresses_are_no_person(address: str) -> None:
    read = understood(letter(form(email=address), email="known@zavod.example"), TEMPLATES, own=("kontor.example",))
    assert read.email == "known@zavod.example"
    assert read.phone == "+78435550117"


@pytest.mark.parametrize(
    ("written", "language", "kept"),
    [
        ("0711 555 01 44", "de", "+497115550144"),
        ("8 917 100-20-30 доб. 5", "ru", "+79171002030"),
        ("+44 20 7946 0958", "", "+442079460958"),
        ("123", "ru", ""),
    ],
)
def test_a_number_is_read_by_the_country_it_belongs_to(written: str, language: str, kept: str) -> None:
    assert understood(letter(form(phone=written), language=language), TEMPLATES).phone == kept


def test_the_template_of_a_domain_reads_what_no_address_of_its_own_has() -> None:
    whole = {"@form-service.example": TaughtTemplate(8, "@form-service.example", RULES)}
    assert understood(letter(form()), whole).template_id == 8
    assert understood(letter(form()), {**whole, **TEMPLATES}).template_id == 7
    assert understood(replace(letter(form()), sender="robot@other.example"), whole).template_id is None


def test_what_a_visitor_typed_is_not_automatic_though_a_machine_sent_it() -> None:
    assert {automatic.AUTOMATIC_NOTICE, automatic.MAILING_LIST, automatic.BULK_MAIL, automatic.OUR_OWN} == UNLESS_A_FORM
    for reason in UNLESS_A_FORM:
        assert understood(letter(form(), automatic=reason), TEMPLATES).automatic == ""
    assert understood(letter(form(), automatic=automatic.OUT_OF_OFFICE), TEMPLATES).automatic == automatic.OUT_OF_OFFICE
    assert understood(letter(form(phone="?"), automatic=automatic.OUR_OWN), TEMPLATES).automatic == automatic.OUR_OWN


def test_a_delivery_report_is_nobodys_request() -> None:
    bounce = letter(form(), bounced=(Bounced("a@b.example", permanent=True, status="5.1.1", reason="", message_id=""),))
    assert understood(bounce, TEMPLATES) is bounce


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"fields": {}},
        {"fields": None, "layout": []},
        {**RULES, "fields": {"name": {}}},
        {**RULES, "fields": {"name": {"from": "label", "label": 5}}},
        {**RULES, "layout": 3},
        [],
        None,
    ],
)
def test_broken_rules_leave_letters_alone(rules: Any) -> None:
    before = letter(form())
    assert find(rules, form()) == {}
    assert understood(before, {SENDER: TaughtTemplate(1, SENDER, rules)}) is before
    assert 0 <= share_found(rules, ("name",)) <= 100


def test_how_sure_a_reading_is() -> None:
    assert share_found(RULES, ("name", "phone", "email", "company", "text")) == 100
    assert share_found(RULES, ("name", "phone")) == 40
    assert share_found(RULES, ()) == 0
