"""The configuration file: what it sets, what takes precedence, and the message for each invalid one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.configuration import FILE, with_configuration
from apivideo_admin_contract.environment import KEY, SECOND_KEY
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import Options, parse
from contract_tests.tests.support.servers import KEYS, served


def _parse(folder: Path, *arguments: str) -> Options:
    return parse(with_configuration(arguments, folder), {KEY: "k"})


def test_a_file_sets_flags_with_paths_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        'url = "http://127.0.0.1:9"\nrate-limit = "off"\nread-only = true\nbudget = 3\nopenapi = "api.json"\n'
        'select = ["page-links", "counts"]\nexclude = ["a_*"]\neffort = "smoke"\nmax-time = 1.5\nknown = "known.toml"\n'
        'fail-fast = false\nreport = ["junit=a.xml"]\n',
        encoding="utf-8",
    )
    options = _parse(tmp_path)

    assert (options.url, options.rate_limit, options.read_only, options.budget) == ("http://127.0.0.1:9", None, True, 3)
    assert (options.openapi, options.known) == (tmp_path / "api.json", tmp_path / "known.toml")
    assert (options.select, options.exclude) == (("page-links", "counts"), ("a_*",))
    assert (options.effort, options.max_time, options.fail_fast) == ("smoke", 1.5, False)
    assert options.reports[0] == ("junit", Path("a.xml"))


def test_a_flag_takes_the_place_of_a_setting(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('effort = "smoke"\nselect = ["counts"]\n', encoding="utf-8")
    options = _parse(tmp_path, "--effort", "ci", "--select=page-links")

    assert (options.effort, options.select) == ("ci", ("page-links",))


def test_a_table_of_pyproject_is_read_where_there_is_no_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.apivideo-admin-contract]\nseed = 7\n", encoding="utf-8")
    assert _parse(tmp_path).seed == 7
    (tmp_path / FILE).write_text("seed = 8\n", encoding="utf-8")
    assert _parse(tmp_path).seed == 8
    (tmp_path / "other.toml").write_text("seed = 9\n", encoding="utf-8")
    assert _parse(tmp_path, "--config", str(tmp_path / "other.toml")).seed == 9
    assert _parse(tmp_path, f"--config={tmp_path / 'other.toml'}", "--seed", "10").seed == 10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seed = ", "is not TOML"),
        ("sed = 1", "`sed` is not one of url, rate-limit"),
        ('seed = "1"', "`seed` is not a whole number"),
        ("budget = true", "`budget` is not a whole number"),
        ('select = "counts"', "`select` is not a list of texts"),
        ('second-key = "k"', f"a file must not hold a key; fix: remove `second-key`, and set {SECOND_KEY}"),
    ],
)
def test_an_invalid_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        with_configuration((), tmp_path)
    assert message in str(error.value)


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(tmp_path / "none.toml")], {}) == 2
    assert "--config: cannot read" in capsys.readouterr().err


def test_excluded_checks_do_not_run(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    (tmp_path / FILE).write_text(f'exclude = ["*api-keys*"]\nreport = ["json={report}"]\n', encoding="utf-8")
    with served() as (url, _):
        flags = ["--config", str(tmp_path / FILE), "--url", url, "--rate-limit", "off", "--select", "item-count"]
        assert main(flags, KEYS) == 0
    assert json.loads(report.read_text(encoding="utf-8"))["checks"]["passed"] == 1


def test_an_exclude_that_matches_nothing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--exclude", "pages_link"], {}) == 2
    assert "--exclude 'pages_link' matches no check; hint: --list lists them." in capsys.readouterr().err
