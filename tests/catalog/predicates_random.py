"""Random CHECK conditions on a column `v` (or VALUE) beside a column `w`, and values to try."""

import functools
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Text = SearchStrategy[str]

NUMBERS = ("smallint", "integer", "bigint", "numeric", "numeric(4,2)", "real", "double precision")
TEXTS = ("text", "varchar", "varchar(3)", "char(3)")
TYPES = (*NUMBERS, *TEXTS, "boolean", "mood", "jsonb")
SETUP = "CREATE TYPE mood AS ENUM ('sad', 'ok', 'a b')"

_NUMBER_LITERALS = st.sampled_from(
    [
        "0",
        "1",
        "-1",
        "2",
        "10",
        "100",
        "0.5",
        "2.50",
        "0.1",
        "'3'",
        "1::bigint",
        "'1.5'::numeric",
        "NULL",
        "32767",
        "99.995",
        "(-5)::integer",
        "1e2",
        "0.7",
        "16777217",
    ]
)
_TEXT_LITERALS = st.sampled_from(
    [
        "''",
        "'a'",
        "'ab'",
        "'abc'",
        "'abcd'",
        "' '",
        "'a '",
        "'A'",
        "'1'",
        "NULL",
        "'b'::text",
        "'ab'::varchar",
        "'abc'::varchar(2)",
        "'a'::bpchar",
        "'é'",
        "E'a\\n'",
    ]
)
_REGEXES = st.sampled_from(
    [
        "'^[a-c]{1,2}$'",
        "'^a'",
        "'b$'",
        "'[^ ]'",
        "'^(a|bc)+$'",
        "'.'",
        "'^.b'",
        "'\\d'",
        "'^\\w+$'",
        "'A'",
        "'^$'",
        "'[[:alpha:]]'",
        "'^a|b$'",
        "'a{2}'",
        "'^[]a]$'",
        "'(?i)A'",
        "'é'",
    ]
)
_LIKES = st.sampled_from(
    ["'a%'", "'%b'", "'_'", "'a_'", "'%'", "''", "'A%'", "'__%'", "'a\\%'", "'é%'"]
)
_LABELS = st.sampled_from(["'sad'", "'ok'", "'a b'", "NULL", "'ok'::mood"])
_TRUTHS = st.sampled_from(["true", "false", "NULL", "'t'"])
_JSON_WORDS = st.sampled_from(["'object'", "'array'", "'null'", "'string'", "'number'", "'odd'"])
_COMPARISONS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
_EQUALITIES = st.sampled_from(["=", "<>", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"])
_LENGTHS = st.sampled_from(["0", "1", "2", "3", "4", "-1", "1.5", "NULL"])


def _format(pattern: str, *parts: Text) -> Text:
    return st.tuples(*parts).map(lambda given: pattern.format(*given))


def _lists(literals: Text) -> Text:
    return st.lists(literals, min_size=1, max_size=3).map(", ".join)


def _set(column: Text, literals: Text, array: str) -> list[Text]:
    several = _lists(literals)
    return [
        _format("{} IN ({})", column, several),
        _format("{} NOT IN ({})", column, several),
        _format(f"{{}} = ANY (ARRAY[{{}}]::{array}[])", column, several),
        _format(f"{{}} <> ALL (ARRAY[{{}}]::{array}[])", column, several),
        _format(f"{{}} <> ANY (ARRAY[{{}}]::{array}[])", column, several),
    ]


def _atoms(type_: str, v: str) -> Text:
    column = st.just(v)
    always = [
        st.just(f"{v} IS NULL"),
        st.just(f"{v} IS NOT NULL"),
        st.sampled_from(
            [f"{v} IS NULL OR NULL", f"{v} IS NOT NULL AND true", f"false OR {v} IS NULL"]
        ),
        st.sampled_from(["w > 0", "w IS NULL", "w IS NOT NULL"] if v == "v" else ["true", "false"]),
    ]
    if type_ in NUMBERS:
        casts = st.sampled_from([v, v, f"{v}::numeric", f"{v}::bigint", f"{v}::double precision"])
        own = [
            _format("{} {} {}", casts, _COMPARISONS, _NUMBER_LITERALS),
            _format("{} {} {}", _NUMBER_LITERALS, _COMPARISONS, casts),
            _format("{} {} {}", casts, _EQUALITIES, _NUMBER_LITERALS),
            _format("{} BETWEEN {} AND {}", casts, _NUMBER_LITERALS, _NUMBER_LITERALS),
            _format("{} NOT BETWEEN {} AND {}", casts, _NUMBER_LITERALS, _NUMBER_LITERALS),
            _format("{} BETWEEN SYMMETRIC {} AND {}", casts, _NUMBER_LITERALS, _NUMBER_LITERALS),
            *_set(casts, _NUMBER_LITERALS, "numeric"),
            _format("COALESCE({}, 1) > {}", column, _NUMBER_LITERALS),
        ]
        if type_ not in ("real", "double precision"):
            own += [
                _format("{} % {} = 0", column, st.sampled_from(["2", "5", "0.5", "-3"])),
                _format("mod({}, {}) <> 0", column, st.sampled_from(["2", "5"])),
            ]
        return st.one_of(*own, *always)
    if type_ in TEXTS:
        casts = st.sampled_from([v, v, f"{v}::text", f"{v}::varchar(2)"])
        lengths = _format(
            "{}({})", st.sampled_from(["length", "char_length", "octet_length"]), casts
        )
        trimmed = _format(
            "{}({})",
            st.sampled_from(["btrim", "ltrim", "trim", "upper"]),
            casts,
        ) | st.just(f"btrim({v}, 'a ')")
        own = [
            _format("{} {} {}", casts, _COMPARISONS, _TEXT_LITERALS),
            _format("{} {} {}", _TEXT_LITERALS, _EQUALITIES, casts),
            _format("{} {} {}", casts, st.sampled_from(["~", "~*", "!~", "!~*"]), _REGEXES),
            _format("{} {} {}", casts, st.sampled_from(["LIKE", "ILIKE", "NOT LIKE"]), _LIKES),
            _format("{} {} {}", lengths, _COMPARISONS, _LENGTHS),
            _format("{} {} {}", _LENGTHS, _COMPARISONS, lengths),
            _format("{} IN ({})", lengths, _lists(_LENGTHS)),
            _format("{} {} {}", trimmed, st.sampled_from(["=", "<>"]), _TEXT_LITERALS),
            _format("length({}) {} {}", trimmed, _COMPARISONS, _LENGTHS),
            *_set(casts, _TEXT_LITERALS, "text"),
            _format("{} = ANY ({})", column, st.sampled_from(["'{a,\"b c\",ab}'", "'{a,NULL}'"])),
        ]
        return st.one_of(*own, *always)
    if type_ == "boolean":
        own = [
            column,
            _format("{} {} {}", column, _EQUALITIES, _TRUTHS),
            _format("{} {}", column, st.sampled_from(["IS TRUE", "IS NOT TRUE", "IS NOT UNKNOWN"])),
        ]
        return st.one_of(*own, *always)
    if type_ == "mood":
        casts = st.just(v)
        own = [
            _format("{} {} {}", casts, _COMPARISONS, _LABELS),
            *_set(casts, _LABELS, "mood"),
            _format("{}::text {} {}", column, _EQUALITIES, _TEXT_LITERALS),
        ]
        return st.one_of(*own, *always)
    words = _format("jsonb_typeof({})", column)
    own = [
        _format("{} {} {}", words, st.sampled_from(["=", "<>"]), _JSON_WORDS),
        _format("{} IN ({})", words, _lists(_JSON_WORDS)),
    ]
    return st.one_of(*own, *always)


@functools.cache
def conditions(type_: str, v: str, depth: int = 2) -> Text:
    """A condition on the column `v` of that type."""
    atoms = _atoms(type_, v).map(lambda atom: f"({atom})")
    if not depth:
        return atoms
    inner = conditions(type_, v, depth - 1)
    return st.one_of(
        atoms,
        _format("({} AND {})", inner, inner),
        _format("({} OR {})", inner, inner),
        _format("(NOT {})", inner),
        _format("({} {})", inner, st.sampled_from(["IS TRUE", "IS NOT FALSE", "IS NOT TRUE"])),
    )


@dataclass(frozen=True)
class Case:
    """A column's type, the checks of its table, and those of a domain over the type if any."""

    type: str
    checks: tuple[str, ...]
    domain: tuple[str, ...] | None

    def statements(self) -> list[str]:
        """SQL that declares it, whole but for the enum."""
        of = self.type if self.domain is None else "d"
        made = []
        if self.domain is not None:
            checks = "".join(f" CHECK ({check})" for check in self.domain)
            made.append(f"CREATE DOMAIN d AS {self.type}{checks}")
        lines = [f"v {of}", "w integer", *(f"CHECK ({check})" for check in self.checks)]
        return [*made, f"CREATE TABLE t ({', '.join(lines)})"]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    type_ = draw(st.sampled_from(TYPES))
    domain = None
    if draw(st.booleans()):
        domain = tuple(draw(st.lists(conditions(type_, "VALUE"), max_size=2)))
    checks = tuple(draw(st.lists(conditions(type_, "v"), min_size=domain is None, max_size=2)))
    return Case(type_, checks, domain)


_SOME_NUMBERS = ["0", "1", "-1", "2", "3", "4", "5", "9", "10", "11", "100", "-5", "32767", "32768"]
_SOME_FRACTIONS = ["0.5", "0.1", "1.5", "2.5", "2.51", "-0.5", "0.7", "99.99", "99.995", "16777217"]
_SOME_TEXTS = ["", "a", "b", "ab", "abc", "abcd", " ", "a ", " a", "A", "1", "é", "aa", "bc", "a\n"]
_SOME_TEXTS += ["]", "É", "b b", "a%", "cab", "  "]
VALUES = {
    **{name: [*_SOME_NUMBERS, *_SOME_FRACTIONS, "2147483648"] for name in NUMBERS},
    **{name: list(_SOME_TEXTS) for name in TEXTS},
    "boolean": ["true", "false"],
    "mood": ["sad", "ok", "a b"],
    "jsonb": ["{}", "[]", "null", '"a"', "1", "true"],
}
"""What is tried, by type: on and about the edges of what the conditions name."""
