"""Findings that come from no rule's check: what was not read, and what was waived.

They are reported always. Each has its documentation here, in the sections of a rule's module,
but for the options, which they have none of.
"""

import msgspec

from ddllint.diagnostics.finding import Severity
from ddllint.rules.rule import Family, Meta


class Builtin(msgspec.Struct, frozen=True):
    """A code that another part of ddllint reports, and its documentation."""

    meta: Meta
    documentation: str


_SYNTAX_ERROR = """A statement cannot be parsed.

## What it does
Reports each statement that PostgreSQL's own parser refuses, at the character where it stumbled.
The file's other statements and all other files are still checked.

## Why
What was not read was not checked. A linter that skips it in silence and prints that all is well
is worse than none.

## Example
```sql bad
CREATE TABEL invoices (id uuid PRIMARY KEY);
```
```sql good
CREATE TABLE invoices (id uuid PRIMARY KEY);
```

## References
- PostgreSQL manual, 4.1 [Lexical
  Structure](https://www.postgresql.org/docs/current/sql-syntax-lexical.html)
"""

_REFUSED = """A statement is one that the server would refuse.

## What it does
Reports each ALTER, COMMENT, CREATE INDEX, CREATE POLICY, GRANT and the like whose object, or a
column of it, is declared in none of the files; and a second declaration of the same object. The
order of files does not matter: a statement waits for an object that a later file declares. Such
a statement changes nothing in what the rules see.

## Why
What the statement was meant to say, that a table has a policy for one, is not so.

## Example
```sql bad
CREATE TABLE invoices (id uuid PRIMARY KEY);
COMMENT ON TABLE invoice IS 'Invoices as they were sent.';
```
```sql good
CREATE TABLE invoices (id uuid PRIMARY KEY);
COMMENT ON TABLE invoices IS 'Invoices as they were sent.';
```

## References
- PostgreSQL manual, VI [SQL Commands](https://www.postgresql.org/docs/current/sql-commands.html)
"""

_UNREADABLE = """A file cannot be read as SQL text.

## What it does
Reports a file that is not UTF-8, or that the system does not let ddllint read.

## Why
What was not read was not checked. PostgreSQL would take the bytes for other characters than the
author saw, or refuse them.

## Example
A file saved as UTF-16 or Windows-1252: save it as UTF-8.

## References
- PostgreSQL manual, 24.3 [Character Set
  Support](https://www.postgresql.org/docs/current/multibyte.html)
"""

_WITHOUT_REASON = """A waiver says why.

## What it does
Reports a waiver without a reason, in a comment or in the settings.

## Why
A waiver is a decision. Who meets it in a year must be able to tell whether it still holds.

## Example
```sql bad
-- ddllint: waive DDL001
CREATE TABLE scratch (id uuid PRIMARY KEY);
```
```sql good
-- ddllint: waive DDL001: dropped again by the next import
CREATE TABLE scratch (id uuid PRIMARY KEY);
```

## References
- ddllint, Waivers
"""

_EXPIRED = """A waiver's last day has passed.

## What it does
Reports a waiver whose `until` lies in the past. The finding that it covered is reported again.

## Why
*Until* was a promise to come back. Mend what was waived, or decide anew and say why.

## Example
```sql bad
-- ddllint: waive DDL001 until 2020-01-31: comments follow with the dictionary
CREATE TABLE scratch (id uuid PRIMARY KEY);
```
```sql good
CREATE TABLE scratch (id uuid PRIMARY KEY);
COMMENT ON TABLE scratch IS 'Rows of the import that is under way.';
```

## References
- ddllint, Waivers
"""

_UNUSED = """A waiver covers no finding.

## What it does
Reports a waiver under which nothing was found, and nothing that a rule could not check.

## Why
It would hide the next mistake in its place. Take it out.

## Example
```sql bad
-- ddllint: waive DDL002: the vendor calls it so
CREATE TABLE imports (id uuid PRIMARY KEY, raw_payload jsonb);
```
```sql good
CREATE TABLE imports (id uuid PRIMARY KEY, raw_payload jsonb);
```

## References
- ddllint, Waivers
"""

_UNKNOWN_CODE = """A waiver names a rule that does not exist.

## What it does
Reports a waiver whose code or name belongs to no rule, with the one that is spelled most alike.

## Why
It waives nothing, and whoever wrote it believes that it does.

## Example
```sql bad
-- ddllint: waive DDL01: dropped again by the next import
CREATE TABLE scratch (id uuid PRIMARY KEY);
```
```sql good
-- ddllint: waive DDL001: dropped again by the next import
CREATE TABLE scratch (id uuid PRIMARY KEY);
```

## References
- ddllint, Waivers
"""

