"""Show the path of a request in a log. It can contain a secret, and a log is kept longer than the data of a mock."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import Final, NamedTuple

from apivideo_admin_mock.http.masking import MASK
from apivideo_admin_mock.http.messages import CONTROL_PREFIX
from apivideo_admin_mock.spec import Api
from apivideo_admin_mock.spec.extensions import GenerateId

# A control plane path has no parameters, so that a segment of it is a word.
_CONTROL: Final = re.compile(rf"{re.escape(CONTROL_PREFIX)}[a-z]{{1,20}}(\.json)?")
_MAX_MISSPELT: Final = 40
_CLOSE: Final = 0.8


class _Known(NamedTuple):
    """What the paths of a document consist of: fixed segments, and ids."""

    segments: frozenset[str]
    ids: re.Pattern[str]


def masked_path(path: str, api: Api) -> str:
    """Return a decoded path with each segment masked that is neither one of the document (or close to one), nor an id."""
    if _CONTROL.fullmatch(path):
        return path
    known = _known(api)
    return "/".join(segment if _is_shown(segment, known) else MASK for segment in path.split("/"))


def _is_shown(segment: str, known: _Known) -> bool:
    if not segment or segment in known.segments or known.ids.fullmatch(segment):
        return True
    # A misspelt segment is what somebody looks for in a log.
    return len(segment) <= _MAX_MISSPELT and bool(get_close_matches(segment, known.segments, n=1, cutoff=_CLOSE))


@lru_cache(maxsize=8)
def _known(api: Api) -> _Known:
    segments = {one for operation in api.operations for one in operation.path.split("/") if not one.startswith("{")}
    prefixes = {
        re.escape(field.generate.prefix)
        for collection in api.collections
        for field in collection.resource.fields
        if isinstance(field.generate, GenerateId)
    }
    return _Known(frozenset(segments), re.compile(rf"(?:{'|'.join(sorted(prefixes))})[1-9A-HJ-NP-Za-km-z]{{22}}"))
