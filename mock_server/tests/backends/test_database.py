"""What a mock finds in its database."""

from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, create_engine, event, text

from apivideo_admin_mock import MockError
from apivideo_admin_mock.testing import AdminMock


@pytest.fixture
def open_mock(database):
    """A function that opens a mock on the database, and closes the one before."""
    mocks = []

    def open_one(**settings):
        while mocks:
            mocks.pop().engine.backend.close()
        mocks.append(AdminMock(backend=database, **settings))
        return mocks[-1]

    yield open_one
    while mocks:
        mocks.pop().engine.backend.close()


def execute(database, *statements):
    engine = create_engine(database)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def get(mock, path):
    return mock.app.test_client().get(path, headers={"Authorization": mock.authorization})


def names(mock, query=""):
    return [item["name"] for item in get(mock, f"/projects{query}").json["items"]]


def test_a_mock_continues_with_the_data_of_an_earlier_one(open_mock):
    first = open_mock(projects=[{"name": "a"}])
    first.clock.freeze()
    first.fail("count_projects", 503)
    first.seed(projects=[{"name": "b"}])
    at = first.clock.now()

    second = open_mock(projects=[{"name": "a"}])

    assert names(second) == ["a", "b"]
    assert second.clock.now() == at
    assert get(second, "/projects/count").status_code == 503
    assert [entry.operation_id for entry in second.calls()] == ["list_projects", "count_projects"]


def test_a_database_of_another_version_is_refused(open_mock, database):
    open_mock()
    execute(database, "UPDATE apivideo_admin_mock SET version = 99")

    with pytest.raises(MockError, match=r"has tables of version 99, but this mock needs version 5\. fix: use another"):
        open_mock()


def test_a_database_of_another_program_is_refused(open_mock, database):
    execute(database, "CREATE TABLE tenants (x int)")

    with pytest.raises(MockError, match=r"it has a table `tenants`\. fix: use an empty database"):
        open_mock()


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_texts_that_the_database_cannot_index_are_sorted_exactly(open_mock, order):
    long = "x" * 3000
    texts = [f"{long}b", f"{long}a", "y", "", "\x00", "\u00e9", "\U0001f600", "\uffff", f"{long}a"]
    mock = open_mock(rate_limit="off", projects=[{"name": one} for one in texts])

    assert names(mock, f"?sort_by=name&sort_order={order}") == sorted(texts, reverse=order == "desc")
    assert names(mock, "?name=xb") == [f"{long}b"]


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_texts_are_sorted_by_code_point_and_equal_ones_by_creation(open_mock, order):
    texts = ["b", "B", "\x00", "\uffff", "\U0001f600", "\u00e9", "b", "a"]
    mock = open_mock(rate_limit="off", projects=[{"name": one} for one in texts])
    created = [item["project_id"] for item in get(mock, "/projects").json["items"]]

    items = get(mock, f"/projects?sort_by=name&sort_order={order}").json["items"]

    expected = sorted(range(len(texts)), key=lambda index: texts[index], reverse=order == "desc")
    assert [item["project_id"] for item in items] == [created[index] for index in expected]


def test_another_document_can_sort_by_other_properties(open_mock, database):
    open_mock(rate_limit="off", projects=[{"name": "b"}, {"name": "a"}])
    execute(database, "UPDATE apivideo_admin_mock SET indexed = '{}'", "DELETE FROM sort_values")

    assert names(open_mock(), "?sort_by=name") == ["a", "b"]


@contextmanager
def recorded(kinds):
    """Yield a list with the statements of these kinds that run in the block, each with its parameters."""
    found = []

    def record(_connection, _cursor, statement, parameters, _context, _many):
        if statement.startswith(kinds):
            found.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", record)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", record)


def plan_of(connection, statement, parameters):
    """Return how the database runs a query."""
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters))


def test_get_count_and_first_pages_read_by_index(open_mock):
    mock = open_mock(rate_limit="off", projects=300)
    project = get(mock, "/projects").json["items"][0]["project_id"]
    sorts = [f"?sort_by={name}&sort_order={order}" for name in ("name", "created_at") for order in ("asc", "desc")]
    with recorded("SELECT") as queries:
        for path in (f"/projects/{project}", "/projects/count", "/projects", *(f"/projects{sort}" for sort in sorts)):
            assert get(mock, path).status_code == 200

    assert len(queries) >= 3 * 7
    with mock.engine.backend._engine.begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:
            # The tables of a test are so small that PostgreSQL reads them whole, unless a setting prevents it.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_sort = off")
            connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        for statement, parameters in queries:
            plan = plan_of(connection, statement, parameters)
            for scan in ("SCAN ", "TEMP B-TREE") if is_sqlite else ("Seq Scan", "Sort"):
                assert scan not in plan, f"{statement}\n{plan}"


def test_a_filter_runs_no_query_for_each_record(open_mock):
    """PostgreSQL took 20 minutes for a page without matches of a million projects."""
    mock = open_mock(rate_limit="off", projects=300)
    with recorded("SELECT") as queries:
        for path in ("/projects?name=x", "/projects/count?name=x", "/projects?name=x&sort_by=name"):
            assert get(mock, path).status_code == 200

    filtered = [query for query in queries if " IN (SELECT" in query[0]]
    assert len(filtered) == 3
    with mock.engine.backend._engine.begin() as connection:
        for statement, parameters in filtered:
            plan = plan_of(connection, statement, parameters)
            assert "CORRELATED" not in plan, plan
            assert "SubPlan" not in plan.replace("hashed SubPlan", ""), plan


def test_a_large_scenario_is_written_in_few_statements(open_mock):
    """PostgreSQL takes quadratic time where one transaction updates the same row for each resource."""
    mock = open_mock()
    with recorded(("INSERT", "UPDATE")) as writes:
        mock.seed(projects=2500)

    assert len(writes) < 20
    assert get(mock, "/projects/count").json == {"count": 2500}
    assert len(names(mock, "?page=25&page_size=100&sort_by=name")) == 100


def test_who_only_reads_does_not_wait_for_a_transaction_of_another_process(database):
    one, other = (AdminMock(backend=database).engine.backend for _ in range(2))
    with one.transaction("a key"):
        pass
    with one.transaction("a key"):
        other.wait("a key", 1_000_000, seconds=0.1)
        assert (other.all_keys(), len(other)) == (["a key"], 1)
    one.close()
    other.close()
