"""The ready texts that every new company begins with, in English, German and Russian; the company rewrites them."""

from dataclasses import dataclass

from app.models.mail_terms import LetterKind


@dataclass(frozen=True, slots=True)
class FoundedText:
    """A ready text; words in braces are filled from the card (``app.operations.letter_gaps``)."""

    name: str
    language: str
    subject: str
    body: str
    kind: LetterKind = LetterKind.PERSONAL


_ACKNOWLEDGEMENT = LetterKind.ACKNOWLEDGEMENT

TEXTS = (
    FoundedText(
        "Answer to a request",
        "en",
        "Your request {inquiry}",
        "Dear {name},\n\nthank you for your request. We have registered it as {inquiry}.\n\n"
        "To choose the right equipment for you, we still need to know:\n\n\n"
        "You can reach me by phone: {phone}.\n\nKind regards\n{seller}",
    ),
    FoundedText(
        "Antwort auf eine Anfrage",
        "de",
        "Ihre Anfrage {inquiry}",
        "Guten Tag {name},\n\nvielen Dank für Ihre Anfrage. Wir führen sie unter der Nummer {inquiry}.\n\n"
        "Damit wir die passende Ausrüstung für Sie auswählen können, bitten wir noch um folgende Angaben:\n\n\n"
        "Telefonisch erreichen Sie mich unter {phone}.\n\nMit freundlichen Grüßen\n{seller}",
    ),
    FoundedText(
        "Ответ на запрос",
        "ru",
        "Ваш запрос {inquiry}",
        "Здравствуйте, {name}!\n\nБлагодарим за запрос, он зарегистрирован под номером {inquiry}.\n\n"
        "Чтобы подобрать подходящее оборудование, просим уточнить:\n\n\n"
        "Мой телефон: {phone}.\n\nС уважением,\n{seller}",
    ),
    FoundedText(
        "Sending a quotation",
        "en",
        "Quotation {quotation}: {deal_title}",
        "Dear {name},\n\nplease find attached our quotation {quotation} over {quotation_sum}. "
        "It is valid until {valid_until}.\n\nIf you have any questions, call me: {phone}.\n\nKind regards\n{seller}",
    ),
    FoundedText(
        "Angebot senden",
        "de",
        "Angebot {quotation}: {deal_title}",
        "Guten Tag {name},\n\nanbei erhalten Sie unser Angebot {quotation} über {quotation_sum}. "
        "Es gilt bis {valid_until}.\n\nBei Fragen rufen Sie mich gern an: {phone}.\n\nMit freundlichen Grüßen\n{seller}",
    ),
    FoundedText(
        "Отправка предложения",
        "ru",
        "Коммерческое предложение {quotation}: {deal_title}",
        "Здравствуйте, {name}!\n\nНаправляем коммерческое предложение {quotation} на сумму {quotation_sum}. "
        "Оно действует до {valid_until}.\n\nПо всем вопросам звоните: {phone}.\n\nС уважением,\n{seller}",
    ),
    FoundedText(
        "Reminder of a quotation",
        "en",
        "Our quotation {quotation}",
        "Dear {name},\n\nsome time ago we sent you our quotation {quotation}, which is valid until {valid_until}. "
        "Have you been able to look at it? I will gladly answer your questions: {phone}.\n\nKind regards\n{seller}",
    ),
    FoundedText(
        "Erinnerung an ein Angebot",
        "de",
        "Unser Angebot {quotation}",
        "Guten Tag {name},\n\nvor einiger Zeit haben wir Ihnen unser Angebot {quotation} gesandt; es gilt bis "
        "{valid_until}. Konnten Sie es bereits ansehen? Ihre Fragen beantworte ich gern: "
        "{phone}.\n\nMit freundlichen Grüßen\n{seller}",
    ),
    FoundedText(
        "Напоминание о предложении",
        "ru",
        "Наше предложение {quotation}",
        "Здравствуйте, {name}!\n\nНекоторое время назад мы направили Вам предложение {quotation}, "
        "оно действует до {valid_until}. Удалось ли его рассмотреть? С удовольствием отвечу на вопросы: {phone}.\n\n"
        "С уважением,\n{seller}",
    ),
    FoundedText(
        "Acknowledgement of receipt",
        "en",
        "We have received your request {inquiry}",
        "Good day,\n\nthank you for your letter. We have registered your request under the number {inquiry}; "
        "one of our specialists will contact you.\n\n{our_company}\n\nThis letter was written automatically.",
        _ACKNOWLEDGEMENT,
    ),
    FoundedText(
        "Eingangsbestätigung",
        "de",
        "Ihre Anfrage {inquiry} ist eingegangen",
        "Guten Tag,\n\nvielen Dank für Ihr Schreiben. Wir haben Ihre Anfrage unter der Nummer {inquiry} aufgenommen; "
        "einer unserer Fachleute meldet sich bei Ihnen.\n\n{our_company}\n\nDieses Schreiben wurde automatisch verfasst.",
        _ACKNOWLEDGEMENT,
    ),
    FoundedText(
        "Подтверждение получения",
        "ru",
        "Ваш запрос {inquiry} получен",
        "Здравствуйте!\n\nБлагодарим за письмо. Ваш запрос зарегистрирован под номером {inquiry}, "
        "наш специалист свяжется с Вами.\n\n{our_company}\n\nЭто письмо составлено автоматически.",
        _ACKNOWLEDGEMENT,
    ),
)
