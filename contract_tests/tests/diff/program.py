"""Write a program that uses every method and attribute of an SDK, with the types that the SDK declares."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

from contract_tests.tests.diff.rendered import Sdk, namespaces_of

_OPTIONS = {
    "timeout",
    "max_retries",
    "extra_headers",
    "extra_query",
    "extra_body",
}  # of the runtime: the same in every SDK
_PRELUDE = """\
import datetime
from collections.abc import Sequence
from typing import Any, Literal

from {package} import AdminClient, Omit, Pager, models, omit
from apivideo_admin._runtime.clock import AwareDatetime
"""


def program_of(sdk: Sdk, package: str) -> str:
    """Return a program that calls every method with all of its arguments, and reads every attribute of every class.

    Each value has the type that this SDK declares. The program imports ``package``, which may be another SDK.
    """
    functions = [*_calls(sdk), *_reads(sdk)]
    return "\n\n".join((_PRELUDE.format(package=package), *functions)) + "\n"


def _calls(sdk: Sdk) -> Iterator[str]:
    client = sdk.module.AdminClient("key")
    for namespace in namespaces_of(sdk.module):
        for name, method in inspect.getmembers(getattr(client, namespace), inspect.ismethod):
            if name.startswith("_"):
                continue
            yield _call(f"{namespace}.{name}", inspect.signature(method))


def _call(path: str, signature: inspect.Signature) -> str:
    """Return a function that calls a method twice: with all arguments, and with the required ones by name."""
    parameters = [one for one in signature.parameters.values() if one.name not in _OPTIONS]
    values = ", ".join(["admin: AdminClient", *(f"{one.name}: {one.annotation}" for one in parameters)])
    everything = ", ".join(
        one.name if one.kind is one.POSITIONAL_OR_KEYWORD else f"{one.name}={one.name}" for one in parameters
    )
    required = ", ".join(f"{one.name}={one.name}" for one in parameters if one.default is one.empty)
    result = signature.return_annotation
    kept = ["", ""] if result in {None, "None"} else [f"{name}: {result} = " for name in ("everything", "necessary")]
    return "\n".join(
        (
            f"def call_{path.replace('.', '_')}({values}) -> None:",
            f"    {kept[0]}admin.{path}({everything})",
            f"    {kept[1]}admin.{path}({required})",
        )
    )


def _reads(sdk: Sdk) -> Iterator[str]:
    names = {name for name in sdk.module.models.__all__ if inspect.isclass(getattr(sdk.module.models, name))}
    for name in sorted(names):
        annotations = _annotations(getattr(sdk.module.models, name))
        read = [f"    {one}: {_within_models(text, sdk)} = one.{one}" for one, text in annotations.items()]
        if read:
            yield "\n".join([f"def read_{name}(one: models.{name}) -> None:", *read])


def _annotations(kind: type) -> dict[str, str]:
    """Return the annotations of the attributes of a class as its source has them: at run time, they are types."""
    if not vars(kind).get("__annotations__"):  # an enum, or the alias of another type
        return {}
    (found,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(found, ast.ClassDef)
    texts = {
        ast.unparse(one.target): ast.unparse(one.annotation) for one in found.body if isinstance(one, ast.AnnAssign)
    }
    return {name: text for name, text in texts.items() if not text.startswith("ClassVar")}


def _within_models(annotation: str, sdk: Sdk) -> str:
    """Return a type of the models module as users of the package write it."""
    known = set(sdk.module.models.__all__)

    class Qualify(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return ast.Attribute(ast.Name("models"), node.id) if node.id in known else node

    return ast.unparse(Qualify().visit(ast.parse(annotation, mode="eval")))
