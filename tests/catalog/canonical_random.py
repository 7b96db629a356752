"""Random expressions over the corpus' table `t`, of the right types by construction.

What the canonical form unites on purpose is not made twice in two spellings: AND in AND, IN
beside `= ANY (ARRAY[...])`, numbers in quotes, casts of varchar to text below IN, casts that
lose nothing in an array.
"""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Text = SearchStrategy[str]

_NUMBERS = st.sampled_from(["n", "small", "big", "amount", "ratio", "price"])
_NUMBER_LITERALS = st.sampled_from(["0", "1", "5", "-1", "1.5", "2.50", "3000000000"])
_TEXTS = st.sampled_from(["source", "note", "name", "mail", "code"])
_TEXT_LITERALS = st.sampled_from(["'a'", "'b'", "''", "'A b'"])
_TIMES = st.sampled_from(["at", "local_at", "day"])
_TIME_LITERALS = st.sampled_from(["'2020-01-01'", "'2020-02-03 10:00'", "now()", "CURRENT_DATE"])
_COMPARISONS = st.sampled_from(["=", "<>", "<", ">="])


def _format(pattern: str, *parts: Text) -> Text:
    return st.tuples(*parts).map(lambda given: pattern.format(*given))


def numbers(depth: int) -> Text:
    """An expression of some number type."""
    if depth <= 0:
        return _NUMBERS | _NUMBER_LITERALS
    inner = numbers(depth - 1)
    types = st.sampled_from(["integer", "bigint", "numeric", "double precision", "numeric(8,1)"])
    return st.one_of(
        numbers(0),
        _format("({} {} {})", inner, st.sampled_from("+-*/"), inner),
        _format("(- ({}))", inner),
        _format("abs({})", inner),
        _format("coalesce({}, {})", inner, inner),
        _format("greatest({}, {})", inner, inner),
        _format("nullif({}, {})", inner, inner),
        _format("({})::{}", inner, types),
        _format("CASE WHEN {} THEN {} ELSE {} END", conditions(depth - 1), inner, inner),
        _format("length({})", texts(depth - 1)),
        _format("extract(year from {})", times(depth - 1)),
        _format("numbers[{}]", st.sampled_from(["1", "n", "small"])),
    )


def texts(depth: int) -> Text:
    """An expression of some character type."""
    if depth <= 0:
        return _TEXTS | _TEXT_LITERALS
    inner = texts(depth - 1)
    return st.one_of(
        texts(0),
        _format("({} || {})", inner, inner),
        _format("lower({})", inner),
        _format("substr({}, 1, 2)", inner),
        _format("trim({})", inner),
        _format("coalesce({}, {})", inner, inner),
        _format("nullif({}, {})", inner, inner),
        _format("({})::varchar(5)", inner),
        _format("({})::text", numbers(depth - 1)),
        _format("(payload ->> {})", inner),
        _format("tags[{}]", st.sampled_from(["1", "n"])),
        _format("({} COLLATE {})", _TEXTS, st.just('"C"')),
        _format("CASE {} WHEN {} THEN {} END", inner, _TEXT_LITERALS, inner),
    )


def times(depth: int) -> Text:
    """A date or a timestamp."""
    if depth <= 0:
        return _TIMES
    inner = times(depth - 1)
    return st.one_of(
        inner,
        _format("({} + interval '1 day')", inner),
        _format("({} - '02:00'::interval)", inner),
        _format("date_trunc('day', {})", inner),
        _format("({})::date", inner),
    )


def conditions(depth: int) -> Text:
    """An expression that is true or false."""
    below = depth - 1
    simple = [
        st.just("flag"),
        _format("{} {} {}", numbers(below), _COMPARISONS, numbers(below)),
        _format("{} {} {}", texts(below), _COMPARISONS, texts(below)),
        _format("{} {} {}", times(below), _COMPARISONS, times(below) | _TIME_LITERALS),
        _format("{} IS NULL", numbers(below) | texts(below) | times(below)),
        _format("{} IS DISTINCT FROM {}", texts(below), texts(below)),
        _format("{} IS NOT DISTINCT FROM {}", numbers(below), numbers(below)),
        _format("{} IN ({}, {})", numbers(below), _NUMBER_LITERALS, _NUMBER_LITERALS),
        _format("{} NOT IN ({}, {})", _TEXTS, _TEXT_LITERALS, _TEXT_LITERALS),
        _format("{} IN ({}, {})", _TEXTS, texts(below), _TEXT_LITERALS),
        _format("{} BETWEEN {} AND {}", numbers(below), _NUMBER_LITERALS, numbers(below)),
        _format("{} NOT BETWEEN {} AND {}", times(below), _TIME_LITERALS, times(below)),
        _format("{} LIKE {}", texts(below), _TEXT_LITERALS),
        _format("feeling IN ({}, {})", st.just("'ok'"), st.sampled_from(["'sad'", "'ok'"])),
        _format("({}, {}) = ({}, {})", numbers(0), texts(0), numbers(0), texts(0)),
        _format("({}, {}) < ({}, {})", numbers(0), texts(0), numbers(0), texts(0)),
        _format("({}, n) IN (({}, {}), (1, 2))", numbers(0), numbers(0), numbers(0)),
        _format("{} = ANY (tags)", texts(below)),
        _format("{} <> ALL (numbers)", numbers(below)),
        _format("{} > ALL (ARRAY[{}, {}])", numbers(below), numbers(0), numbers(0)),
        _format("tags @> ARRAY[{}, {}]::text[]", texts(0), texts(0)),
        _format("{} BETWEEN SYMMETRIC {} AND {}", _NUMBERS, numbers(below), _NUMBER_LITERALS),
        _format("flag = ({} > {})", numbers(below), numbers(below)),
        _format("feeling >= coalesce(feeling, {})", st.sampled_from(["'ok'", "'sad'"])),
    ]
    if depth <= 1:
        return st.one_of(simple)
    inner = conditions(below)
    both = _format("(({}) IS TRUE AND ({}) IS NOT FALSE)", inner, inner)
    either = _format("({} OR NOT ({}))", inner, inner)
    return st.one_of(*simple, both, either, _format("NOT ({})", inner))
