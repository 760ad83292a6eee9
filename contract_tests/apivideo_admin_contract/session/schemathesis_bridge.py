"""Run Schemathesis through its public interface against the server of a session."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final, ParamSpec, cast
from urllib.parse import quote

from hypothesis import reject, seed
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.security import Scheme
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.verdict import ForeignItem, Skipped, Violation
from apivideo_admin_contract.session.explore import ONE_AT_A_TIME, Failures, explore, hypothesis_settings, run_examples
from apivideo_admin_contract.session.schemathesis_app import DOCUMENT_PATH, SessionApp
from apivideo_admin_contract.session.session import Session

if TYPE_CHECKING:
    from schemathesis import BaseSchema, Case, CheckResult, HookContext, Response

#: The lowest tested version, and the first one that the suite refuses: the range of the extra in pyproject.toml.
LOWEST: Final = (4, 32, 4)
REFUSED: Final = (5,)
_FIX: Final = "fix: pip install 'apivideo-admin-contract[schemathesis]'"

P = ParamSpec("P")
ViolationOf = Callable[[str, str], Violation]
"""Returns the verdict for a failed check of Schemathesis, of its name and its message."""


def require_schemathesis() -> None:
    """Raise Skipped unless a tested version of Schemathesis is installed."""
    try:
        installed = version("schemathesis")
    except PackageNotFoundError:
        raise Skipped(f"Schemathesis is not installed; {_FIX}") from None
    numbers = tuple(int(part) for part in installed.split(".") if part.isdigit())
    if not LOWEST <= numbers < REFUSED:
        tested = f">={'.'.join(map(str, LOWEST))},<{'.'.join(map(str, REFUSED))}"
        raise Skipped(f"Schemathesis {installed} is installed, and the suite is tested with {tested}; {_FIX}")


def _alone(function: Callable[P, None]) -> Callable[P, None]:
    """Return a function that waits until no other thread uses Hypothesis."""

    @wraps(function)
    def alone(*arguments: P.args, **named: P.kwargs) -> None:
        with ONE_AT_A_TIME:
            function(*arguments, **named)

    return alone


@_alone
def fuzz(
    session: Session, operation: Operation, ids: Mapping[str, str], examples: int, violation_of: ViolationOf
) -> None:
    """Send valid and invalid requests of an operation. Raises Violation for the first response that fails a check.

    ``ids`` are values of path parameters; Schemathesis generates the others.
    """
    from schemathesis import GenerationMode

    checker = _Checker(session, session.document.node, violation_of)
    target = checker.schema[operation.path][operation.method]
    strategies = [target.as_strategy(mode, path_parameters=dict(ids) or None) for mode in GenerationMode]

    with checker.last_example():

        @explore(session, st.one_of(strategies), examples=examples)
        def _(case: Case[Any]) -> None:
            checker.begin()
            with checker.verdict():
                case.call_and_validate(**checker.arguments)


@_alone
def walk(session: Session, examples: int, violation_of: ViolationOf) -> None:
    """Follow links from operation to operation. Raises Violation for the first response that fails a check."""
    from schemathesis.errors import NoLinksFound

    node = copy.deepcopy(dict(session.document.node))
    if session.clock is None or session.connection.write_log.ownership.seen_count:
        _remove_list_links(session.document, node)
    checker = _Checker(session, node, violation_of, probes_auth=False)
    failures = checker.example

    class Walk(checker.schema.as_state_machine()):  # type: ignore[misc] # Schemathesis makes the base class at run time
        def setup(self) -> None:
            checker.begin()

        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:  # noqa: ARG002 - Schemathesis calls it so
            return checker.arguments

        def call(self, case: Case[Any], **options: Any) -> Response:
            try:
                return cast("Response", super().call(case, **options))
            except ForeignItem:
                reject()  # Schemathesis also uses ids from earlier responses without a link

        def validate_response(self, response: Response, case: Case[Any], *arguments: Any, **options: Any) -> None:
            with checker.verdict():
                super().validate_response(response, case, *arguments, **options)

        def teardown(self) -> None:
            failures.record(sys.exc_info()[1])

    settings = hypothesis_settings(session, examples=examples)
    try:
        with checker.last_example():
            run_examples(session, lambda number: seed(number)(Walk).run(settings=settings), failures)
    except NoLinksFound:
        raise Skipped("this run can follow no link of the document") from None
    except Unsatisfiable:
        raise Skipped("every walk led to an item that this run did not create") from None


class _Checker:
    """A document as Schemathesis reads it, and the arguments that send its cases through the session."""

    def __init__(
        self, session: Session, node: Mapping[str, Any], violation_of: ViolationOf, *, probes_auth: bool = True
    ) -> None:
        from schemathesis import Config, openapi

        config = Config.from_dict(_config(session, probes_auth=probes_auth))
        described = _with_key_schemas(session.document, node)
        schema = openapi.from_wsgi(quote(DOCUMENT_PATH), SessionApp(session, described), config=config)
        self.schema: BaseSchema = schema.include(method="GET") if session.connection.read_only else schema
        self.arguments: dict[str, Any] = _credentials(session)
        self._log = session.log
        self.example = Failures(session.log)
        self._violation_of = violation_of
        self._failed: list[CheckResult] = []

        def after_validate(
            context: HookContext, case: Case[Any], response: Response, results: list[CheckResult]
        ) -> None:
            self._failed += [result for result in results if result.failure is not None]

        self.schema.hook(after_validate)

    def begin(self) -> None:
        """Start an example."""
        self.example.start = len(self._log)

    @contextmanager
    def last_example(self) -> Iterator[None]:
        """Reduce the transcript of a failure to the last example, which Hypothesis made the one that fails."""
        try:
            yield
        except Exception:
            del self._log[: self.example.start]
            raise

    @contextmanager
    def verdict(self) -> Iterator[None]:
        """Raise Violation in place of the group of failures that Schemathesis raises."""
        self._failed.clear()
        expect.count_assertion()
        try:
            yield
        except BaseExceptionGroup:
            if not self._failed:
                raise
            raise self._violation_of(self._failed[0].name, str(self._failed[0].failure)) from None


def _with_key_schemas(document: Document, node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a document in which the key that a put sends in its path has the schema of its property, which a server checks it by.

    In the other operations any key is valid: one that no item has is not found.
    """
    puts = [(one, one.operations["create"]) for one in document.collections if one.key]
    if not puts:
        return node
    found = copy.deepcopy(dict(node))
    for collection, put in puts:
        key = {**collection.properties[collection.key], "readOnly": False}
        found["paths"][put.path][put.method.lower()]["parameters"] = [
            {**one, "schema": key} if (one["in"], one["name"]) == ("path", collection.key) else one
            for one in put.node["parameters"]
        ]
    return found


def _remove_list_links(document: Document, node: dict[str, Any]) -> None:
    """Remove the links of lists: items of others are reached by them. Walks then start only at items that the run created."""
    for operation in document.operations:
        if operation.action == "list":
            for response in node["paths"][operation.path][operation.method.lower()]["responses"].values():
                response.pop("links", None)


def _credentials(session: Session) -> dict[str, Any]:
    """Return the argument that sends the key."""
    if session.document.schemes[0] is Scheme.BASIC:
        return {"auth": (session.account.key, "")}
    return {"headers": {"Authorization": session.document.authorization(session.account.key)}}


def _config(session: Session, *, probes_auth: bool) -> dict[str, Any]:
    """Return the settings, by the names of Schemathesis's configuration file."""
    return {
        "seed": session.random.getrandbits(32),
        # `ignored_auth` sends broken credentials itself. Elsewhere they would hide what comes after the 401.
        "generation": {"with-security-parameters": False},
        "checks": {"ignored_auth": {"enabled": probes_auth}},
    }
