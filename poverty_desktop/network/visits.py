"""What a service asks to be done with the register, and who was here."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.crypto.certificates import Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to be done with the register: take in the file of this hash, or, without one, write what is new."""

    device: bytes
    certificate: Certificate
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A laptop that was here: when it last said something, and how many bytes it brought and took."""

    device: bytes
    at: float
    brought: int = 0
    took: int = 0
