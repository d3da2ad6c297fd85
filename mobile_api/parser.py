"""Reading what a client sent: our own strict JSON, and query parameters of which each comes once and is known."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.operation import Operation
from ninja.parser import Parser

from core.errors import Invalid, TooLarge, WrongType
from core.json_input import LARGEST, parse

JSON = "application/json"


class StrictParser(Parser):
    """Bodies by `core.json_input`; a parameter that comes twice is refused, for who knows which one counts."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as JSON. Raises WrongType, TooLarge, BadJSON."""
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if request.content_type != JSON or charset not in ("utf-8", "utf8"):
            raise WrongType(detail={"expected": JSON})
        if len(request.body) > LARGEST:
            raise TooLarge(detail={"limit_bytes": LARGEST})
        return parse(request.body)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The parameters of the address."""
        twice = [name for name, values in data.lists() if len(values) > 1]
        if twice:
            raise Invalid(fields={name: [_("重复了")] for name in twice})
        return super().parse_querydict(data, list_fields, request)


def known_parameters_only(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a parameter that the operation does not have: a slip in a filter must not show everything."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]

    @wraps(run)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unknown = request.GET.keys() - parameters_of(operation)
        if unknown:
            return operation.api.on_exception(
                request, Invalid(fields={name[:40]: [_("没有这个参数")] for name in sorted(unknown)[:5]})
            )
        return run(request, *args, **kwargs)

    return checked


def parameters_of(operation: Operation) -> frozenset[str]:
    """The query parameters of an operation."""
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    names = [name for model in models for name in getattr(model, "__ninja_flatten_map__", model.model_fields)]
    return frozenset(names)
