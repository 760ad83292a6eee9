"""The SDK and the mock have what the forms of resources in ``contract_tests/examples/`` promise: filters, optional operations, reports."""

from __future__ import annotations

from typing import Any

import pytest

from apivideo_admin_mock.adapters.transport import MockTransport
from apivideo_admin_mock.testing import AdminMock
from contract_tests.planted_bugs.harness.documents import shape_document
from contract_tests.tests.diff.rendered import import_sdk, render_sdk

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a client of the SDK of the document with all shapes, with a mock of the document."""
    sdk = import_sdk(render_sdk(shape_document(), tmp_path_factory.mktemp("sdk")))
    mock = AdminMock(document=shape_document(), rate_limit="off")
    return sdk.module.AdminClient(mock.key, base_url=mock.base_url, transport=MockTransport(mock.engine))


def test_videos_are_found_by_tags_nested_properties_and_ranges(admin: Any) -> None:
    for number, tags in enumerate((["a"], ["a", "b"], ["b", "a,b"], [])):
        admin.videos.create(
            title=f"video {number}",
            tags=tags,
            languages=["en", "fr"][: number + 1],
            metadata={"author": "Ada" if number % 2 else "Bob"},
            chapters=[{"name": f"chapter {number}"}, {"name": "end"}],
            seconds=10 * number,
            published_on=None if number == 3 else f"2026-01-0{number + 1}",
        )

    def found(**filters: Any) -> list[str]:
        assert admin.videos.count(**filters) == len(list(admin.videos.list(**filters)))
        return [one.title[-1] for one in admin.videos.list(page_size=1, **filters)]

    assert found(tags=["a"]) == ["0", "1"]
    assert found(tags=["b", "a"]) == ["1"]
    assert found(tags=["a,b"]) == ["2"]
    assert found(languages=["fr", "en"]) == ["1", "2", "3"]
    assert found(author="Ada") == ["1", "3"]
    assert found(chapter="chapter 2") == ["2"]
    assert found(min_seconds=10, max_seconds=20) == ["1", "2"]
    assert found(published_from="2026-01-02") == ["1", "2"]
    first = admin.videos.list().first_page().items[0]
    assert found(created_from=first.created_at) == ["0", "1", "2", "3"]
    assert found(created_to=first.created_at) == []


def test_the_figures_of_an_account_are_selected_and_added_up(admin: Any) -> None:
    rows = admin.analytics.plays(breakdown=["day", "country", "device"])
    assert len(rows) == 60 * 3 * 2
    by_country = admin.analytics.plays(breakdown=["country"], from_=rows[6].day, to=rows[-1].day)
    assert [one.country for one in by_country] == ["DE", "FR", "US"]
    assert [one.plays for one in by_country] == [
        sum(row.plays for row in rows[6:] if row.country == country) for country in ("DE", "FR", "US")
    ]
    (total,) = admin.analytics.plays()
    assert total.seconds == sum(row.seconds for row in rows)
    assert [row.country for row in admin.analytics.sessions(country="FR")] == ["FR"] * 30


def test_operations_are_optional(admin: Any) -> None:
    player = admin.players.create(name="mine", volume=20)
    assert admin.players.get(player.player_id).volume == 20
    assert not hasattr(admin.players, "count")
    domain = admin.domains.create(host="example.com")
    assert not hasattr(admin.domains, "get")
    admin.domains.delete(domain.domain_id)
    assert list(admin.domains.list()) == []
