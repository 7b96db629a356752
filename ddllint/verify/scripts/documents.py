"""The scripts that the settings ask for."""

from ddllint.docs.changes import Document
from ddllint.docs.documents import refuse_twins
from ddllint.docs.regions import generated_script
from ddllint.verify.project import Project
from ddllint.verify.results import BY
from ddllint.verify.rows import fill
from ddllint.verify.scripts.compliance import compliance_script
from ddllint.verify.scripts.isolation import isolation_script


def scripts(project: Project) -> tuple[Document, ...]:
    """The scripts, made from the specs alone, their paths relative to the working folder.

    Raises UsageError when two of them have the same place.
    """
    settings = project.settings
    filling = fill(project.catalog, settings.tenancy, contracts=project.contracts())
    owner = project.owner if project.owner in settings.roles else None
    isolation = isolation_script(project.catalog, settings.tenancy, settings.roles, owner, filling)
    pages = (
        (settings.results.rls_isolation_script, isolation),
        (
            settings.results.contract_compliance_script,
            compliance_script(project.catalog, owner, filling),
        ),
    )
    documents = tuple(
        Document(path=project.loaded.from_here(place), text=generated_script(lines, BY))
        for place, lines in pages
        if place is not None
    )
    refuse_twins(documents)
    return documents
