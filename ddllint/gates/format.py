"""The form of the file of gates, typed; its JSON Schema is made from the same types."""

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta

Of: TypeAlias = Literal["specs", "revisions"]
_Words: TypeAlias = Annotated[tuple[str, ...], Meta(min_length=1)]


class DocumentCheck(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename="kebab"
):
    """A Markdown document says what it must, by its headings, tables and text."""

    path: Annotated[str, Meta(description="The document, from the folder of the settings.")]
    headings: Annotated[
        tuple[str, ...], Meta(description="Headings that it has, of any level.")
    ] = ()
    section: Annotated[
        str | None, Meta(description="The heading under which `words` and `rows` are looked for.")
    ] = None
    words: Annotated[tuple[str, ...], Meta(description="Texts that are in it.")] = ()
    rows: Annotated[tuple[str, ...], Meta(description="First cells of rows of a table in it.")] = ()


class FileCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files are there and are not empty."""

    paths: Annotated[
        tuple[str, ...],
        Meta(description="Files or globs, each of which some file fits.", min_length=1),
    ]
    words: Annotated[tuple[str, ...], Meta(description="Texts that are in each of them.")] = ()


class FindingsCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules ran to their end and found nothing, or only what is waived."""

    rules: Annotated[
        tuple[str, ...],
        Meta(description="Codes, or beginnings of codes such as DDL.", min_length=1),
    ]
    without: Annotated[
        tuple[str, ...],
        Meta(description="Codes, or beginnings of codes, that another gate is about."),
    ] = ()
    paths: Annotated[
        tuple[str, ...],
        Meta(description="Specs or migrations; by default all that the settings name."),
    ] = ()


class ColumnWanted(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename="kebab"
):
    """A column, and what is wanted of it."""

    name: str
    type: Annotated[str | None, Meta(description="As the server writes it: `uuid`.")] = None
    not_null: bool = False
    references: Annotated[str | None, Meta(description="A table that it alone refers to.")] = None
    on_delete: Annotated[
        Literal["no action", "restrict", "cascade", "set null", "set default"] | None,
        Meta(description="What that reference does when the row that it refers to goes."),
    ] = None


class CatalogCheck(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename="kebab"
):
    """Each of the relations has all that is wanted."""

    of: Annotated[Of, Meta(description="The schema of the specs, or that of the revisions.")] = (
        "specs"
    )
    relations: Annotated[
        tuple[str, ...],
        Meta(description="Tables and views, by name or glob; each fits some.", min_length=1),
    ]
    with_column: Annotated[
        str | None, Meta(description="Leave out of them those without this column.")
    ] = None
    comment: Annotated[bool, Meta(description="It has a comment.")] = False
    tags: Annotated[
        tuple[str, ...], Meta(description="Texts that are in its comment, as in `Refresh:`.")
    ] = ()
    comment_on: Annotated[tuple[str, ...], Meta(description="Columns that have a comment.")] = ()
    columns: tuple[ColumnWanted, ...] = ()
    index: Annotated[
        tuple[str, ...],
        Meta(description="An index has these first, as in `created_at DESC`."),
    ] = ()
    unique: Annotated[
        tuple[tuple[str, ...], ...],
        Meta(description="Columns of unique indexes or keys, partial ones included."),
    ] = ()
    row_security: Literal["enabled", "forced"] | None = None
    policy: Annotated[str | None, Meta(description="The name of a policy that it has.")] = None
    reads_setting: Annotated[
        str | None, Meta(description="A setting of the session that each of its policies reads.")
    ] = None
    granted: Annotated[
        dict[str, tuple[str, ...]], Meta(description="By role: what it may do at least.")
    ] = {}
    nothing_for: Annotated[
        tuple[str, ...], Meta(description="Roles that may do nothing; PUBLIC is `public`.")
    ] = ()


class ContractCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every field of the contracts has a column, or a reason why it has none."""

    relations: Annotated[
        tuple[str, ...], Meta(description="Tables and views that hold a schema of it.")
    ] = ()
    parameters: Annotated[
        dict[str, tuple[str, ...]],
        Meta(description="By name: the columns (`table.column`) that keep a parameter's value."),
    ] = {}


class RevisionCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One Alembic revision, replayed, makes these relations and its downgrade drops them."""

    file: Annotated[str, Meta(description="A glob that one revision's file name fits.")]
    creates: Annotated[tuple[str, ...], Meta(description="Made by its upgrade.")] = ()
    drops: Annotated[tuple[str, ...], Meta(description="Dropped by its downgrade.")] = ()


class IsolationCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Row security holds while the setting that names the tenant is as told."""

    settings: Annotated[
        tuple[Literal["tenant", "never set", "reset", "empty", "garbage"], ...],
        Meta(description="States of the setting: it names a tenant, or none.", min_length=1),
    ]


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename="kebab"):
    """One check, under the name of its kind."""

    document: DocumentCheck | None = None
    file: FileCheck | None = None
    findings: FindingsCheck | None = None
    catalog: CatalogCheck | None = None
    contract: ContractCheck | None = None
    revision: RevisionCheck | None = None
    verify: Annotated[
        _Words | None, Meta(description="Stages of `ddllint verify` that are proven.")
    ] = None
    isolation: IsolationCheck | None = None
    docs_fresh: Annotated[
        tuple[str, ...] | None,
        Meta(description="Files of `ddllint docs`, or globs, that are current; none named, all."),
    ] = None
    results_fresh: Annotated[
        tuple[str, ...] | None,
        Meta(
            description="Files of `ddllint verify --write-results`, or globs, that a new run would "
            "write as they are; none named, all."
        ),
    ] = None
    command: Annotated[
        _Words | None, Meta(description="A program and its arguments, which exits with 0.")
    ] = None


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A promise, and the checks that prove it: all of them."""

    promise: Annotated[str, Meta(description="What holds, in a sentence.", min_length=1)]
    checks: Annotated[tuple[Check, ...], Meta(min_length=1)]


class Phase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Gates that are looked at when all those of the phases that it needs are proven."""

    title: str
    gates: Annotated[dict[str, Gate], Meta(description="By number.", min_length=1)]
    needs: Annotated[
        tuple[str, ...] | None,
        Meta(description="Phases written above; by default the one right above."),
    ] = None


class GatesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The phases, in their order."""

    version: Annotated[Literal[1], Meta(description="The version of this form.")]
    phases: Annotated[dict[str, Phase], Meta(description="By number.", min_length=1)]


def gates_schema() -> dict[str, Any]:
    """The JSON Schema of a file of gates, for editors."""
    (root,), components = msgspec.json.schema_components([GatesFile], ref_template="#/$defs/{name}")
    components["Check"] |= {"minProperties": 1, "maxProperties": 1}
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": "Gates of ddllint", **root, "$defs": components}
