"""Seed data for collections without a create operation, on the mock in this process: no request could fill them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Document, Ids
from apivideo_admin_contract.values.distinguishing import seed_items
from apivideo_admin_mock.adapters.wsgi import EngineMiddleware
from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.tenants.scenario import populate_below
from apivideo_admin_mock.testing import AdminMock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class SeedData:
    """Seed data at the root of each tenant, and below each item that a request creates; below every third item, none.

    They are added before the create responds, so that a replay on another mock finds the same items.
    """

    def __init__(self, document: Document, mock: AdminMock) -> None:
        self._document, self._mock = document, mock
        self._unfilled = [one for one in document.collections if "create" not in one.operations]
        # Seed data below another such collection is created with the item above it.
        self._outermost = [one for one in self._unfilled if not {*one.parents} & {*self._unfilled}]
        self._names = {one.path: one.name for one in mock.engine.api.collections}
        self._seen: set[tuple[str, Collection, Ids]] = set()

    def wrap(self, app: WSGIApplication) -> WSGIApplication:
        """Wrap an application: after each POST, add seed data below the new item."""
        if not self._unfilled:
            return app
        self._fill()
        return _Filled(self._mock.engine, app, self._fill)

    def rows(self, account: Account, collection: Collection, ids: Ids) -> list[dict[str, Any]]:
        """Return the seed data of a collection, the oldest item first; nothing if the collection has a create."""
        engine = self._mock.engine
        if collection not in self._unfilled or not engine.settings.accepts(account.key):
            return []
        with engine.backend.transaction(account.key) as tenant:
            return [dict(record) for record in tenant.records.all((collection.path, ids))]

    def _fill(self) -> None:
        backend = self._mock.engine.backend
        for key in backend.all_keys():
            with backend.transaction(key) as tenant:
                for collection in self._outermost:
                    for ids in list(_fixtures(tenant, collection.parents)):
                        self._fill_once(tenant, collection, ids)

    def _fill_once(self, tenant: Tenant, collection: Collection, ids: Ids) -> None:
        if (tenant.key, collection, ids) in self._seen:
            return
        self._seen.add((tenant.key, collection, ids))
        if ids and len(self._seen) % 3 == 0:
            return
        populate_below(
            tenant,
            self._mock.engine.api,
            ids,
            {self._names[collection.path]: self._items(collection, tenant.now())},
            collection.path,
        )

    def _items(self, collection: Collection, now: float) -> list[dict[str, Any]]:
        below = self._document.children_of(collection)
        children = {self._names[one.path]: self._items(one, now) for one in below if one in self._unfilled}
        return [{**item, **children} for item in seed_items(collection, now)]


class _Filled(EngineMiddleware):
    """The application of a mock, with a function that runs after each POST."""

    def __init__(self, engine: Engine, app: WSGIApplication, after: Callable[[], None]) -> None:
        super().__init__(engine, app)
        self._app, self._after = app, after

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        body = self._app(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST":
            self._after()
        return body


def _fixtures(tenant: Tenant, parents: tuple[Collection, ...]) -> Iterator[Ids]:
    """Yield the ids of each item that a collection is below."""
    if not parents:
        yield ()
        return
    *above, parent = parents
    for ids in list(_fixtures(tenant, tuple(above))):
        yield from ((*ids, record[parent.id_name]) for record in tenant.records.all((parent.path, ids)))
