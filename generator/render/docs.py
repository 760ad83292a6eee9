"""The docstrings and the reference page as plain text. The filters of the templates escape them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.render.text import paragraphs, plain, sentence, wrapped
from generator.versions import compatible_range, read_version

if TYPE_CHECKING:
    from generator.render.view import (
        Argument,
        Method,
        Namespace,
        OpenEnum,
        Parameters,
        Sdk,
        StatusError,
        Struct,
        Values,
    )

TIMEOUT = (
    "Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout of the client."
)
RETRIES = "The number of retries after transient failures. Default: that of the client."
HEADERS = "Additional headers of the request."
QUERY = "Additional query parameters. One of the same name replaces the argument."
BODY = "Additional properties of the JSON body. One of the same name replaces the argument."
LIMIT = "The maximum number of items, over all pages. Default: no limit."
LAZY = "A list that requests its pages while it is iterated. Iterate it for items, or its ``pages()`` for pages."
LAZY_ASYNC = (
    "A list that requests its pages while it is iterated. Iterate it for items, or await it for its first page."
)
_REFUSED = "ValueError: An id is empty, contains a slash, or consists of dots. Nothing was sent."
_NO_RESPONSE = "APIConnectionError: No complete response arrived; APITimeoutError after a timeout."


def method_doc(namespace: Namespace, method: Method, asynchronous: bool) -> str:  # noqa: FBT001 (a template passes it)
    """Return the docstring of a method: summary, description, arguments, result, errors and an example."""
    arguments = [f"{argument.name}: {argument.description}" for argument in method.arguments]
    lines = [*_lead(method.summary, method.description), "", "Args:"]
    arguments += [f"{name}: {text}" for name, text in options(method).items()]
    lines += [wrapped(text, first="    ", indent="        ") for text in arguments]
    if method.result.kind != "none":
        lines += ["", "Returns:", wrapped(returns(method, asynchronous=asynchronous), first="    ", indent="    ")]
    lines += ["", "Raises:"]
    raised = [f"{error.name}: {error.status}. {sentence(error.description)}" for error in method.errors] + [
        _NO_RESPONSE
    ]
    lines += [wrapped(text, first="    ", indent="        ") for text in raised + [_REFUSED] * bool(method.at("path"))]
    lines += ["", "Example:", *(f"    {line}" for line in example(namespace, method, asynchronous=asynchronous))]
    return "\n".join(lines)


def options(method: Method) -> dict[str, str]:
    """Return the arguments that every method of a kind has, with their descriptions."""
    common = {
        "timeout": TIMEOUT,
        "max_retries": RETRIES,
        "extra_headers": HEADERS,
        "extra_query": QUERY,
        "extra_body": BODY,
    }
    return {"limit": LIMIT} | common if method.result.kind == "pager" else common


def summary(method: Method) -> str:
    """Return the summary of a method, for the help of its command."""
    return sentence(method.summary) or f"Run {method.operation_id}."


def described(description: str) -> list[str]:
    """Return the paragraphs of a description, for the help of a command."""
    return [*map(sentence, paragraphs(description))]


def program_title(sdk: Sdk) -> str:
    """Return the first sentence of the help of the command line."""
    return sentence(f"Command line of the {sdk.title}")


def works_with(sdk: Sdk) -> str:
    """Return the versions of the API with everything that is rendered, as a specifier (PEP 440)."""
    version = read_version(sdk.version)
    return compatible_range(version) if version else f"=={sdk.version}"


def rate_limit(sdk: Sdk) -> str:
    """Return the rate limit of the API in words."""
    if sdk.rate_limit is None:
        return ""
    requests, seconds = sdk.rate_limit
    return f"{requests} requests {'per second' if seconds == 1 else f'in {seconds:g} seconds'}"


def returns(method: Method, *, asynchronous: bool = False) -> str:
    """Return the description of a method's result."""
    if method.result.kind == "pager":
        return LAZY_ASYNC if asynchronous else LAZY
    return sentence(method.result.description) or "The decoded response."


