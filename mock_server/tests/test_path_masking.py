"""Paths in logs: secrets in them are masked."""

import pytest

from apivideo_admin_mock.http.path_masking import masked_path
from apivideo_admin_mock.spec import bundled_api

ID = f"project_{'1' * 22}"


@pytest.mark.parametrize(
    "path",
    [
        "/projects",
        "/projects/count",
        f"/projects/{ID}/api-keys",
        "/projets",
        "/projects/count/api_keys",
        "/project",
        "/",
        "",
        "/_mock/openapi.json",
    ],
)
def test_paths_and_ids_of_the_document_are_shown_and_so_are_misspelt_ones(path):
    assert masked_path(path, bundled_api()) == path


@pytest.mark.parametrize(
    "secret", ["a-secret-that-my-test-knows", "my-project", "known", "5", "x" * 10_000, f"{ID}1", f"x{ID}", "%2F", "é"]
)
def test_every_other_segment_is_masked(secret):
    assert masked_path(f"/projects/{secret}/api-keys", bundled_api()) == "/projects/***/api-keys"
    assert masked_path(f"/{secret}", bundled_api()) == "/***"
    assert masked_path(f"/_mock/state/{secret}", bundled_api()).endswith("/***")
