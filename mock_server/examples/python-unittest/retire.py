"""Code to test: it schedules the deletion of projects. Run its tests as test_retire.py describes."""
# ruff: noqa: INP001 - an example to copy

from apivideo_admin import AdminClient


def retire(admin: AdminClient, prefix: str) -> list[str]:
    """Schedule the deletion of all projects whose name starts with a prefix. Return their names, sorted."""
    # The filter `name` also matches the prefix in the middle of a name.
    found = [one for one in admin.projects.list(name=prefix, sort_by="name") if one.name.startswith(prefix)]
    pending = [project for project in found if project.deletes_at is None]
    for project in pending:
        admin.projects.update(project.project_id, name=project.name, deletes_at="next_cycle")
    return [project.name for project in pending]