def example(namespace: Namespace, method: Method, *, asynchronous: bool = False) -> list[str]:
    """Return the lines of an example call with the required arguments."""
    word = "async for" if asynchronous else "for"
    before = "await " if asynchronous else ""
    call = f"admin.{namespace.name}.{method.name}({', '.join(example_arguments(method.arguments))})"
    if method.result.kind == "pager":
        return [f"{word} item in {call}:", "    print(item)"]
    return [f"{before}{call}"] if method.result.kind == "none" else [f"print({before}{call})"]


def example_arguments(arguments: tuple[Argument, ...]) -> list[str]:
    """Return the required arguments as passed in an example."""
    required = [argument for argument in arguments if argument.default is None]
    return [plain(a.example) if a.location == "path" else f"{a.name}={plain(a.example)}" for a in required]


def method_paragraphs(method: Method) -> list[str]:
    """Return the paragraphs on a method for the reference."""
    return [*paragraphs(sentence(method.summary)), *map(sentence, paragraphs(method.description))]


def shown_result(method: Method) -> str:
    """Return the type of the result without the prefix ``builtins``."""
    return method.result.annotation.replace("builtins.", "")


def code(text: str) -> str:
    """Return code in Markdown, escaped for tables."""
    return "`" + plain(text).replace("`", "'").replace("|", "\\|") + "`"


def package_doc(sdk: Sdk) -> str:
    """Return the docstring of the package."""
    return "\n".join(_lead(f"Python client of the {sdk.title}", sdk.description))


def attribute_doc(namespace: Namespace) -> str:
    """Return the description of a namespace for the docstring of the client."""
    return wrapped(namespace_doc(namespace).replace("\n", " "), indent="            ")


def struct_doc(struct: Struct) -> str:
    """Return the docstring of a model."""
    lines = _lead("", struct.description or f"{struct.name}.")
    if struct.fields:
        lines += ["", "Attributes:"]
    lines += [wrapped(f"{f.name}: {sentence(f.description)}", first="    ", indent="        ") for f in struct.fields]
    return "\n".join(lines)


def namespace_doc(namespace: Namespace) -> str:
    """Return the docstring of a namespace."""
    return "\n".join(_lead("", namespace.description or f"The operations of {namespace.name}."))


def enum_doc(enum: OpenEnum) -> str:
    """Return the docstring of an enum."""
    return "\n".join([*_lead("", enum.description or f"{enum.name}."), "", "The server may return other values."])


def values_doc(values: Values) -> str:
    """Return the docstring of the allowed values of an argument, or of the documented values of an enum."""
    return "\n".join(_lead("", values.description or f"{values.name}."))


def parameters_name(sdk: Sdk, namespace: Namespace, method: Method) -> str:
    """Return the name of the type of the keyword arguments of a method, or an empty text without such arguments."""
    call = f"admin.{namespace.name}.{method.name}"
    return next((one.name for one in sdk.parameters if one.call == call), "")


def parameters_doc(parameters: Parameters) -> str:
    """Return the docstring of the type of the keyword arguments of a method."""
    return f"The keyword arguments of ``{parameters.call}``."


def error_doc(error: StatusError) -> str:
    """Return the docstring of an error class."""
    return wrapped(f"{error.status}: {sentence(error.description)}")


def _lead(summary: str, description: str) -> list[str]:
    """Return the summary line and the paragraphs after it."""
    blocks = [*paragraphs(sentence(summary)), *map(sentence, paragraphs(description))]
    lines: list[str] = []
    for block in blocks:
        lines += ["", wrapped(block)] if lines else [wrapped(block)]
    return lines


def signature(namespace: Namespace, method: Method) -> str:
    """Return the call of a method with all arguments, for the reference."""
    ids = [argument.name for argument in method.at("path")]
    rest = [a.name if a.default is None else f"{a.name}=..." for a in method.arguments if a.location != "path"]
    return f"admin.{namespace.name}.{method.name}({', '.join([*ids, *(['*', *rest] if rest else [])])})"
