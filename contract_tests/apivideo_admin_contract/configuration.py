"""The configuration file: the flags that a project always uses, in TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from apivideo_admin_contract.environment import PREFIX, PROGRAM
from apivideo_admin_contract.errors import UsageError

FILE: Final = f"{PROGRAM}.toml"
_PYPROJECT: Final = "pyproject.toml"
_FLAG: Final = "--config"
#: The settings, and the type of each. Those of `_PATHS` are relative to the folder of the file.
_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "url": str,
    "rate-limit": str,
    "read-only": bool,
    "replay": bool,
    "budget": int,
    "openapi": str,
    "select": list,
    "exclude": list,
    "seed": int,
    "effort": str,
    "jobs": int,
    "fail-fast": bool,
    "known": str,
    "max-time": (int, float),
    "report": list,
    "coverage": bool,
    "all": bool,
}
_PATHS: Final = frozenset({"openapi", "known"})
_SECRETS: Final = frozenset({"key", "second-key", "suspended-key"})


def with_configuration(arguments: Sequence[str], folder: Path) -> list[str]:
    """Return the arguments of a command line, after those of the configuration file; a later flag takes precedence.

    The file is that of ``--config``, else ``apivideo-admin-contract.toml`` in the folder, else the table
    ``[tool.apivideo-admin-contract]`` of its ``pyproject.toml``. Raises UsageError for an invalid file.
    """
    path = _given(arguments) or next((one for name in (FILE, _PYPROJECT) if (one := folder / name).is_file()), None)
    if path is None:
        return list(arguments)
    settings = _read(path)
    given = {argument.partition("=")[0].removeprefix("--") for argument in arguments if argument.startswith("--")}
    words = [word for name, value in settings.items() if name not in given for word in _words(path, name, value)]
    return [*words, *arguments]


def _given(arguments: Sequence[str]) -> Path | None:
    """Return the file of the last ``--config``, or None."""
    found = None
    for index, argument in enumerate(arguments):
        if argument == _FLAG and index + 1 < len(arguments):
            found = Path(arguments[index + 1])
        elif argument.startswith(f"{_FLAG}="):
            found = Path(argument.partition("=")[2])
    return found


def _read(path: Path) -> Mapping[str, Any]:
    try:
        content: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{_FLAG}: cannot read {path} ({error})") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{_FLAG}: {path} is not TOML ({error})") from None
    if path.name == _PYPROJECT:
        content = content.get("tool", {}).get(PROGRAM, {})
    if not isinstance(content, Mapping):
        raise UsageError(f"{_FLAG}: {path}: [tool.{PROGRAM}] is not a table")
    return content


def _words(path: Path, name: str, value: Any) -> Iterator[str]:
    """Yield the arguments of a setting."""
    if name in _SECRETS:
        variable = PREFIX + name.upper().replace("-", "_")
        raise UsageError(f"{_FLAG}: {path}: a file must not hold a key; fix: remove `{name}`, and set {variable}")
    kind = _TYPES.get(name)
    if kind is None:
        raise UsageError(f"{_FLAG}: {path}: `{name}` is not one of {', '.join(_TYPES)}; fix: remove it")
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise UsageError(f"{_FLAG}: {path}: `{name}` is not {_described(kind)}")
    values: list[Any] = value if isinstance(value, list) else [value]
    for one in values:
        if value is True:
            yield f"--{name}"
        elif value is not False:
            yield f"--{name}={path.parent / one if name in _PATHS else one}"


def _described(kind: type | tuple[type, ...]) -> str:
    names = {str: "a text", bool: "true or false", int: "a whole number", list: "a list of texts"}
    return names[kind] if isinstance(kind, type) else "a number"
