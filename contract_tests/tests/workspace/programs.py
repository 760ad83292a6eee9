"""Programs that use what the edits of ``contract_tests/examples/`` add to the document."""

from __future__ import annotations

from typing import Final

#: Uses the resource of ``examples/webhooks/``.
WEBHOOKS: Final = """
from pathlib import Path

import apivideo_admin
import apivideo_admin_mock
import generator
from apivideo_admin import errors
from apivideo_admin_mock.sdk import connect
from apivideo_admin_mock.testing import AdminMock

for package in (apivideo_admin, apivideo_admin_mock, generator):
    assert Path(str(package.__file__)).is_relative_to(Path.cwd()), package.__file__

mock = AdminMock(rate_limit="off")
with connect(mock) as admin:
    project, other = (admin.projects.create(name=name) for name in ("mine", "other"))
    webhook = admin.webhooks.create(project.project_id, url="https://example.com/a", events=["video.encoded"])
    assert webhook.webhook_id.startswith("webhook_")
    assert (webhook.project_id, webhook.url, webhook.events) == (
        project.project_id, "https://example.com/a", ["video.encoded"]
    )
    assert admin.webhooks.get(project.project_id, webhook.webhook_id) == webhook

    for number in range(24):
        admin.webhooks.create(project.project_id, url=f"https://example.com/{number:02}", events=["video.deleted"])
    listed = list(admin.webhooks.list(project.project_id, url="com/1", sort_by="url", sort_order="desc", page_size=4))
    assert [one.url[-2:] for one in listed] == [f"{number}" for number in range(19, 9, -1)]
    assert admin.webhooks.count(project.project_id, url="com/1") == 10

    updated = admin.webhooks.update(project.project_id, webhook.webhook_id, events=["live_stream.ended"])
    assert (updated.url, updated.events) == (webhook.url, ["live_stream.ended"])
    for refused in ({"url": "no uri", "events": ["video.encoded"]}, {"url": "https://a.example", "events": ["nothing"]}):
        try:
            admin.webhooks.create(project.project_id, **refused)
        except errors.BadRequestError as error:
            assert error.problems[0].name.split("[")[0] in {"url", "events"}
        else:
            raise AssertionError(f"{refused} was accepted")
    try:
        admin.webhooks.get(other.project_id, webhook.webhook_id)
    except errors.NotFoundError:
        pass
    else:
        raise AssertionError("the webhook was found under another project")
    admin.webhooks.delete(project.project_id, webhook.webhook_id)
    assert admin.webhooks.count(project.project_id) == 24
"""

#: Uses the commands of the resource of ``examples/webhooks/``, with the harness of the command line's own tests.
COMMANDS: Final = """
import json

from cli_harness import KEY, CommandLine

from apivideo_admin_mock.adapters.transport import MockTransport
from apivideo_admin_mock.testing import AdminMock

mock = AdminMock(rate_limit="off", keys=[KEY])
command_line = CommandLine(MockTransport(mock.engine))


def run(*arguments):
    done = command_line(*arguments, "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out) if done.out else None


project = run("projects", "create", "--name", "mine")["project_id"]
events = ["--events", "video.encoded", "--events", "video.deleted"]
webhook = run("webhooks", "create", project, "--url", "https://example.com/a", *events)
assert webhook["events"] == ["video.encoded", "video.deleted"]
assert run("webhooks", "get", project, webhook["webhook_id"]) == webhook
assert run("webhooks", "list", project, "--url", "example.com", "--sort-by", "url", "--all") == [webhook]
assert run("webhooks", "update", project, webhook["webhook_id"], "--url", "https://example.com/b")["url"][-1] == "b"
assert run("webhooks", "count", project) == 1
assert command_line("webhooks", "list", project, "--format", "csv").out.startswith("project_id,webhook_id,created_at,url,events")
refused = command_line("webhooks", "create", project, "--url", "https://example.com", "--events", "nothing")
assert (refused.code, "live_stream.started" in refused.err) == (2, True)
assert run("webhooks", "delete", project, webhook["webhook_id"]) is None
assert run("webhooks", "count", project) == 0
assert "--events" in command_line("webhooks", "create", "--help").out
"""

