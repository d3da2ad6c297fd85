"""The public API as a whole: its routers, its one parser, its one way to refuse, and its description for machines."""

from typing import Any

from django.utils.translation import gettext_noop as _n
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from mobile_api import (
    answers,
    commands,
    directories,
    lists,
    parts,
    reports,
    restored,
    sessions,
    sync,
    thumbnails,
    verifying,
)
from mobile_api.auth import AUTH
from mobile_api.docs import Pages, described, for_the_signed_in
from mobile_api.parser import StrictParser, known_parameters_only
from mobile_api.refusals import answer


class Renderer(JSONRenderer):
    """Chinese as it is, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """The public API; its description says of every operation how it can refuse."""

    def set_default_exception_handlers(self) -> None:
        """One handler for everything, instead of the library's several shapes."""
        self.add_exception_handler(Exception, answer)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, in the language of the request."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return described(schema, answers.Refused)


api = Api(
    title="三零 API",
    version="1",
    description=_n("网格员手机与其他程序所用的接口。错误都是同一个样子：{code, message, fields, detail}。"),
    docs=Pages(),
    docs_decorator=for_the_signed_in,
    auth=AUTH,
    renderer=Renderer(),
    parser=StrictParser(),
    urls_namespace="api-v1",
)
api.add_decorator(known_parameters_only, mode="view")
for module in (sessions, reports, restored, parts, commands, lists, sync, directories, thumbnails, verifying):
    api.add_router("", module.router)
