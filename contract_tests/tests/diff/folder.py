"""Write a bundled document as the files of a folder like openapi/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.document.walk import METHODS

_COMPONENTS = ("schemas", "parameters", "headers", "responses")


def write_folder(content: Mapping[str, Any], folder: Path) -> Path:
    """Write a root of references, a file for each operation, and a file for each kind of component. Return the folder.

    The files are JSON, which is YAML without ambiguous scalars.
    """
    root = json.loads(json.dumps(content))
    for item in root["paths"].values():
        for method in set(METHODS) & item.keys():
            name = f"{item[method]['tags'][0]}/{item[method]['operationId']}.yaml"
            _write(folder / name, item[method])
            item[method] = {"$ref": name}
    for kind in set(_COMPONENTS) & root["components"].keys():
        _write(folder / f"shared/{kind}.yaml", root["components"][kind])
        root["components"][kind] = {name: {"$ref": f"shared/{kind}.yaml#/{name}"} for name in root["components"][kind]}
    _write(folder / "openapi.yaml", root)
    return folder


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
