"""The names of the package: what it exports, when it imports what, and the types of arguments."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
import typing

import pytest

import apivideo_admin
from apivideo_admin import AdminClient, AsyncAdminClient, Omit, errors, models, omit, types

OPTIONS = {"timeout", "max_retries", "extra_headers", "extra_query", "extra_body"}
NAMESPACES = ("projects", "api_keys", "usage")


def test_models_and_errors_are_names_of_the_package():
    for module in (models, errors):
        for name in module.__all__:
            assert getattr(apivideo_admin, name) is getattr(module, name)
            assert name in apivideo_admin.__all__
            assert name in dir(apivideo_admin)
    with pytest.raises(AttributeError, match="module 'apivideo_admin' has no attribute 'Projet'"):
        _ = apivideo_admin.Projet


def test_models_and_namespaces_are_imported_when_they_are_first_used():
    program = """
import sys
import apivideo_admin
loaded = lambda: sorted(name.partition(".")[2] for name in sys.modules if name.startswith("apivideo_admin.") and "_runtime" not in name)
print(loaded())
admin = apivideo_admin.AdminClient("k")
admin.usage
print(loaded())
from apivideo_admin import Project, types
assert Project is apivideo_admin.models.Project
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first == "['_api_version', 'client', 'errors']"
    assert "resources.usage" in second
    assert "resources.projects" not in second


def test_a_namespace_is_made_once_for_each_client_and_has_the_options_of_its_client():
    with AdminClient("k") as admin:
        assert admin.projects is admin.projects
        variant = admin.with_options(timeout=1)
        assert variant.projects is not admin.projects
        assert variant.projects._api is variant._api
        assert admin.projects._api is admin._api


@pytest.mark.parametrize("name", NAMESPACES)
def test_each_method_has_a_type_for_its_keyword_arguments(name):
    for client in (AdminClient, AsyncAdminClient):
        namespace = getattr(client, name)
        methods = [one for key, one in inspect.getmembers(namespace, inspect.ismethod) if not key.startswith("_")]
        assert methods
        for method in methods:
            hints = typing.get_type_hints(method)
            keywords = [
                one
                for one in inspect.signature(method).parameters.values()
                if one.kind is one.KEYWORD_ONLY and one.name not in OPTIONS
            ]
            kind = getattr(types, f"{type(getattr(AdminClient, name)).__name__}{method.__name__.title()}Params", None)
            if not keywords:
                assert kind is None
                continue
            assert typing.get_type_hints(kind) == {one.name: hints[one.name] for one in keywords}
            assert kind.__required_keys__ == {one.name for one in keywords if one.default is one.empty}


def test_values_of_arguments_have_names():
    assert types.ProjectsListSortBy == typing.Literal["created_at", "name"]
    assert types.UsageDeliveryInterval == typing.Literal["month", "week"]
    assert types.Region == typing.Literal["eu-central-1"]


def test_omit_is_one_false_value_in_copies_and_pickles_too():
    assert not omit
    assert repr(omit) == "omit"
    for one in (Omit(), copy.copy(omit), copy.deepcopy(omit), pickle.loads(pickle.dumps(omit))):  # noqa: S301 (our own bytes)
        assert one is omit
