"""Render the files of the SDK with the template environment of openapi-python-client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, StrictUndefined
from openapi_python_client import Project

from generator.render import docs, text
from generator.render.templates import TEMPLATES, TemplateError, of_template

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2.bccache import Bucket
    from openapi_python_client.config import Config
    from openapi_python_client.parser import GeneratorData

    from generator.render.view import Sdk


class _Compiled(BytecodeCache):
    """Cache the compiled templates in memory, since compiling them is the slowest part of rendering again."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the code of a template if its text is unchanged (jinja2 compares a checksum)."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the code of a template."""
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class SdkProject(Project):
    """The package and its reference page.

    ``write`` replaces ``build``, which prints. Each build step writes our files instead of those of openapi-python-client.
    """

    def __init__(self, data: GeneratorData, config: Config, sdk: Sdk) -> None:
        super().__init__(openapi=data, config=config, custom_template_path=TEMPLATES)
        self._sdk = sdk
        self.templates: dict[Path, str] = {}  # the template of each written file
        self.env.bytecode_cache = _COMPILED
        self.env.undefined = StrictUndefined
        self.env.filters.update(
            {
                "docstring": text.docstring,
                "literal": text.literal,
                "markdown": text.markdown,
                "paragraphs": text.paragraphs,
            }
        )
        self.env.globals.update(sdk=sdk, docs=docs)

    def write(self) -> None:
        """Render all files into the folder of the package. Raise TemplateError if a template fails."""
        self.package_dir.mkdir(parents=True, exist_ok=True)
        self._create_package()
        self._build_metadata()
        self._build_models()
        self._build_api()

    def _create_package(self) -> None:
        self._render("sdk/package_init.py.jinja", "__init__.py")
        self._render("sdk/api_version.py.jinja", "_api_version.py")
        self._render("sdk/commands.py.jinja", "_commands.py")
        self._render("sdk/main.py.jinja", "__main__.py")
        (self.package_dir / "py.typed").write_text("", encoding="utf-8")

    def _build_metadata(self) -> None:
        self._render("sdk/api.md.jinja", "../api.md")

    def _build_models(self) -> None:
        self._render("sdk/models_init.py.jinja", "models/__init__.py")
        self._render("sdk/enums.py.jinja", "models/_enums.py")
        self._render("sdk/structs.py.jinja", "models/_structs.py")
        self._render("sdk/types.py.jinja", "types.py")

    def _build_api(self) -> None:
        self._render("sdk/client.py.jinja", "client.py")
        self._render("sdk/errors.py.jinja", "errors.py")
        self._render("sdk/resources_init.py.jinja", "resources/__init__.py")
        for namespace in self._sdk.namespaces:
            self._render("sdk/resource.py.jinja", f"resources/{namespace.name}.py", namespace=namespace)

    def _render(self, template: str, name: str, **values: object) -> None:
        path = self.package_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            content = self.env.get_template(template).render(**values)
        except Exception as error:
            raise TemplateError(of_template(error, template)) from error
        path.write_text(content, encoding="utf-8", newline="\n")
        self.templates[path.resolve()] = template
