"""What an entry says: a fact (已发生的事), a small frozen dataclass with a public and a private half.

    @dataclass(frozen=True)
    class Assigned(Fact):
        kind: ClassVar[str] = "assigned"
        to: str                                  # public: goes into the header, which everybody may see for ever
        remark: str = private(default="")        # private: goes into the body, which can be forgotten

A header never holds personal data or free text. Nor does a body hold a person's name, telephone or address in plain:
those live encrypted in their own compartment, and a body names them by `commitment`.
"""

import hashlib
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar

from core.ledger import canonical

_PRIVATE = "ledger_private"


def private(*, default: Any = MISSING, default_factory: Any = MISSING) -> Any:
    """Declare a field of a fact as private: it is written into the body, not into the header."""
    if default_factory is not MISSING:
        return field(default_factory=default_factory, metadata={_PRIVATE: True})
    return field(default=default, metadata={_PRIVATE: True})


@dataclass(frozen=True)
class Fact:
    """The base of every kind of entry. `kind` is its name in the ledger, a participle: "assigned"."""

    kind: ClassVar[str]

    def header(self) -> dict[str, object]:
        """Return the public fields."""
        return {each.name: getattr(self, each.name) for each in fields(self) if _PRIVATE not in each.metadata}

    def body(self) -> dict[str, object]:
        """Return the private fields."""
        return {each.name: getattr(self, each.name) for each in fields(self) if _PRIVATE in each.metadata}


@dataclass(frozen=True)
class BodyErased(Fact):
    """The bodies of earlier entries of the same stream were destroyed, with their salts (依法删除)."""

    kind: ClassVar[str] = "body_erased"
    versions: tuple[int, ...]
    reason: str


def commitment(salt: bytes, value: object) -> str:
    """Return the salted commitment (hex SHA-256) by which a body may name a personal value it must not hold.

    The salt, at least 16 random bytes, is kept with the encrypted value and destroyed with it.
    """
    if len(salt) < 16:
        raise ValueError("a commitment needs a salt of at least 16 bytes")
    return hashlib.sha256(salt + canonical.text(value).encode()).hexdigest()
