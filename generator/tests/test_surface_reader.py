"""The public surface of packages. Each test writes the package that it reads."""

from __future__ import annotations

import json

import pytest

from generator.surface.declaration import to_json
from generator.surface.reader import read_surface


@pytest.fixture
def package(write):
    """Return a function that writes a package and returns its surface."""

    def package(files):
        return read_surface(write({f"package/{name}": text for name, text in files.items()}) / "package")

    return package


def test_only_the_names_in_all_are_public(package):
    init = "from .a import Shown, hidden\nfrom . import errors\n__all__ = ['Shown', 'errors']\n"
    errors = "from .a import hidden as Known\n__all__ = ['Known']\n"
    files = {"__init__.py": init, "a.py": "class Shown: ...\ndef hidden(): ...\n", "errors.py": errors}

    assert package(files) == {"Shown": "class ()", "errors": "module", "errors.Known": "def ()"}


def test_a_name_that_a_module_exports_too_refers_to_it(package):
    init = "from . import errors\nfrom .errors import Known\n__all__ = ['Known', 'errors']\n"
    errors = "class Known:\n    def get(self): ...\n__all__ = ['Known']\n"

    assert package({"__init__.py": init, "errors.py": errors}) == {
        "Known": "type errors.Known",
        "errors": "module",
        "errors.Known": "class ()",
        "errors.Known.get": "def ()",
    }


def test_a_signature_is_written_without_self_and_with_every_kind_of_parameter(package):
    source = """
__all__ = ["Thing"]

class Thing:
    def run(self, a, /, b: int = 1, *others: str, c: bool, d=None, **more: object) -> "list[int]": ...
    async def wait(self, *, seconds: float) -> None: ...
    @staticmethod
    def make(a): ...
    @classmethod
    def build(cls, a): ...
    @property
    def size(self) -> int: ...
    def _own(self): ...
    def __repr__(self) -> str: ...
    def __enter__(self): ...
"""
    assert package({"__init__.py": source}) == {
        "Thing": "class ()",
        "Thing.__enter__": "def ()",
        "Thing.build": "def (a)",
        "Thing.make": "def (a)",
        "Thing.run": "def (a, /, b: int = 1, *others: str, c: bool, d = None, **more: object) -> list[int]",
        "Thing.size": ": int",
        "Thing.wait": "async def (*, seconds: float) -> None",
    }


def test_a_type_is_written_with_its_public_name(package):
    files = {
        "__init__.py": "from . import models\nfrom .a import use\n__all__ = ['models', 'use']\n",
        "models.py": "from ._hidden import Thing\n__all__ = ['Thing']\n",
        "_hidden.py": "class Thing: ...\nclass Private: ...\n",
        "a.py": """
from __future__ import annotations
import datetime as dt
from typing import TYPE_CHECKING, Literal
from ._hidden import Private, Thing
if TYPE_CHECKING:
    from collections.abc import Mapping

def use(a: Thing, b: Mapping[str, Private], c: Literal["Thing"], d: dt.date | None = None) -> None: ...
""",
    }
    assert package(files)["use"] == (
        "def (a: models.Thing, b: collections.abc.Mapping[str, Private], c: Literal['Thing'], "
        "d: datetime.date | None = None) -> None"
    )


def test_members_of_a_private_class_are_listed_under_its_attribute(package):
    files = {
        "__init__.py": "from ._a import Client\n__all__ = ['Client']\n",
        "_a.py": """
class Things:
    def __init__(self, api: int) -> None: ...
    def get(self) -> str: ...
    def again(self) -> "Things": ...

class Client:
    things: Things
""",
    }
    found = package(files)

    assert found["Client.things"] == ":"
    assert found["Client.things.get"] == "def () -> str"
    assert found["Client.things.again().get"] == "def () -> str"
    assert "Client.things.__init__" not in found


def test_members_of_a_private_base_are_listed_with_the_class_and_others_with_the_base(package):
    files = {
        "__init__.py": "from ._a import Base, Thing\n__all__ = ['Base', 'Thing']\n",
        "_a.py": """
class Base(Exception):
    status: int

class _Hidden(Base):
    detail: str

class Thing(_Hidden, KeyError): ...
""",
    }
    assert package(files) == {
        "Base": "class (Exception)",
        "Base.status": ": int",
        "Thing": "class (Base, KeyError)",
        "Thing.detail": ": str",
    }


def test_a_constructor_with_a_private_required_type_is_not_public(package):
    files = {
        "__init__.py": "from ._a import Pager, Thing\n__all__ = ['Pager', 'Thing']\n",
        "_a.py": """
class _Api: ...

class Pager:
    def __init__(self, api: _Api) -> None: ...

class Thing:
    def __init__(self, name: str, api: _Api | None = None) -> None: ...
""",
    }
    found = package(files)

    assert "Pager.__init__" not in found
    assert found["Thing.__init__"] == "def (name: str, api: _Api | None = None) -> None"


def test_an_alias_for_type_checkers_is_written_out(package):
    source = """
from typing import TYPE_CHECKING, Literal
if TYPE_CHECKING:
    from typing import TypeAlias
    Rel: TypeAlias = Literal["next"] | str
else:
    Rel = str
__all__ = ["Rel"]
"""
    assert package({"__init__.py": source}) == {"Rel": "type Literal['next'] | str"}


def test_the_package_is_not_imported(package):
    assert package({"__init__.py": "raise SystemExit('it was imported')\n__all__ = ['A']\nclass A: ...\n"}) == {
        "A": "class ()"
    }


def test_a_folder_that_is_not_a_package_has_no_surface(tmp_path):
    assert read_surface(tmp_path) == {}


def test_the_json_is_sorted_with_one_name_per_line():
    assert to_json({"b": ": int", "a": "module"}) == b'{\n "a": "module",\n "b": ": int"\n}\n'
    assert json.loads(to_json({"é": ":"})) == {"é": ":"}


def test_the_surface_of_the_sdk_has_the_names_of_its_readme(workspace):
    found = read_surface(workspace / "generated_client/apivideo_admin")

    assert found["AdminClient.projects.create"].startswith("def (*, name: str")
    assert found["AsyncAdminClient.projects.create"].startswith("async def (*, name: str")
    assert found["AdminClient.usage.with_raw_response.delivery"] == ":"
    assert found["Pager.pages"] == "def () -> collections.abc.Iterator[Page[PageT, ItemT]]"
    assert found["errors.NotFoundError"] == "class (errors.APIStatusError, errors.AdminError)"
    assert found["NotFoundError"] == "type errors.NotFoundError"
    assert found["types.ProjectsCreateParams"] == ":"
    assert {name.split(".")[0] for name, text in found.items() if not text.startswith("type ")} == {
        "API_VERSION", "API_VERSIONS", "AdminClient", "AsyncAdminClient", "AsyncPage", "AsyncPager", "Omit", "Page", "Pager", "RawResponse", "__version__", "errors", "models",
        "omit", "types",
    }  # fmt: skip
