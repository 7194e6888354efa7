"""Letters of one website form, as tests of templates need them: the same layout, other people, lines missing or moved."""

from app.letter_learning import FIELDS, Mark

SENDER = "robot@form-service.example"
FORM = """Новая заявка с сайта

Имя: {name}
Телефон: {phone}
E-mail: {email}
Компания: {company}

Комментарий:
{text}

Страница: https://kontor-demo.example/kamera
Заявка отправлена автоматически."""
TAUGHT = {
    "name": "Иван Петров",
    "phone": "8 (843) 555-01-17",
    "email": "i.petrow@zavod.example",
    "company": "ООО «Завод»",
    "text": "Добрый день!\n\nНужна камера КТ-100, две штуки.",
}


def form(**values: str) -> str:
    """A letter of the form with *values* instead of those of the taught letter."""
    return FORM.format(**{**TAUGHT, **values})


def marks(original: str, **values: str) -> list[Mark]:
    """Marks on *values* (those of the taught letter if none are given) where they first stand in *original*."""
    wanted = values or TAUGHT
    return [
        Mark(field, original.index(wanted[field]), original.index(wanted[field]) + len(wanted[field]))
        for field in FIELDS
        if field in wanted
    ]
