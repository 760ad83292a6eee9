"""Use the wheel of the SDK where nothing else is installed; `nox -s wheels` runs this program."""

import importlib.util

import httpx2

import apivideo_admin

for absent in ("flask", "granian", "apivideo_admin_mock"):
    if importlib.util.find_spec(absent) is not None:
        raise SystemExit(f"{absent} is installed beside the SDK")


def response(request: httpx2.Request) -> httpx2.Response:
    """Return the response of the API to a count."""
    return httpx2.Response(200, json={"count": 3}, request=request)


with apivideo_admin.AdminClient(api_key="key", transport=httpx2.MockTransport(response)) as admin:
    if admin.projects.count() != 3:
        raise SystemExit("the SDK does not return the count of the response")
print(f"apivideo-admin {apivideo_admin.__version__} works alone")
