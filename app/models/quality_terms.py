"""The terms of quality calls and difficult cases, and the words people read for them [M15, M18, M19]. Pure."""

from enum import StrEnum

from app.language import marked


class QualityKind(StrEnum):
    """What a quality call was drawn from."""

    CLOSED_DEAL = "closed_deal"
    LOST_DEAL = "lost_deal"
    FIRST_CONTACT = "first_contact"


QUALITY_KIND_WORDS = {
    QualityKind.CLOSED_DEAL: marked("closed deal"),
    QualityKind.LOST_DEAL: marked("lost deal"),
    QualityKind.FIRST_CONTACT: marked("first contact"),
}


class QualityResult(StrEnum):
    """What came of a quality call."""

    ANSWERED = "answered"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


QUALITY_RESULT_WORDS = {
    QualityResult.ANSWERED: marked("answered the questions"),
    QualityResult.REFUSED: marked("did not want to answer"),
    QualityResult.UNREACHABLE: marked("could not be reached"),
}


class CaseCause(StrEnum):
    """Why a head took over a case."""

    COMPLAINT = "complaint"
    CUSTOMER_ASKED = "customer_asked"
    DELAY = "delay"
    LARGE_DEAL = "large_deal"
    SELLER_ASKED = "seller_asked"
    OTHER = "other"


CAUSE_WORDS = {
    CaseCause.COMPLAINT: marked("complaint"),
    CaseCause.CUSTOMER_ASKED: marked("the customer asked for it"),
    CaseCause.DELAY: marked("promises were missed"),
    CaseCause.LARGE_DEAL: marked("size of the deal"),
    CaseCause.SELLER_ASKED: marked("the seller asked for help"),
    CaseCause.OTHER: marked("other cause"),
}
