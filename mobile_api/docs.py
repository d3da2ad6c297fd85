"""The API's description: OpenAPI for machines, and one page of our own for people. Nothing comes from outside.

Outside the demo both need a sign-in, for they tell how the house is built.
"""

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from ninja.openapi.schema import OpenAPISchema
from pydantic import BaseModel

from core import tokens
from core.errors import SignInFirst
from incidents.verbs import VERBS
from mobile_api.refusals import CODES

REF = "#/components/schemas/"
TAGS: dict[str, Promise] = {
    "session": _("登录"),
    "reports": _("上报"),
    "commands": _("操作"),
    "incidents": _("事件"),
    "sync": _("同步"),
    "directories": _("名录"),
    "verify": _("验真"),
}
"""Tag → its heading, in the order of the page."""

View = Callable[..., HttpResponseBase]


def for_the_signed_in(view: View) -> View:
    """Let in whoever is signed in, by cookie or token; in the demo everybody."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        token = request.headers.get(tokens.HEADER, "")
        if settings.DEMO or request.user.is_authenticated or (token and tokens.read(token, now())):
            return view(request, *args, **kwargs)
        if request.path.endswith(".json"):
            raise SignInFirst()
        return redirect_to_login(request.get_full_path())

    return checked


def described(schema: OpenAPISchema, refused: type[BaseModel]) -> OpenAPISchema:
    """Add to every operation how it refuses, and put every text into the language of the request."""
    components = schema["components"].setdefault("schemas", {})
    components["Refused"] = refused.model_json_schema(ref_template=REF + "{model}")
    for name, verb in VERBS.items():
        components[data_of(name)] = verb.data.model_json_schema(ref_template=REF + "{model}")
        components.update(components[data_of(name)].pop("$defs", {}))
    content = {"application/json": {"schema": {"$ref": REF + "Refused"}}}
    for _path, _method, operation in operations(schema):
        operation["responses"]["default"] = {"description": gettext("拒绝或出错"), "content": content}
    _translate(schema)
    return schema


def data_of(verb: str) -> str:
    """The name under which the description has what a verb carries."""
    return f"data_{verb}"


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation as (path, method, description)."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def _translate(node: Any) -> None:
    """Look up the texts of the description, in place."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("description", "summary") and isinstance(value, str) and not value.isascii():
                node[key] = gettext(value)
            else:
                _translate(value)
    elif isinstance(node, list):
        for value in node:
            _translate(value)


class Pages(DocsBase):
    """`/api/v1/docs`: the description as a page, rendered here, without a script."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page."""
        schema = api.get_openapi_schema()
        context = {
            "title": schema["info"]["title"],
            "description": schema["info"]["description"],
            "sections": _sections(schema),
            "verbs": [
                {"name": name, "label": verb.label, "rows": rows(schema, {"$ref": REF + data_of(name)})}
                for name, verb in VERBS.items()
            ],
            "codes": [(code, status, meaning) for code, (status, meaning) in CODES.items()],
        }
        return render(request, "mobile_api/docs.html", context)


def _sections(schema: dict[str, Any]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAGS}
    for path, method, operation in operations(schema):
        found[operation["tags"][0]].append(_operation(schema, path, method, operation))
    return [{"tag": tag, "label": TAGS[tag], "operations": listed} for tag, listed in found.items()]


def _operation(schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    media_type = next(iter(body), "")
    answers = [
        {"status": status, "shape": outline(schema, answer)}
        for status, answer in operation["responses"].items()
        if status != "default"
    ]
    return {
        "id": operation["operationId"],
        "method": method,
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "open": "security" not in operation,
        "parameters": [_row(schema, each["name"], each["schema"], each["required"], each["in"])
                       for each in operation["parameters"]],
        "media_type": media_type,
        "body": rows(schema, body[media_type]["schema"]) if media_type else [],
        "answers": answers,
    }  # fmt: skip


def rows(schema: dict[str, Any], node: dict[str, Any], prefix: str = "") -> list[dict[str, Any]]:
    """The fields of an object, those of objects inside it with a dot."""
    found: list[dict[str, Any]] = []
    target = resolved(schema, node)
    for name, field in target.get("properties", {}).items():
        required = name in target.get("required", [])
        found.append(_row(schema, prefix + name, field, required))
        found.extend(rows(schema, field, f"{prefix}{name}."))
    return found


def _row(
    schema: dict[str, Any], name: str, field: dict[str, Any], required: bool, where: str = ""
) -> dict[str, Any]:
    return {
        "name": name,
        "where": where,
        "required": required,
        "type": type_of(schema, field),
        "limits": limits_of(resolved(schema, field)),
        "description": field.get("description", "") if "$ref" not in field or "description" in field else "",
    }


def resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """A node without references and without the alternative "null"."""
    if "$ref" in node:
        target: dict[str, Any] = schema["components"]["schemas"][node["$ref"].removeprefix(REF)]
        return target
    choices = [each for each in node.get("anyOf", node.get("allOf", [])) if each.get("type") != "null"]
    return resolved(schema, choices[0]) if len(choices) == 1 else node


def type_of(schema: dict[str, Any], node: dict[str, Any]) -> str:
    """The type in one or two words."""
    target = resolved(schema, node)
    if "enum" in target:
        return " | ".join(str(each) for each in target["enum"] if each != "")
    if target.get("type") == "array":
        return f"[{type_of(schema, target.get('items', {}))}]"
    if "const" in target:
        return str(target["const"])
    return str(target.get("format") or target.get("type") or "object")


def limits_of(target: dict[str, Any]) -> str:
    """The limits of a value, as short as they can be said."""
    signs: dict[str, str | Promise] = {
        "minLength": _("≥ {} 字"),
        "maxLength": _("≤ {} 字"),
        "minimum": "≥ {}",
        "maximum": "≤ {}",
        "minItems": "≥ {}",
        "maxItems": "≤ {}",
        "pattern": "{}",
    }
    return ", ".join(str(sign).format(target[key]) for key, sign in signs.items() if key in target)


def outline(schema: dict[str, Any], answer: dict[str, Any]) -> str:
    """What an answer looks like: names and types, as text of JSON's shape; empty where there is no body."""
    bodies = [body["schema"] for body in answer.get("content", {}).values()]
    return json.dumps(_shape(schema, bodies[0]), ensure_ascii=False, indent=2) if bodies else ""


def _shape(schema: dict[str, Any], node: dict[str, Any]) -> Any:
    target = resolved(schema, node)
    if "properties" in target:
        return {name: _shape(schema, field) for name, field in target["properties"].items()}
    if target.get("type") == "array":
        return [_shape(schema, target.get("items", {}))]
    return type_of(schema, target)
