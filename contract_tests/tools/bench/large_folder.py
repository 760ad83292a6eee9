"""Write a folder with a large document: copies of each resource of ``openapi/``, each with its own tag, paths and schemas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})
_SHARED: Final = "shared"


def enlarge(openapi: Path, operations: int) -> int:
    """Add copies of all resources to a folder until it has at least this number of operations. Return their number."""
    root_file = openapi / "openapi.yaml"
    root = yaml.safe_load(root_file.read_text(encoding="utf-8"))
    paths, tags = dict(root["paths"]), [tag["name"] for tag in root["tags"]]
    schemas = {name: one for name, one in root["components"]["schemas"].items() if not one["$ref"].startswith(_SHARED)}
    described = {tag["name"]: tag["description"] for tag in root["tags"]}
    each = sum(len(_METHODS & item.keys()) for item in paths.values())
    copies = -(-operations // each)
    for number in range(2, copies + 1):
        rename = _Renamer(number, tags, [*schemas])
        root["tags"] += [{"name": f"{tag}_{number}", "description": described[tag]} for tag in tags]
        for path, item in paths.items():
            first, slash, rest = path[1:].partition("/")
            root["paths"][f"/{first}-{number}{slash}{rest}"] = {key: rename.reference(one) for key, one in item.items()}
        for name, one in schemas.items():
            root["components"]["schemas"][f"{name}{number}"] = rename.reference(one, schema=True)
        for tag in tags:
            rename.folder(openapi, tag)
    root_file.write_text(yaml.safe_dump(root, sort_keys=False), encoding="utf-8")
    return each * copies


class _Renamer:
    """Renames what a copy of a resource has of its own."""

    def __init__(self, number: int, tags: list[str], schemas: list[str]) -> None:
        self._number = number
        self._tags = tags
        self._schemas = re.compile(rf"#/components/schemas/({'|'.join(schemas)})$")

    def reference(self, target: Mapping[str, str], *, schema: bool = False) -> dict[str, str]:
        """Return the reference of the root to the copy of a file, or of a schema in a file."""
        folder, _, name = target["$ref"].partition("/")
        stem = name if schema else name.replace(".yaml", f"_{self._number}.yaml")
        return {"$ref": f"{folder}_{self._number}/{stem}{self._number if schema else ''}"}

    def folder(self, openapi: Path, tag: str) -> None:
        """Write the copy of the folder of a resource."""
        target = openapi / f"{tag}_{self._number}"
        target.mkdir()
        for path in (openapi / tag).glob("*.yaml"):
            content = self._renamed(yaml.safe_load(path.read_text(encoding="utf-8")))
            if path.stem == "schemas":
                content = {f"{name}{self._number}": one for name, one in content.items()}
            name = path.name if path.stem == "schemas" else f"{path.stem}_{self._number}.yaml"
            (target / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    def _renamed(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._renamed(one) for one in node]
        if not isinstance(node, dict):
            return node
        copy = {key: self._renamed(value) for key, value in node.items()}
        if isinstance(copy.get("operationId"), str):
            copy["operationId"] += f"_{self._number}"
        if isinstance(copy.get("tags"), list):
            copy["tags"] = [f"{tag}_{self._number}" for tag in copy["tags"]]
        if isinstance(copy.get("$ref"), str) and self._schemas.match(copy["$ref"]):
            copy["$ref"] += str(self._number)
        return copy
