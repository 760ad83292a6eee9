"""Read the public surface of a package from its source files with griffe, without importing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from griffe import (
    Alias,
    Attribute,
    Class,
    Function,
    GriffeError,
    GriffeLoader,
    Module,
    Object,
    Parameter,
    ParameterKind,
)

from generator.surface.declaration import Surface
from generator.surface.spelling import Speller, canonical, lookup

# Methods for debuggers and copies, which callers do not use directly.
_NOT_CALLED = {"__repr__", "__str__", "__rich_repr__", "__reduce__"}
_PREFIXES: dict[ParameterKind | None, str] = {ParameterKind.var_positional: "*", ParameterKind.var_keyword: "**"}


def read_surface(folder: Path) -> Surface:
    """Return the surface of the package in ``folder``. A folder without ``__init__.py`` has an empty surface.

    Public are the names in ``__all__`` of the package and of the modules listed there, and the public members of their
    classes. Members of a class without a public name are listed under the attribute or function that returns it
    (``AdminClient.usage.…``). Members that are inherited from a public base are listed there. Raise OSError if a file cannot
    be read.
    """
    return _read(folder, ()) if (folder / "__init__.py").is_file() else {}


def read_surface_of(name: str, files: Mapping[str, bytes], public: Sequence[str], needed: Sequence[str]) -> Surface:
    """Return the surface of a package that has ``public`` modules beside the names of its ``__all__``, such as a pytest plugin.

    ``files`` are those of the package ``name``. Only these modules and the ``needed`` ones are read (``adapters.app``), since a large
    package takes a second. A fixture is an attribute with its type: tests do not call it. Raise KeyError if a module is missing.
    """
    with TemporaryDirectory(prefix="apivideo-admin-") as scratch:
        package = Path(scratch) / name
        for file in {one for module in ("", *public, *needed) for one in _files(module)}:
            (package / file).parent.mkdir(parents=True, exist_ok=True)
            (package / file).write_bytes(files[file])
        return _read(package, public)


def _files(module: str) -> Iterator[str]:
    """Yield the file of a module, with those of the packages that it is in."""
    parts = module.split(".") if module else []
    yield from ("/".join([*parts[:end], "__init__.py"]) for end in range(max(len(parts), 1)))
    if parts:
        yield f"{'/'.join(parts)}.py"


def _read(folder: Path, public: Sequence[str]) -> Surface:
    loader = GriffeLoader(search_paths=[folder.parent], allow_inspection=False)
    package = loader.load(folder.name)
    loader.resolve_aliases(implicit=True, external=False)
    return _Reader(cast(Module, package), public).read()  # a folder is a module, not an alias


class _Reader:
    def __init__(self, package: Module, public: Sequence[str] = ()) -> None:
        self._package = package
        self._named = dict(_exported(package, ""))
        for name in public:
            self._named |= dict(_exported(cast(Module, package[name]), f"{name}."))
        # Annotations show the name in a module, where the package exports an object in both, and else the shortest name.
        self._public: dict[str, str] = {}
        for name in sorted(self._named, key=lambda name: ("." not in name, name.count("."), name)):
            self._public.setdefault(self._named[name].path, name)
        self._speller = Speller(package.path, self._public)
        self._found: dict[str, str] = {}

    def read(self) -> Surface:
        for name, item in self._named.items():
            own = self._public[item.path]
            if name != own and isinstance(item, Class | Attribute):
                self._found[name] = f"type {own}"  # its members are listed below its own name
            else:
                self._add(name, item, item)
        return dict(sorted(self._found.items()))

    def _add(self, name: str, item: Object, scope: Object) -> None:
        match item:
            case Module():
                self._found[name] = "module"
            case Class():
                self._found[name] = f"class ({', '.join(self._bases(item))})"
                self._add_members(name, item)
            case Function() if _is_fixture(item):
                self._found[name] = f": {self._speller.spell(item.returns, item)}".strip()
            case Function() if item.name.startswith(_HOOKS):
                pass  # pytest calls it
            case Function():
                kind = "async def" if "async" in item.labels else "def"
                self._found[name] = f"{kind} {self._signature(item)}"
                self._add_private(f"{name}()", self._private_class(item.returns, item))
            case Attribute():
                self._found[name] = self._attribute(item, scope)
                self._add_private(name, self._private_class(item.annotation, scope))

    def _add_members(self, name: str, owner: Class) -> None:
        for key, member in owner.all_members.items():
            target = _target(member)
            if target is None or not _is_public(key, target) or self._belongs_to_public_base(owner, target):
                continue
            if key == "__init__" and isinstance(target, Function) and not self._callable(name, target):
                continue
            self._add(f"{name}.{key}", target, target.parent or target)

    def _belongs_to_public_base(self, owner: Class, member: Object) -> bool:
        of = member.parent
        return of is not None and of.path != owner.path and of.path in self._public

    def _callable(self, name: str, constructor: Function) -> bool:
        """Return whether callers can construct the class: it has a public name, and so has the type of each required argument."""
        needed = [str(one.annotation) for one in constructor.parameters if one.required and one.annotation]
        paths = [canonical(annotation.partition("[")[0], constructor) for annotation in needed]
        own = [path for path in paths if path is not None and path.startswith(f"{self._package.path}.")]
        return name in self._named and all(path in self._public for path in own)

    def _bases(self, item: Class) -> Iterator[str]:
        """Yield every public base, and the bases from other packages of this class and of its private bases."""
        private = [base for base in item.mro() if base.path not in self._public]
        yield from (self._public[base.path] for base in item.mro() if base.path in self._public)
        for one in (item, *private):
            for base in one.bases:
                path = canonical(str(base).partition("[")[0], one)
                if path is None:
                    yield str(base)
                elif not path.startswith(f"{self._package.path}.") and path != "typing.Generic":
                    yield path

    def _signature(self, item: Function) -> str:
        parameters = list(item.parameters)
        if isinstance(item.parent, Class) and "staticmethod" not in item.labels:
            parameters = parameters[1:]
        returns = self._speller.spell(item.returns, item)
        return f"({', '.join(self._parameters(parameters, item))})" + (f" -> {returns}" if returns else "")

    def _parameters(self, parameters: list[Parameter], scope: Function) -> Iterator[str]:
        kinds = [one.kind for one in parameters]
        for number, one in enumerate(parameters):
            before = kinds[:number]
            starred = ParameterKind.var_positional in before or ParameterKind.keyword_only in before
            if one.kind is ParameterKind.keyword_only and not starred:
                yield "*"
            if options := self._options(one, scope):
                yield from (["*"] if not starred else []) + options
                continue
            text = _PREFIXES.get(one.kind, "") + one.name
            if annotation := self._speller.spell(one.annotation, scope):
                text += f": {annotation}"
            if one.default is not None and one.kind not in _PREFIXES:
                text += f" = {one.default}"
            yield text
            if one.kind is ParameterKind.positional_only and one.kind not in kinds[number + 1 :]:
                yield "/"

    def _options(self, one: Parameter, scope: Function) -> list[str]:
        """Return the arguments that ``**options: Unpack[Options]`` stands for, if the package has this class."""
        dotted = str(one.annotation or "")
        if one.kind is not ParameterKind.var_keyword or not dotted.startswith("Unpack["):
            return []
        path = canonical(dotted.removeprefix("Unpack[").removesuffix("]"), scope)
        options = lookup(path, scope) if path is not None else None
        if not isinstance(options, Class):
            return []
        members = sorted((key, _target(member)) for key, member in options.all_members.items())
        return [
            f"{key}: {self._speller.spell(member.annotation, member.parent or member)} = ..."
            for key, member in members
            if isinstance(member, Attribute)
        ]

    def _attribute(self, item: Attribute, scope: Object) -> str:
        if str(item.annotation).endswith("TypeAlias"):
            return f"type {self._speller.spell(item.value, scope)}"
        if self._private_class(item.annotation, scope) is not None:
            return ":"  # its members are listed below this name; the name of the class is private
        return f": {self._speller.spell(item.annotation, scope)}".strip()

    def _private_class(self, annotation: object, scope: Object) -> Class | None:
        """Return the class of the package that an annotation refers to, if it has no public name."""
        dotted = str(annotation or "")
        path = canonical(dotted, scope) if dotted.replace(".", "").isidentifier() else None
        if path is None or path in self._public or not path.startswith(f"{self._package.path}."):
            return None
        target = lookup(path, scope)
        return target if isinstance(target, Class) else None

    def _add_private(self, name: str, owner: Class | None) -> None:
        if owner is not None and name.count(".") < _MAX_DEPTH:
            self._add_members(name, owner)


def _is_fixture(item: Function) -> bool:
    return any(str(decorator.callable_path).endswith("fixture") for decorator in item.decorators)


_HOOKS = "pytest_"
_MAX_DEPTH = 6  # limits classes that return themselves


def _exported(module: Module, prefix: str) -> Iterator[tuple[str, Object]]:
    listed = {str(name) for name in module.exports} if module.exports is not None else None
    for name, member in module.members.items():
        target = _target(member)
        public = name in listed if listed is not None else not name.startswith("_") and not isinstance(member, Alias)
        if target is None or not public:
            continue
        yield prefix + name, target
        if isinstance(target, Module):
            yield from _exported(target, f"{prefix}{name}.")


def _target(member: Object | Alias) -> Object | None:
    """Return the target of an alias, or None if it is in another package."""
    try:
        return member.final_target if isinstance(member, Alias) else member
    except GriffeError:
        return None


def _is_public(name: str, member: Object) -> bool:
    if name.startswith("__"):
        return isinstance(member, Function) and name not in _NOT_CALLED
    return not name.startswith("_")
