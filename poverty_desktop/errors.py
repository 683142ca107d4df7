"""The three kinds of trouble: a rule was broken, the storage failed, or the user cancelled."""

from __future__ import annotations


class PovertyDesktopError(Exception):
    """An error with a message id and parameters; the screen chooses the words.

    ``message_id`` is the English sentence (a gettext msgid) with named placeholders,
    ``params`` fill them. Neither may ever hold a name, an ID number or an answer.
    """

    def __init__(self, message_id: str, **params: object) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.params = params

    def __str__(self) -> str:
        return self.message_id.format(**self.params)


class RuleError(PovertyDesktopError):
    """The request breaks a rule; the sentence says what to do instead."""


class StorageError(PovertyDesktopError):
    """Disk, lock, damaged or newer file; the sentence says what happened and that nothing was changed."""


class DamageError(StorageError):
    """Files of the workspace are missing or damaged: a backup brings back what was in them."""


class Cancelled(PovertyDesktopError):  # noqa: N818 - nothing went wrong
    """The user stopped a long piece of work; nothing was left half done."""

    def __init__(self) -> None:
        super().__init__("Stopped. Nothing was changed.")
