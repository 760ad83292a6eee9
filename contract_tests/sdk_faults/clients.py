"""Faults in how a client is set up: its key, its server, its options, its variants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from apivideo_admin._runtime import client, hooks, options, retry, settings
from contract_tests.rules_sdk import OPTIONS, SETUP
from contract_tests.sdk_faults.planting import instead

_choose_api_key = settings.choose_api_key


def _of_the_environment(argument: str | None, environment: Mapping[str, str]) -> str:
    return environment.get("APIVIDEO_ADMIN_API_KEY") or _choose_api_key(argument, environment)


THE_ENVIRONMENT_WINS: Final = instead(
    "it_prefers_the_key_of_the_environment", "client.choose_api_key", _of_the_environment, SETUP
)
ANY_KEY_IS_TAKEN: Final = instead(
    "it_takes_any_key",
    "client.choose_api_key",
    lambda argument, environment: argument or environment.get("APIVIDEO_ADMIN_API_KEY", "none"),
    SETUP,
)
ANY_SERVER_IS_TAKEN: Final = instead(
    "it_takes_any_server",
    "client.choose_base_url",
    lambda argument, environment, server: (argument or environment.get("APIVIDEO_ADMIN_BASE_URL") or server).rstrip(
        "/"
    ),
    SETUP,
)
ANY_ID_IS_SENT: Final = instead("it_sends_any_id", "operation._path_segment", lambda _, value: str(value), SETUP)

TIME_OUTS_OF_CALLS_ARE_IGNORED: Final = instead(
    "it_ignores_the_time_out_of_a_call", "exchange.timeout_extension", lambda _: {}, OPTIONS
)
RETRIES_OF_CALLS_ARE_IGNORED: Final = instead(
    "it_ignores_the_retries_of_a_call", "api.make_retry_policy", lambda policy, _: policy, OPTIONS
)
VARIANTS_ARE_THE_FIRST: Final = instead(
    "its_variants_are_itself", "client.BaseClient.with_options", lambda one, **_: one, OPTIONS
)
_with_options = client.BaseClient.with_options


def _without_hooks(one: Any, **given: Any) -> Any:
    variant = _with_options(one, **given)
    variant._api.sender = replace(variant._api.sender, hooks=hooks.Hooks())  # noqa: SLF001 - that is the fault
    return variant


VARIANTS_LOSE_HOOKS: Final = instead(
    "its_variants_lose_the_hooks", "client.BaseClient.with_options", _without_hooks, OPTIONS
)
_make_retry_policy = options.make_retry_policy
TIME_FOR_RETRIES_IS_IGNORED: Final = instead(
    "it_ignores_the_time_for_retries",
    "settings.make_retry_policy",
    lambda policy, max_retries, _: _make_retry_policy(policy, max_retries),
    OPTIONS,
)
ANY_HEADER_IS_TAKEN: Final = instead("it_takes_any_header", "settings.check_headers", lambda headers: headers, OPTIONS)
RETRIES_HAVE_ANOTHER_DEFAULT: Final = instead(
    "it_retries_eight_times_unless_told", "client.RetryPolicy", lambda: retry.RetryPolicy(8), OPTIONS
)
