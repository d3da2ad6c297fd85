"""Encrypted columns: each value sealed by itself and bound to its table, row, column and key.

Whoever can write the database cannot read a value, and cannot paste one row's value into another: it does
not open there. A column of this kind is never searched, sorted or updated in bulk; the database refuses
nothing, we do.
"""

import base64
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.db import models
from django.db.models import Model

from core.crypto import vault

if TYPE_CHECKING:
    _Column = models.BinaryField[str, str]
else:
    _Column = models.BinaryField


class Sealed(bytes):
    """A value as it lies in the column. Its text form never shows what is in it."""

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


class _Opened:
    """The attribute of a row: opened when somebody reads it, not when the row is fetched."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, row: Model | None, owner: type[Model] | None = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        return self.field.opened(value, row.pk) if isinstance(value, Sealed) else value

    def __set__(self, row: Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class EncryptedTextField(_Column):
    """A text column at rest under the newest data key. Empty text stays empty: there is nothing to hide.

    The row's primary key must be known before it is saved (a UUID made by the client or by default).
    Reading raises `core.crypto.Tampered` if the bytes were changed or belong to another row.
    """

    description = "Encrypted text"
    descriptor_class = _Opened

    def aad(self, row_key: Any) -> bytes:
        """What a value is bound to besides its key, which the vault binds in itself."""
        key = self.model._meta.pk.to_python(row_key)
        return f"{self.model._meta.db_table}|{key}|{self.column}".encode()

    def sealed(self, text: str, row_key: Any) -> Sealed:
        """The bytes to store for `text` in that row; also for COPY."""
        if row_key is None:
            raise ValueError(f"{self.name} is sealed for one row, and this one has no key yet")
        return Sealed(vault().encrypt(text.encode(), self.aad(row_key)) if text else b"")

    def opened(self, value: Sealed, row_key: Any) -> str:
        """The text of a stored value of that row. Raises Tampered."""
        return vault().decrypt(bytes(value), self.aad(row_key)).decode() if value else ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, model_instance: Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return self.sealed(value, model_instance.pk)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        raise TypeError(f"{self.name} is encrypted: save the row, do not update or look for a text")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        kept = value if prepared else self.get_prep_value(value)
        return None if kept is None else connection.Database.Binary(bytes(kept))

    def get_default(self) -> str:
        return ""

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: Model) -> str:
        """For `dumpdata`: the sealed bytes, never the text."""
        return base64.b64encode(self.pre_save(obj, add=False) or b"").decode()

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """No form is made from a compartment."""
        return None

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        trouble = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            trouble.append(checks.Error("encrypted text cannot be indexed", obj=self, id="core.E010"))
        return trouble
