"""Render the SDKs of many documents in one folder, and check each with the oracle."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.tests.fuzz.oracle import check_code, check_diagnostics
from generator.tests.fuzz.stages import make, without_ruff
from generator.tests.fuzz.usage import FUZZ_RUNTIME, use
from generator.tests.render_kit import adopt


@dataclass(slots=True)
class SdkBuilder:
    """``packages`` are the rendered SDKs. The document of each is beside it."""

    folder: Path
    packages: list[Path] = field(default_factory=list)
    refused: int = 0

    def attempt(self, content: dict[str, Any], *, linted: bool = False) -> bool:
        """Return whether an SDK was rendered. Check the diagnostics or the SDK with the oracle."""
        target = self.folder / f"sdk_{len(self.packages)}"
        shutil.rmtree(target, ignore_errors=True)  # of an attempt that failed: Hypothesis looks for a smaller one
        with without_ruff():
            diagnostics = make(content, target, linted=linted)
        if diagnostics:
            check_diagnostics(content, diagnostics)
            assert not target.exists(), "something was written in spite of diagnostics"
            self.refused += 1
            return False
        package = target / "apivideo_admin"
        check_code(package)
        adopt(package, FUZZ_RUNTIME)
        use(package)
        (target / "document.json").write_text(json.dumps(content), encoding="utf-8")
        self.packages.append(package)
        return True