#: Uses what the edits of ``examples/spec_edits/`` add: a resource below an API key, a report, a filter and a sort property.
SPEC_EDITS: Final = """
from pathlib import Path

import apivideo_admin
import apivideo_admin_mock
from apivideo_admin import errors
from apivideo_admin_mock.sdk import connect
from apivideo_admin_mock.testing import AdminMock

for package in (apivideo_admin, apivideo_admin_mock):
    assert Path(str(package.__file__)).is_relative_to(Path.cwd()), package.__file__

mock = AdminMock(rate_limit="off")
with connect(mock) as admin:
    project = admin.projects.create(name="mine")
    key, other = (admin.api_keys.create(project.project_id, name=name) for name in ("a", "b"))
    grant = admin.grants.create(project.project_id, key.api_key_id, scope="write")
    assert (grant.project_id, grant.api_key_id, grant.scope) == (project.project_id, key.api_key_id, "write")
    assert (grant.uses, grant.expires_at) == (10, None)
    for scope in ("read", "read", "stream"):
        admin.grants.create(project.project_id, key.api_key_id, scope=scope, uses=1)
    read = list(admin.grants.list(project.project_id, key.api_key_id, scope="read", page_size=1))
    assert [one.scope for one in read] == ["read", "read"]
    assert admin.grants.count(project.project_id, key.api_key_id) == 4
    assert admin.grants.count(project.project_id, other.api_key_id) == 0
    assert admin.grants.update(project.project_id, key.api_key_id, grant.grant_id, uses=5).uses == 5
    try:
        admin.grants.get(project.project_id, other.api_key_id, grant.grant_id)
    except errors.NotFoundError:
        pass
    else:
        raise AssertionError("the grant was found under another API key")
    admin.api_keys.delete(project.project_id, key.api_key_id)
    try:
        admin.grants.list(project.project_id, key.api_key_id).first_page()
    except errors.NotFoundError:
        pass
    else:
        raise AssertionError("the grants outlived their API key")

    going = admin.projects.create(name="going")
    admin.projects.update(going.project_id, name="going", deletes_at="next_cycle")
    assert [one.name for one in admin.projects.list(sort_by="deletes_at", sort_order="desc")] == ["going", "mine"]
    assert admin.projects.count(region="eu-central-1") == 2
    try:
        admin.projects.count(region="us-east-1")
    except errors.BadRequestError as error:
        assert [one.name for one in error.problems] == ["region"]
    else:
        raise AssertionError("an unknown region was accepted")

    days = admin.usage.encoding(project.project_id, interval="week")
    totals = [day.total_duration_minutes for day in days]
    assert len(days) == 7 and totals == sorted(totals) and all(day.video_duration_minutes >= 0 for day in days)
"""