_MALFORMED = """A directive cannot be read.

## What it does
Reports a comment that begins with `ddllint:` but is no directive, or has a date that is none.

## Why
It does nothing, and whoever wrote it believes that it does.

## Example
```sql bad
-- ddllint: wave DDL001: dropped again by the next import
CREATE TABLE scratch (id uuid PRIMARY KEY);
```
```sql good
-- ddllint: waive DDL001: dropped again by the next import
CREATE TABLE scratch (id uuid PRIMARY KEY);
```

## References
- ddllint, Waivers
"""


_CONTRACT = """A contract or the mapping is wrong in itself.

## What it does
Reports what does not hold in the contracts and the mapping, whatever the tables say. It is told
when a rule that needs the contracts runs, and always with `--validate-contracts`.

Of a file:

- it cannot be read, is not YAML or JSON, nests too deep, or its aliases stand for too much;
- it is a link, to a file or a folder, that leads out of the contracts' folder;
- it is neither OpenAPI nor JSON Schema, and no contract refers to it;
- it states a version of OpenAPI that is unknown;
- a key is written twice in the same mapping;
- a `$ref` leads nowhere, round in a circle, out of the folder or to a URL;
- schemas refer to one another over more than 100 levels: what lies deeper is not checked.

Of a schema:

- it is no mapping, or a keyword has a value of the wrong kind: an unknown `type`, a negative
  `maxLength`, a `multipleOf` of 0, an empty `enum`, `exclusiveMinimum` in the way of another
  version of OpenAPI;
- `required` is no list of names, names a property twice, is `true` beside a property, or names one
  that nothing describes;
- a keyword says nothing of the `type` beside it, as `minLength` of a number;
- a value of `enum` or `const` is of another type, or listed twice;
- no value fits: `minimum` above `maximum`, and likewise for lengths, items and properties;
- a limit is no finite number, or has more digits than anybody compares with;
- `readOnly` and `writeOnly` stand side by side, so it is never sent;
- `nullable` in OpenAPI 3.1, or in 3.0 without `type` beside it, where it has no effect;
- a `pattern`, or a key of `patternProperties`, is no regular expression of ECMA-262, or too long;
- a `format` is spelled nearly like a known one, or says nothing of the type beside it;
- a `discriminator` without `propertyName`, or whose `mapping` leads to no schema;
- a `default` or an example does not fit its own schema, also one beside a `schema`;
- `additionalProperties: false` forbids what another part of an `allOf` describes (mapped schemas).

Of the mapping:

- an entry names a schema, field, parameter or operation that the contracts do not have, or maps a
  schema without properties;
- two entries name the same place, or one contradicts itself or the operations;
- a conversion that nobody describes, or that has the name of a built-in one;
- a promised order names a field that the list's schema does not have.

With `--validate-contracts`, also what the published meta-schemas of OpenAPI and JSON Schema refuse.

## Why
A field that is not found is compared with nothing, which looks like success.

## Example
```yaml
schemas:
  contracts/invoices.yaml#/components/schemas/Invioce: {relation: invoices}
```

## References
- OpenAPI Specification 3.1, [Schema
  Object](https://spec.openapis.org/oas/v3.1.0#schema-object)
- JSON Schema, [Validation
  2020-12](https://json-schema.org/draft/2020-12/json-schema-validation)
"""


_FAMILIES = {"SQL": Family.SQL, "CON": Family.CONTRACT, "WVR": Family.WAIVERS}


def _builtin(code: str, name: str, documentation: str, severity: Severity) -> Builtin:
    summary = documentation.partition("\n")[0].rstrip(".")
    return Builtin(Meta(code, name, _FAMILIES[code[:3]], severity, summary, "0.1.0"), documentation)


BUILTIN = (
    _builtin("SQL001", "syntax-error", _SYNTAX_ERROR, Severity.ERROR),
    _builtin("SQL002", "refused-statement", _REFUSED, Severity.ERROR),
    _builtin("SQL003", "unreadable-source", _UNREADABLE, Severity.ERROR),
    _builtin("CON100", "contract-document", _CONTRACT, Severity.ERROR),
    _builtin("WVR001", "waiver-without-reason", _WITHOUT_REASON, Severity.ERROR),
    _builtin("WVR002", "waiver-expired", _EXPIRED, Severity.ERROR),
    _builtin("WVR003", "waiver-unused", _UNUSED, Severity.WARNING),
    _builtin("WVR004", "waiver-unknown-code", _UNKNOWN_CODE, Severity.ERROR),
    _builtin("WVR005", "waiver-malformed", _MALFORMED, Severity.ERROR),
)
