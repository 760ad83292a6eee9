"""Where a key must not stand."""

from __future__ import annotations

from typing import Any

import httpx2

from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.subjects import operations
from apivideo_admin_contract.rules.expect import holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.log import logged
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import KEY, always, arguments_of, ids_of, made_up


@check(rules.SECRETS, faced(operations))
def no_key_is_in_a_log_line_a_repr_or_an_error(session: Session, face: str, operation: Operation) -> None:
    """Where all goes well, where the server refuses, and where there is none."""
    texts: list[str] = []

    def fail(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError(f"no way to {request.url}", request=request)

    with logged() as lines:
        for response in (always(401), always(204), fail):
            client: Any = made_up(session, face, response)
            texts.append(repr(client.client))
            try:
                client.call(operation, ids_of(operation), arguments_of(operation))
            except Exception as error:  # noqa: BLE001 - whether it is the right one is the matter of other checks
                texts += [str(error), repr(error)]
    for text in [*texts, *(line for _, _, line in lines)]:
        for secret in (KEY, basic(KEY).removeprefix("Basic ")):
            holds(secret not in text, f"{operation.id}: the key stands in {text.replace(secret, '…')!r}")
