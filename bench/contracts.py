"""API contracts for the generated specs, and the mapping between the two.

Each table, and each view, has the schema of an answer; each domain has a file of them.
"""

from collections.abc import Iterator

from specs import Table, tables

SETTINGS = """\
specs: [specs]
contracts: [contracts]
mapping: mapping.yaml
"""

_HEAD = """\
openapi: 3.1.0
info:
  title: {domain}
  version: 1.0.0
paths:
"""


def contracts(files: int, seed: int) -> Iterator[tuple[str, str]]:
    """Paths with their text: the settings, the mapping, and a contract for each domain."""
    by_domain: dict[str, list[Table]] = {}
    for table in tables(files - 1, seed):
        by_domain.setdefault(table.domain, []).append(table)
    yield "ddllint.yaml", SETTINGS
    mapping = "version: 1\n\nschemas:\n"
    for domain, members in by_domain.items():
        yield f"contracts/{domain}.yaml", _contract(domain, members)
        mapping += "".join(_mapped(table) for table in members)
    yield "mapping.yaml", mapping


def _contract(domain: str, members: list[Table]) -> str:
    paths = "".join(_path(table) for table in members)
    schemas = "".join(_schema(table) + (_view(table) if table.view else "") for table in members)
    return f"{_HEAD.format(domain=domain)}{paths}components:\n  schemas:\n{schemas}"


def _path(table: Table) -> str:
    views = f"""\
  /api/{table.name}/sums:
    get:
      operationId: sum_{table.name}
      summary: The sums of a tenant's {table.entity}
      responses:
        '200':
          description: The sums.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/{table.name}_sums'
"""
    return f"""\
  /api/{table.name}:
    get:
      operationId: list_{table.name}
      summary: The {table.entity} of a tenant, newest first
      responses:
        '200':
          description: A page of {table.entity}.
          content:
            application/json:
              schema:
                type: array
                items:
                  $ref: '#/components/schemas/{table.name}'
{views if table.view else ""}"""


_UUID = "          type: string\n          format: uuid\n"
_TIME = "          type: string\n          format: date-time\n"


def _schema(table: Table) -> str:
    states = ", ".join(table.states)
    fields = {
        "id": _UUID,
        "tenant_id": _UUID,
        "created_at": _TIME,
        table.time: _TIME,
        **{f"{parent}_id": _UUID for parent in table.parents},
        "state": f"          type: string\n          enum: [{states}]\n",
        "revenue": "          type: number\n          minimum: 0\n          maximum: 21474836.47\n"
        "          multipleOf: 0.01\n",
        "currency": "          type: string\n          pattern: '^[A-Z]{3}$'\n",
        "correlation_id": "          type: [string, 'null']\n          format: uuid\n",
    }
    return _object(table.name, f"One of a tenant's {table.entity}.", fields)


def _view(table: Table) -> str:
    fields = {
        "tenant_id": _UUID,
        "row_count": "          type: integer\n          format: int64\n",
        "revenue_cents": "          type: [integer, 'null']\n          format: int64\n",
        "newest_at": "          type: [string, 'null']\n          format: date-time\n",
    }
    return _object(f"{table.name}_sums", f"The sums of a tenant's {table.entity}.", fields)


_TOLD = ("tenant_id", "revenue", "currency", "correlation_id", "row_count")
"""The fields that are described, as many as columns have comments in the specs."""


def _object(name: str, description: str, fields: dict[str, str]) -> str:
    text = (
        f"    {name}:\n      type: object\n      additionalProperties: false\n"
        f"      description: {description}\n      required: [{', '.join(fields)}]\n"
        "      properties:\n"
    )
    for field, schema in fields.items():
        told = f"          description: What {field} is in {name}.\n"
        text += f"        {field}:\n{schema}{told if field in _TOLD else ''}"
    return text


def _mapped(table: Table) -> str:
    key = f"contracts/{table.domain}.yaml#/components/schemas/{table.name}"
    text = f"""\
  {key}:
    relation: {table.name}
    fields:
      revenue:
        column: revenue_cents
        conversion: cents
"""
    return text + (f"  {key}_sums:\n    relation: v_{table.name}\n" if table.view else "")
