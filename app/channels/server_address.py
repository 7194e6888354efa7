"""What the addresses of mailboxes and of mail servers have in common: taken apart without ever showing a password."""

from urllib.parse import SplitResult, urlsplit

from app.errors import UserError

LARGEST_PORT = 65_535


def taken_apart(text: str, schemes: tuple[str, ...], trouble: UserError, other: UserError) -> tuple[SplitResult, int | None]:
    """The parts of *text* and its port. Raises *trouble* for what cannot be read, *other* for none of *schemes*."""
    if any(not sign.isprintable() for sign in text):
        raise trouble
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        # The cause is left out: it quotes the address, and with it the password.
        raise trouble from None
    if parts.scheme not in schemes:
        raise other
    if parts.fragment or text.endswith("#") or (port is not None and not 0 < port <= LARGEST_PORT):
        raise trouble
    return parts, port
