"""Whatever can be made from the API's own description, right and wrong: never a 5xx, never an undescribed answer."""

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from core.wsgi import application
from mobile_api.api import api
from mobile_api.docs import operations
from mobile_api.refusals import CODES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]

EXAMPLES = 25
"""For each endpoint and each of the two modes: about a minute in all."""

RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
DESCRIBED = list(operations(api.get_openapi_schema()))
CASES = [
    pytest.param(mode, method, path, id=f"{operation['operationId']}-{mode.value}")
    for path, method, operation in DESCRIBED
    for mode in (RIGHT, WRONG)
    if mode is RIGHT or operation["parameters"] or "requestBody" in operation
]
"""What takes nothing cannot be asked wrongly."""

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


def from_somewhere(environ: dict[str, Any], start_response: Any) -> Any:
    """The application, called from an address as every real client is."""
    return application({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)


def aim(case: schemathesis.Case[Any], known: str) -> None:
    """Let a request that is right in itself also hit something: a matter that is there, a kind that there is."""
    if "incident_id" in case.path_parameters or "slot" in case.path_parameters:
        case.path_parameters = {
            name: known if name.endswith("_id") else value for name, value in case.path_parameters.items()
        }
    if isinstance(case.body, dict) and "verb" in case.body:
        case.body = {**case.body, "incident": known}
    if isinstance(case.body, dict) and "kind" in case.body:
        case.body = {**case.body, "kind": "hazard", "category": None, "address": "沁园路", "grid_code": ""}


@pytest.mark.parametrize(("mode", "method", "path"), CASES)
def test_no_request_is_a_fault_of_ours(
    phone: Any, zhou: Any, mode: GenerationMode, method: str, path: str
) -> None:
    desk = phone(zhou)
    known = desk.report().json["id"]
    headers = {"X-Session-Token": desk.token}
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", from_somewhere)[path][method]

    @settings(
        max_examples=EXAMPLES,
        deadline=timedelta(seconds=10),
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: schemathesis.Case[Any]) -> None:
        if mode is RIGHT:
            aim(case, known)
        response = case.call(headers=headers)
        case.validate_response(response, checks=[*CHECKS, negative_data_rejection])
        if response.status_code >= 400:
            told = response.json()
            assert CODES[told["code"]][0] == response.status_code
            assert set(told) - {"current"} == {"code", "message", "fields", "detail"}

    run()
