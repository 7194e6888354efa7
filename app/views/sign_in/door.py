"""What stands behind the sign-in: the composition root gives it, the window only calls it in the background."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Reach:
    """How a database answered: encrypted or not, and after how many milliseconds."""

    encrypted: bool
    milliseconds: int


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """A desk of the try-out. role and does: English, marked for translation ("dispatcher", "Sorts what comes in")."""

    login: str
    name: str
    role: str
    does: str
    icon: str


class SignIn(Protocol):
    """Opens the company's books. Both run in the background and raise UserError that says what is wrong."""

    def connect(self, database: str, login: str, password: str) -> Any:
        """Sign in with an own login; what it returns goes to the composition root as it is."""

    def reach(self, database: str) -> Reach:
        """Whether *database* answers at all."""

    def sit_at(self, login: str) -> Any:
        """Open the try-out at the desk of *login*; what it returns goes to the composition root as it is."""
