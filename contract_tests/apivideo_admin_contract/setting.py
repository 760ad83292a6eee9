"""What a run works on: the document, the server, and what may be done there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx2
import yaml

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.client.address import host_of, is_here
from apivideo_admin_contract.document.document import Document, UnsupportedError, read_document
from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import EFFORTS, Options
from apivideo_admin_contract.reproduction.replay import ReplayContexts, mock_contexts, url_contexts
from apivideo_admin_contract.selection import cases_of
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.targets.in_process import InProcessTarget, Target
from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

#: How many items a run may make that can't be deleted again, unless told: on a server of one's own, and elsewhere.
_HERE: Final = 300
_ELSEWHERE: Final = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """``keys`` are those of a server at a URL, by the names of the variables that hold them; none for the mock in this process."""

    document: Document
    cases: list[Case]
    target: Target
    scenes: ReplayContexts
    server: str
    keys: Mapping[str, str]


def setting_of(options: Options) -> Setting:
    """Make what options ask for. Raises UsageError where it can't be made."""
    document = _document(options.openapi)
    cases = selected(document, options.select)
    effort = EFFORTS[options.effort]
    if options.url is None:
        _check_served(document, options.openapi)
        mock = InProcessTarget(document, seed=options.seed, effort=effort)
        return Setting(document, cases, mock, mock_contexts(document, mock), "the mock in this process", {})
    access = _access(options, document)
    named = {KEY: access.key, SECOND_KEY: access.second_key, SUSPENDED_KEY: access.suspended_key}
    keys = {name: key for name, key in named.items() if key}
    target = UrlTarget(document, access, seed=options.seed, effort=effort)
    return Setting(document, cases, target, url_contexts(document, keys), _described(access), keys)


def selected(document: Document, globs: tuple[str, ...]) -> list[Case]:
    """Return the cases of a run. Raises UsageError for a glob that matches none."""
    return cases_of(CHECKS, document, globs)


def selecting(options: Options) -> partial[list[Case]]:
    """Give `selected` as options ask for it, in a form that another process can be given."""
    return partial(selected, globs=options.select)


def title_of(document: Document) -> str:
    """Give the title and the version of a document."""
    info = document.node["info"]
    return f"{info['title']} {info['version']}"


def _document(path: Path | None) -> Document:
    if path is None:
        return read_document(bundled_document())
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--openapi: {path} can't be read ({error})") from None
    try:
        node: Any = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
        return read_document(node)
    except (ValueError, yaml.YAMLError) as error:
        raise UsageError(f"--openapi: {path} is neither JSON nor YAML ({_line(error)})") from None
    except (KeyError, TypeError, AttributeError, StopIteration, UnsupportedError) as error:
        reason = f"{type(error).__name__}: {_line(error)}"
        raise UsageError(f"--openapi: {path} is no bundled Admin API document ({reason}); bundle it first") from None


def _check_served(document: Document, path: Path | None) -> None:
    """Raise UsageError for a document that the mock refuses: without a mock of it there is nothing to check."""
    try:
        AdminMock(document=document.node)
    except SpecError as error:
        reason = error.of(path.name) if path else error
        raise UsageError(f"--openapi: the mock can't serve the document ({_line(reason)})") from None


def _access(options: Options, document: Document) -> Access:
    assert options.url is not None, "only a server at a URL is accessed"
    assert options.key is not None, "the options have a key where they have a URL"
    limit = (document.limit, document.seconds)
    if isinstance(options.rate_limit, tuple) and options.rate_limit != limit:
        raise UsageError(
            f"--rate-limit: the document says {_rate(*limit)}, and a server with another limit breaks it; give {_rate(*limit)} to check "
            "it, or off"
        )
    host = host_of(options.url)
    if host in _production(document) and not options.read_only and options.budget is None:
        raise UsageError(
            f"{host} is the production server of the document: give --read-only, or say with --budget how many items may be made "
            "there that can't be deleted at once"
        )
    budget = options.budget if options.budget is not None else _HERE if is_here(host) else _ELSEWHERE
    return Access(
        options.url,
        options.key,
        options.second_key,
        options.suspended_key,
        limit=options.rate_limit is not None,
        read_only=options.read_only,
        budget=budget,
    )


def _production(document: Document) -> set[str]:
    """Give the hosts of the servers of a document, and of ours: another document is no permit to write to these."""
    hosts = set()
    for server in (*bundled_document().get("servers", ()), *document.node.get("servers", ())):
        # A relative URL, or one with variables in it, names no host.
        with suppress(httpx2.InvalidURL):
            hosts.add(host_of(server["url"]))
    return hosts - {""}


def _rate(requests: int, seconds: float) -> str:
    return f"{requests}/{'' if seconds == 1 else format(seconds, 'g')}s"


def _described(access: Access) -> str:
    if access.read_only:
        return f"{access.base_url} (read only)"
    return f"{access.base_url} (at most {access.budget} items that can't be deleted again)"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
