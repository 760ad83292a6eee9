"""A team's own code: it schedules the deletion of projects that nobody needs any more. test_retire.py tests it, and tells how to run it."""
# ruff: noqa: INP001 - a folder that is to be copied

from apivideo_admin import AdminClient


def retire(admin: AdminClient, prefix: str) -> list[str]:
    """Schedule the deletion of all projects whose name begins with a prefix; give their names, sorted."""
    # `name` finds it anywhere in a name.
    found = [one for one in admin.projects.list(name=prefix, sort_by="name") if one.name.startswith(prefix)]
    pending = [project for project in found if project.deletes_at is None]
    for project in pending:
        admin.projects.update(project.project_id, name=project.name, deletes_at="next_cycle")
    return [project.name for project in pending]
