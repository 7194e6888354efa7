"""Where the password of a mailbox comes from: the settings' address, the environment, or this computer's keyring."""

import os
import re
from collections.abc import Mapping

import keyring.errors

from app.errors import UserError

SERVICE = "kontor"
VARIABLE = "KONTOR_MAILBOX_PASSWORD_"


def variable_of(name: str) -> str:
    """The variable for the password of the mailbox *name*: in capitals, other signs than Latin letters and digits as _."""
    return VARIABLE + re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


def password_of(name: str, environment: Mapping[str, str] | None = None) -> str:
    """The password of the mailbox *name* from the environment, else from the keyring.

    Raises UserError where neither has one, or the keyring is missing or locked.
    """
    given = (os.environ if environment is None else environment).get(variable_of(name), "")
    if given:
        return given
    try:
        kept = keyring.get_password(SERVICE, _entry(name))
    except (keyring.errors.KeyringError, RuntimeError) as trouble:
        raise UserError(
            "The keyring of this computer is missing or locked, so the password of {name} is not known. Unlock it, or set "
            "the variable {variable}.",
            name=name,
            variable=variable_of(name),
        ) from trouble
    if not kept:
        raise UserError(
            'The password of {name} is not known here. Say it once with main.py intake --set-password "{name}", or set '
            "the variable {variable}.",
            name=name,
            variable=variable_of(name),
        )
    return kept


def keep_password(name: str, password: str) -> None:
    """Keep the password of the mailbox *name* in the keyring of this computer; an empty one is forgotten.

    Raises UserError where the keyring is missing or locked.
    """
    try:
        if password:
            keyring.set_password(SERVICE, _entry(name), password)
        else:
            _forget(name)
    except (keyring.errors.KeyringError, RuntimeError) as trouble:
        raise UserError(
            "The keyring of this computer is missing or locked, so the password of {name} was not kept. Unlock it, or set "
            "the variable {variable}.",
            name=name,
            variable=variable_of(name),
        ) from trouble


def _forget(name: str) -> None:
    try:
        keyring.delete_password(SERVICE, _entry(name))
    except keyring.errors.PasswordDeleteError:
        # None was kept.
        return


def _entry(name: str) -> str:
    return f"mailbox {name}"
