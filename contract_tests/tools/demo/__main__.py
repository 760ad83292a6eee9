"""Drive a mock with the SDK: ``python -m contract_tests.tools.demo``."""

from __future__ import annotations

import sys
import time
from typing import TypeVar

from apivideo_admin import AdminClient
from apivideo_admin.errors import NotFoundError, RateLimitError
from contract_tests.tools.demo.chart import bars
from contract_tests.tools.demo.server import KEY, control, mock_server
from contract_tests.tools.demo.suite import BUG, run_on_a_bug, run_suite

T = TypeVar("T")
#: Seconds that are certainly past the start of the next month.
_MONTH = 32 * 86400


def main() -> int:
    """Run the demo. Return 0 if every response was as expected."""
    started = time.monotonic()
    with mock_server() as url, AdminClient(api_key=KEY, base_url=url) as admin:
        say(f"Started a mock of the Admin API: {url}")
        project_id = create(admin)
        walk(admin)
        usage(admin, project_id)
        limit(url)
        deletion(admin, url, project_id)
        calls = len(control(url, "GET", "/requests")["items"])
        suite(url)
    bug()
    say(
        f"Done: {calls} requests of the SDK, and the suite, in {time.monotonic() - started:.1f} s; all matched the spec.",
        head=True,
    )
    say("Keep a mock running:  python3 -m nox -s mock -- --port 8080")
    return 0


def create(admin: AdminClient) -> str:
    """Create a project with a key, and 45 more."""
    project = admin.projects.create(name="My project")
    say(f"Created {project.project_id} ({project.name}, {project.region}).", head=True)
    key = admin.api_keys.create(project.project_id, name="ci")
    say(f"Created its API key {key.api_key_id}, with a secret of {len(key.value)} characters.")
    for number in range(1, 46):
        admin.projects.create(name=f"aaa {number:02}")
    say("Created 45 more projects at the limit of 10 requests per second.")
    return project.project_id


def walk(admin: AdminClient) -> None:
    """Iterate over the pages of a filtered and sorted list, and compare with the count."""
    pages = admin.projects.list(name="aaa", sort_by="name", sort_order="desc").pages()
    sizes: list[int] = []
    for page in pages:
        sizes.append(page.pagination.item_count)
        say(f"Page {page.pagination.page}: {page.items[0].name} to {page.items[-1].name}", head=len(sizes) == 1)
    total = admin.projects.count(name="aaa")
    expect(sum(sizes) == total, f"the pages hold {sum(sizes)} projects and the count is {total}")
    say(f"The count matches: {total}.")


def usage(admin: AdminClient, project_id: str) -> None:
    """Print a chart of both usage reports of a month."""
    delivered = admin.usage.delivery(project_id, interval="month")
    minutes = [day.video_hls_duration_minutes for day in delivered]
    say(f"Delivered, {delivered[0].collected_on} to {delivered[-1].collected_on}:", head=True)
    say(f"  {bars(minutes)}  {sum(minutes):,} minutes of HLS video")
    hosted = [day.video_duration_minutes for day in admin.usage.hosting(project_id, interval="month")]
    expect(hosted == sorted(hosted), "the hosted minutes decreased")
    say(f"  {bars(hosted)}  {hosted[0]:,} to {hosted[-1]:,} minutes hosted")


def limit(url: str) -> None:
    """Exceed the rate limit on purpose, with a client without throttle and retries."""
    time.sleep(1)
    with AdminClient(api_key=KEY, base_url=url, max_retries=0, throttle=False) as impatient:
        burst(impatient)


def burst(impatient: AdminClient) -> None:
    """Send requests until one is refused."""
    for accepted in range(100):
        try:
            impatient.projects.count()
        except RateLimitError as error:
            say(
                f"Request {accepted + 1} of a burst: {error.status_code} {error.title} Retry after {error.retry_after:.0f} s.",
                head=True,
            )
            return
    expect(False, "the mock accepted 100 requests in a burst")


def deletion(admin: AdminClient, url: str, project_id: str) -> None:
    """Schedule a deletion and advance the clock past it."""
    scheduled = admin.projects.update(project_id, name="My project", deletes_at="next_cycle")
    say(f"Scheduled the deletion of {project_id} for {scheduled.deletes_at}.", head=True)
    now = control(url, "PATCH", "/clock", {"advance": _MONTH})["now"]
    try:
        admin.projects.get(project_id)
    except NotFoundError as error:
        say(f"Advanced the clock to {now}: {error.status_code} {error.title}")
    else:
        expect(False, f"{project_id} is still found on {now}")


def suite(url: str) -> None:
    """Run the smoke level of the contract suite on the mock, without its rate limit."""
    control(url, "PATCH", "/settings", {"rate_limit": "off"})
    control(url, "PATCH", "/clock", {"advance": -_MONTH})  # the suite expects the time of this machine
    code, report = run_suite(url, KEY)
    expect(code == 0, "\n".join(report))
    say("Ran the contract suite on this mock: apivideo-admin-contract --effort smoke", head=True)
    say(f"  {report[-1]}")


def bug() -> None:
    """Run it on a mock with a planted bug, which it must find."""
    code, report = run_on_a_bug()
    expect(code == 1, f"the suite found no violation, although {BUG.replace('_', ' ')}")
    rule = next(line for line in report if line.startswith("FAIL "))
    at = next(index for index, line in enumerate(report) if line.startswith("* "))
    say(f"Planted a bug into another mock ({BUG.replace('_', ' ')}), and ran it there:")
    say(f"  {rule}: {report[at].removeprefix('* ')}")
    say(f"  {report[at + 1].strip()}")


def expect(condition: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Exit with a message if a condition is false."""
    if not condition:
        raise SystemExit(f"demo: {otherwise}")


def say(text: str, *, head: bool = False) -> None:
    """Print a line; ``head`` adds an empty line before it."""
    print(f"\n{text}" if head else text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