#: Uses the resource that ``generator new`` drafts from ``examples/vendor/``.
SUBSCRIPTIONS: Final = """
from apivideo_admin import errors
from apivideo_admin_mock.sdk import connect
from apivideo_admin_mock.testing import AdminMock

mock = AdminMock(rate_limit="off")
with connect(mock) as admin:
    project, other = (admin.projects.create(name=name) for name in ("mine", "other"))
    made = [
        admin.subscriptions.create(
            project.project_id, target_url=f"https://example.com/{number}", topics=["video.encoded"], priority=number
        )
        for number in range(3)
    ]
    first = admin.subscriptions.get(project.project_id, made[0].subscription_id)
    assert (first.project_id, first.topics, first.status, first.deliveries) == (project.project_id, ["video.encoded"], "active", 0)
    assert len(first.signing_secret) == 43 and len(first.fingerprint) == 20
    condition = {"field": "type", "equals": "hls"}
    hls = admin.subscriptions.create(
        project.project_id, target_url="https://example.com/hls", topics=["video.deleted"], condition=condition
    )
    assert (hls.condition.field, hls.priority, made[0].condition) == ("type", 5, None)

    def found(**filters):
        return [one.subscription_id for one in admin.subscriptions.list(project.project_id, **filters)]

    ids = [one.subscription_id for one in (*made, hls)]
    assert found(topic="video.deleted") == [ids[3]]
    assert found(min_priority=2, sort_by="priority", sort_order="desc") == [ids[3], ids[2]]
    assert found(target_url="com/h") == [ids[3]]
    admin.subscriptions.pause(project.project_id, ids[1])
    assert found(status="paused") == [ids[1]]
    updated = admin.subscriptions.update(project.project_id, ids[1], label="mine", priority=9)
    assert (updated.label, updated.priority, updated.status) == ("mine", 9, "paused")
    try:
        admin.subscriptions.create(project.project_id, target_url="no uri", topics=[], priority=10)
    except errors.BadRequestError as error:
        assert {one.name for one in error.problems} == {"target_url", "topics", "priority"}
    else:
        raise AssertionError("an invalid subscription was accepted")
    try:
        admin.subscriptions.get(other.project_id, ids[0])
    except errors.NotFoundError:
        pass
    else:
        raise AssertionError("the subscription was found under another project")
    admin.subscriptions.delete(project.project_id, ids[0])
    assert found() == ids[1:]
"""

#: Never run: a type checker reads it. Each `type: ignore` must be needed.
TYPES: Final = """
from typing import assert_type

from apivideo_admin import AdminClient, models, types


def use_webhooks(admin: AdminClient) -> None:
    webhook = admin.webhooks.create("project_1", url="https://example.com", events=["video.encoded"])
    assert_type(webhook, models.Webhook)
    assert_type(webhook.url, str)
    assert_type(admin.webhooks.count("project_1", url="example"), int)
    assert_type([one for one in admin.webhooks.list("project_1", sort_by="url")], list[models.Webhook])
    assert_type(admin.webhooks.delete("project_1", webhook.webhook_id), None)
    for one in admin.webhooks.list("project_1"):
        admin.webhooks.create("project_1", url=one.url, events=one.events)
    arguments: types.WebhooksCreateParams = {"url": "https://example.com", "events": ["video.encoded"]}
    admin.webhooks.create("project_1", **arguments)
    admin.webhooks.create("project_1", url="https://example.com", events=[3])  # type: ignore[list-item]
    admin.webhooks.list("project_1", sort_by="events")  # type: ignore[arg-type]



def use_spec_edits(admin: AdminClient) -> None:
    grant = admin.grants.create("project_1", "api_key_1", scope="read")
    assert_type(grant, models.Grant)
    assert_type(grant.uses, int)
    assert_type([one for one in admin.grants.list("project_1", "api_key_1", scope="read")], list[models.Grant])
    admin.grants.create("project_1", "api_key_1", scope=admin.grants.get("project_1", "api_key_1", "grant_1").scope)
    admin.grants.create("project_1", "api_key_1", scope=3)  # type: ignore[arg-type]
    admin.grants.create("project_1", scope="read")  # type: ignore[call-arg]
    assert_type(admin.projects.count(region="eu-central-1"), int)
    admin.projects.list(sort_by="deletes_at", region="eu-central-1")
    admin.projects.list(sort_by="region")  # type: ignore[arg-type]
    assert_type(admin.usage.encoding("project_1", interval="week"), list[models.EncodingUsageDay])


def use_the_drafted_resource(admin: AdminClient) -> None:
    one = admin.subscriptions.create("project_1", target_url="https://example.com", topics=["video.encoded"], priority=3)
    assert_type(one, models.Subscription)
    assert_type(one.deliveries, int)
    assert_type(admin.subscriptions.pause("project_1", one.subscription_id), None)
    admin.subscriptions.create("project_1", target_url="https://example.com", topics=[3])  # type: ignore[list-item]
    admin.subscriptions.create("project_1", topics=["video.encoded"])  # type: ignore[call-arg]
    admin.subscriptions.list("project_1", sort_by="label")  # type: ignore[arg-type]
"""
