"""After a rotation or a change of provider: seal old values again under the key that writes now."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from core.crypto import kid_of, vault
from core.fields import EncryptedTextField, Sealed

BATCH = 500

Column = tuple[type[models.Model], EncryptedTextField]


def columns() -> Iterator[Column]:
    """Every encrypted column of the product."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def uses() -> Counter[str]:
    """How many values lie under each key."""
    found: Counter[str] = Counter()
    for model, field in columns():
        for value in model._default_manager.values_list(field.attname, flat=True).iterator(BATCH):
            if value:
                found[kid_of(bytes(value))] += 1
    return found


def reseal(column: Column) -> int:
    """Bring one column under the newest key, and return how many values that were. It may be stopped and run again.

    Raises Tampered at a value that does not open; those before it are done.
    """
    model, field = column
    rows = model._default_manager.values_list("pk", field.attname).iterator(BATCH)
    return sum(_reseal_one(model, field, key, value) for key, value in rows if _is_old(value))


def _is_old(value: Sealed | None) -> bool:
    return bool(value) and not vault().is_current(bytes(value or b""))


@transaction.atomic
def _reseal_one(model: type[models.Model], field: EncryptedTextField, key: Any, value: Sealed) -> int:
    """Replace the bytes only if nobody has changed them meanwhile."""
    fresh = field.sealed(field.opened(value, key), key)
    names = (model._meta.db_table, str(field.column), str(model._meta.pk.column))
    table, name, pk = (connection.ops.quote_name(part) for part in names)
    with connection.cursor() as cursor:
        sql = f"UPDATE {table} SET {name} = %s WHERE {pk} = %s AND {name} = %s"  # noqa: S608 - names are our own
        cursor.execute(sql, [bytes(fresh), key, bytes(value)])
        return int(cursor.rowcount)
