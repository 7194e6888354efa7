"""The letters of the demo company: taken in, sorted and given to sellers by the real operations."""

import hashlib
from datetime import datetime, timedelta

from app.events import AttachedFile, MailArrived
from app.models.inquiries import Inquiry
from app.models.terms import CloseReason
from app.operations import triage
from app.operations.demo_data import DOMAIN, WORKERS
from app.operations.demo_sales_data import POSTS, Post
from app.operations.demo_story import Story
from app.operations.intake import Taken, take_letter

MARTA = "marta.vogel"
SORTED_AFTER = timedelta(hours=1)
ASSIGNED_AFTER = timedelta(hours=2)
FORM_SENDER = f"form@{DOMAIN}"
"""Who sends what visitors type into the form of the web site."""
FORM = {
    "de": ("Neue Anfrage über das Formular der Website", "Name", "Firma", "Telefon", "E-Mail", "Nachricht", "Seite"),
    "ru": ("Новая заявка с формы сайта", "Имя", "Компания", "Телефон", "E-mail", "Сообщение", "Страница"),
    "en": ("New request from the website form", "Name", "Company", "Phone", "E-mail", "Message", "Page"),
}
"""The form in each language: its first line, and what its fields are called."""


def receive(story: Story) -> None:
    """Take every letter in, oldest first, and do with it what its post says."""
    for number, post in enumerate(sorted(POSTS, key=lambda each: -each.hours)):
        moment = story.ago(hours=post.hours)
        with story.scene("", moment) as session:
            taken = take_letter(session, _letter(post, number, moment))
        if taken.inquiry_id is not None:
            _decide(story, post, taken, moment)


def _letter(post: Post, number: int, moment: datetime) -> MailArrived:
    key = f"demo-{number}@{DOMAIN}"
    form = post.source == "site_form"
    sender = FORM_SENDER if form or not post.email else post.email
    files = tuple(AttachedFile(name, "application/octet-stream", f"{name}, demo".encode()) for name in post.files)
    return MailArrived(
        unique_key=key,
        origin=f"demo/{number}",
        received_at=moment,
        sent_at=moment,
        source=post.source,
        subject=post.subject,
        name=post.name,
        company=post.company,
        phone=post.phone,
        phone_raw=post.phone,
        email=post.email,
        text=post.text,
        original=_filled_in(post) if form else post.text,
        automatic="",
        sender=sender,
        recipients=(f"office@{DOMAIN}",),
        references=(),
        language=post.language,
        attachments=files,
        raw=f"Message-ID: <{key}>\nSubject: {hashlib.sha256(key.encode()).hexdigest()}\n\n{post.text}".encode(),
    )


def _filled_in(post: Post) -> str:
    """The letter that the website's form makes of a request; fields that were left empty have no line."""
    first, name, company, phone, email, message, page = FORM[post.language]
    answers = ((name, post.name), (company, post.company), (phone, post.phone), (email, post.email))
    lines = "\n".join(f"{label}: {value}" for label, value in answers if value)
    return f"{first}\n\n{lines}\n\n{message}:\n{post.text}\n\n{page}: https://www.{DOMAIN}/kontakt"


def _decide(story: Story, post: Post, taken: Taken, moment: datetime) -> None:
    if post.state == "new":
        return
    inquiry = story.session.get_one(Inquiry, taken.inquiry_id)
    with story.scene(MARTA, moment + SORTED_AFTER) as session:
        if post.state == "closed":
            triage.close(session, inquiry.id, inquiry.version, CloseReason.MISTAKEN)
            return
        queue = post.to if post.state == "sorted" else story.seats[post.to]
        triage.sort_to(session, inquiry.id, inquiry.version, story.departments[queue])
    if post.state == "assigned":
        head = next(each.login for each in WORKERS if each.role == "head" and each.department == story.seats[post.to])
        with story.scene(head, moment + ASSIGNED_AFTER) as session:
            triage.assign(session, inquiry.id, inquiry.version, story.employees[post.to])
