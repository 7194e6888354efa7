"""Mail that no person wrote: recorded, never made a lead, never answered (RFC 3834, RFC 3464, RFC 2369) [C10]."""

import re
from collections.abc import Collection

from app.channels.addresses import address_in, belongs_to
from app.channels.letter_parts import OpenedLetter
from app.language import marked

BOUNCE = marked("bounce")
READ_RECEIPT = marked("read receipt")
OUT_OF_OFFICE = marked("out of office")
AUTOMATIC_NOTICE = marked("automatic notice")
MAILING_LIST = marked("mailing list")
BULK_MAIL = marked("bulk mail")
OUR_OWN = marked("our own letter")
INVITATION_ANSWER = marked("answer to an invitation")

_DAEMON = re.compile(r"(?:mailer-?daemon|postmaster|mail-?daemon|mdaemon|microsoftexchange[0-9a-f]+)@?", re.IGNORECASE)
_DAEMON_NAME = re.compile(r"mail delivery (?:sub)?system|mailer-daemon", re.IGNORECASE)
_ABSENT = re.compile(
    r"\s*(?:\[?auto(?:matic)?[- ]?(?:reply|response|replied)\]?|out of (?:the )?office|automatische antwort|abwesenheit\w*|"
    r"автоответ\w*|автоматический ответ|отсутствие на рабочем месте|нет на месте|вне офиса)\b",
    re.IGNORECASE,
)

_REPLIED_BY = (
    *("x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponse", "x-autoresponder", "x-mdautoresponse"),
    *("x-vacation", "x-mail-autoreply", "x-autoreply-from"),
)
_REPORTS = {"disposition-notification": READ_RECEIPT, "feedback-report": AUTOMATIC_NOTICE, "tlsrpt": AUTOMATIC_NOTICE}


def always_automatic(letter: OpenedLetter) -> str:
    """Why *letter* is automatic whatever it contains: a delivery report, a receipt, an automatic reply; "" if it is not."""
    if letter.content_type == "multipart/report":
        return _REPORTS.get(letter.report_type, BOUNCE)
    if letter.invitation_method in ("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"):
        return INVITATION_ANSWER
    sender = address_in(letter.raw_header("from"))
    if _DAEMON.match(sender) or _DAEMON_NAME.search(letter.header("from")) or letter.header("x-failed-recipients"):
        return BOUNCE
    if _said(letter, "auto-submitted").startswith("auto-replied"):
        return OUT_OF_OFFICE
    if _said(letter, "precedence").replace("-", "_") == "auto_reply":
        return OUT_OF_OFFICE
    if any(_said(letter, name) not in ("", "no") for name in _REPLIED_BY):
        return OUT_OF_OFFICE
    if "rules agent" in _said(letter, "x-ms-exchange-generated-message-source"):
        return OUT_OF_OFFICE
    # X-Auto-Response-Suppress alone proves nothing: Exchange puts it on what people write, too.
    hinted = _said(letter, "x-auto-response-suppress") or _null_return(letter) or letter.header("in-reply-to")
    return OUT_OF_OFFICE if hinted and _ABSENT.match(letter.header("subject")) else ""


def usually_automatic(letter: OpenedLetter, own: Collection[str]) -> str:
    """Why *letter* is automatic unless it carries what a visitor typed into a form; "" if a person wrote it."""
    submitted = _said(letter, "auto-submitted")
    if submitted and submitted.split(";")[0].strip() != "no":
        return AUTOMATIC_NOTICE
    if _null_return(letter):
        return BOUNCE
    list_id = _said(letter, "list-id")
    # A shared mailbox is often a mailing list of ours: what outsiders send to it is no newsletter.
    ours = bool(list_id) and any(
        f"{name.strip('@. ').lower()}>" in f"{list_id.rstrip('>')}>" for name in own if name.strip("@. ")
    )
    if not ours and any(letter.header(name) for name in ("list-id", "list-unsubscribe", "list-post")):
        return MAILING_LIST
    precedence = _said(letter, "precedence")
    if precedence in ("bulk", "junk") or (precedence == "list" and not ours):
        return MAILING_LIST if precedence == "list" else BULK_MAIL
    sender = address_in(letter.raw_header("from")) or address_in(letter.raw_header("sender"))
    return OUR_OWN if sender and belongs_to(sender, own) else ""


def _said(letter: OpenedLetter, name: str) -> str:
    return letter.header(name).strip().lower()


def _null_return(letter: OpenedLetter) -> bool:
    return any(value.replace(" ", "") == "<>" for value in letter.raw_headers.get("return-path", []))
