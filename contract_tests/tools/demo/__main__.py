"""`python -m contract_tests.tools.demo`: what a user of the SDK and of the mock does, in one go."""

from __future__ import annotations

import sys
import time
from typing import TypeVar

from apivideo_admin import AdminClient
from apivideo_admin.errors import NotFoundError, TooManyRequestsError
from contract_tests.tools.demo.chart import bars
from contract_tests.tools.demo.server import KEY, control, mock_server

T = TypeVar("T")


def main() -> int:
    """Run the demo. Exits with 0 where everything was as it should be."""
    started = time.monotonic()
    with mock_server() as url, AdminClient(api_key=KEY, base_url=url) as admin:
        say(f"A mock of the Admin API answers on {url}.")
        project_id = create(admin)
        walk(admin)
        usage(admin, project_id)
        limit(url)
        deletion(admin, url, project_id)
        calls = len(control(url, "GET", "/requests")["items"])
    say(f"Done: {calls} requests in {time.monotonic() - started:.1f} s, all as the document has them.", head=True)
    say("Keep a mock running:  python3 -m nox -s mock -- --port 8080")
    return 0


def create(admin: AdminClient) -> str:
    """Create a project with a key, and 45 more."""
    project = admin.projects.create(name="My project")
    say(f"Created {project.project_id} ({project.name}, {project.region}).", head=True)
    key = admin.api_keys.create(project.project_id, name="ci")
    say(f"Created {key.api_key_id} for it; its secret has {len(key.value)} characters.")
    for number in range(1, 46):
        admin.projects.create(name=f"aaa {number:02}")
    say("Created 45 more, as fast as ten requests a second allow.")
    return project.project_id


def walk(admin: AdminClient) -> None:
    """Walk the pages of a filtered and sorted list, and count."""
    pages = admin.projects.list(name="aaa", sort_by="name", sort_order="desc").pages()
    sizes: list[int] = []
    for page in pages:
        sizes.append(page.pagination.item_count)
        say(f"Page {page.pagination.page}: {page.items[0].name} to {page.items[-1].name}", head=len(sizes) == 1)
    total = admin.projects.count(name="aaa")
    expect(sum(sizes) == total, f"the pages hold {sum(sizes)} projects and the count is {total}")
    say(f"The count agrees: {total}.")


def usage(admin: AdminClient, project_id: str) -> None:
    """Draw both usages of a month."""
    delivered = admin.usage.delivery(project_id, interval="month")
    minutes = [day.video_hls_duration_minutes for day in delivered]
    say(f"Delivered, {delivered[0].collected_on} to {delivered[-1].collected_on}:", head=True)
    say(f"  {bars(minutes)}  {sum(minutes):,} minutes of HLS video")
    hosted = [day.video_duration_minutes for day in admin.usage.hosting(project_id, interval="month")]
    expect(hosted == sorted(hosted), "what is hosted fell")
    say(f"  {bars(hosted)}  {hosted[0]:,} to {hosted[-1]:,} minutes hosted")


def limit(url: str) -> None:
    """Run into the rate limit on purpose, with a client that neither holds back nor tries again."""
    time.sleep(1)
    with AdminClient(api_key=KEY, base_url=url, max_retries=0, throttle=False) as impatient:
        burst(impatient)


def burst(impatient: AdminClient) -> None:
    """Make requests until one is refused."""
    for accepted in range(100):
        try:
            impatient.projects.count()
        except TooManyRequestsError as error:
            say(
                f"Request {accepted + 1} of a burst: {error.status} {error.title} Retry after {error.retry_after:.0f} s.",
                head=True,
            )
            return
    expect(False, "a hundred requests in a burst were all accepted")


def deletion(admin: AdminClient, url: str, project_id: str) -> None:
    """Schedule a deletion and move the clock past it."""
    scheduled = admin.projects.update(project_id, name="My project", deletes_at="next_cycle")
    say(f"Scheduled the deletion of {project_id} for {scheduled.deletes_at}.", head=True)
    now = control(url, "PATCH", "/clock", {"advance": 32 * 86400})["now"]
    try:
        admin.projects.get(project_id)
    except NotFoundError as error:
        say(f"On {now}: {error.status} {error.title}")
    else:
        expect(False, f"{project_id} is still there on {now}")


def expect(condition: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    """End the demo where something is not as it should be."""
    if not condition:
        raise SystemExit(f"demo: {otherwise}")


def say(text: str, *, head: bool = False) -> None:
    """Print a line, with an empty one before it where a new chapter begins."""
    print(f"\n{text}" if head else text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
