"""Names, numbers and addresses are compared the way people do it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.naming import LONGEST_NAME, company_domain, folded, free_mail_domain, tail


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ООО «Волгахимпром»", "волгахимпром"),
        ('О.О.О. "Ромашка"', "ромашка"),
        ("Общество с ограниченной ответственностью «Ёлка»", "елка"),
        ("ИП Петров", "петров"),
        ("Brenner Anlagenbau GmbH & Co. KG", "brenner anlagenbau"),
        ("Müller-Pharma s.r.o.", "muller pharma"),
        ("„Weiß Labor“ AG", "weiss labor"),
        ("Siemens und Co", "siemens"),
        ("As Good As New Ltd.", "as good as new"),
        ("Иван Ильич Йод", "иван ильич йод"),
        ("АО", "ао"),
        ("", ""),
        ("«»", ""),
    ],
)
def test_a_name_loses_what_does_not_tell_it_apart(name: str, expected: str) -> None:
    assert folded(name) == expected


@given(st.text())
def test_folding_a_folded_name_changes_nothing_more(name: str) -> None:
    once = folded(name)
    assert len(once) <= LONGEST_NAME
    assert "  " not in once
    assert once == once.strip() or len(once) == LONGEST_NAME


@pytest.mark.parametrize("form", ["ООО {}", "{} GmbH", "«{}»", "{},  LLC", "ЗАО «{}»"])
@given(word=st.sampled_from(["Волга", "Brenner", "Ёж", "Nord-Süd"]))
def test_one_firm_under_any_form_is_one(form: str, word: str) -> None:
    assert folded(form.format(word)) == folded(word)


def test_the_tail_is_what_exchanges_match_by() -> None:
    assert tail("+78435550117") == tail("88435550117") == "8435550117"
    assert tail("") == ""


def test_public_providers_say_nothing_about_a_company() -> None:
    assert free_mail_domain("GMail.com")
    assert company_domain("a@yandex.ru") == ""
    assert company_domain("a@Volgahim.example") == "volgahim.example"
    assert company_domain("nothing") == ""
