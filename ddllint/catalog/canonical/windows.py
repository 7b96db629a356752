"""What stands around a call's arguments: DISTINCT, ORDER BY, FILTER and OVER."""

from collections.abc import Callable

from ddllint.catalog.canonical.calls import Clauses
from ddllint.catalog.canonical.environment import Env
from ddllint.catalog.canonical.terms import Term, bare
from ddllint.sql.expressions import Call, Expr, Other, Value
from ddllint.sql.fields import expression_in, expressions, field, nodes, word

_DEFAULT_FRAME = 0x422
_NOT_MEANT = 0x11  # "was written" and "as BETWEEN": no difference in meaning
_UNITS = ((0x2, "RANGE"), (0x4, "ROWS"), (0x8, "GROUPS"))
_START = (
    (0x20, "UNBOUNDED PRECEDING"),
    (0x200, "CURRENT ROW"),
    (0x800, "{} PRECEDING"),
    (0x2000, "{} FOLLOWING"),
)
_END = (
    (0x100, "UNBOUNDED FOLLOWING"),
    (0x400, "CURRENT ROW"),
    (0x1000, "{} PRECEDING"),
    (0x4000, "{} FOLLOWING"),
)
_EXCLUDE = (
    (0x8000, " EXCLUDE CURRENT ROW"),
    (0x10000, " EXCLUDE GROUP"),
    (0x20000, " EXCLUDE TIES"),
)
"""The bits of FRAMEOPTION_* in PostgreSQL's `nodes/parsenodes.h`."""

Convert = Callable[[Expr, Env], Term]


def clauses_of(call: Call, convert: Convert, env: Env) -> Clauses:
    """The clauses of a call; `convert` makes the terms in them."""
    if not call.extra:
        return Clauses(star=call.star)
    extra = dict(call.extra)
    keys = _list(extra.get("agg_order"), "agg_order")
    sort = [sort_key(key, convert, env) for key in keys if isinstance(key, Other)]
    after = ""
    if "agg_filter" in extra:
        condition = convert(_unwrapped(extra["agg_filter"], "agg_filter"), env)
        after += f" FILTER (WHERE {condition.text})"
    over = extra.get("over")
    if isinstance(over, Other):
        after += f" OVER ({window(over, convert, env)})"
    return Clauses(
        order=tuple(key for key, _words in sort),
        sort=tuple(words for _key, words in sort),
        within="agg_within_group" in extra,
        distinct="agg_distinct" in extra,
        variadic="func_variadic" in extra,
        star=call.star,
        after=after,
    )


def _unwrapped(value: Expr, name: str) -> Expr:
    """A clause that the decoder had to put into a node of its own."""
    if isinstance(value, Other) and not value.kind:
        return expression_in(value, name) or value
    return value


def _list(value: Expr | None, name: str) -> tuple[Value, ...]:
    found = field(value, name) if isinstance(value, Other) else None
    return found if isinstance(found, tuple) else ()


def sort_key(node: Other, convert: Convert, env: Env) -> tuple[Term, str]:
    """What is sorted by, and the words behind it: none for the default order."""
    key = expression_in(node, "node")
    made = bare(convert(key, env)) if key is not None else Term("?")
    return made, sort_words(node)


def sort_words(node: Other) -> str:
    """` DESC`, ` NULLS FIRST` and so on, without what is the default."""
    direction, nulls = word(node, "sortby_dir"), word(node, "sortby_nulls")
    using = "".join(str(name) for name in _list(node, "useOp") if name != "pg_catalog")
    descending = direction == "SORTBY_DESC" or using == ">"
    words = " DESC" if descending else ""
    if using not in ("", "<", ">"):
        words = f" USING {using}"
    if nulls == "SORTBY_NULLS_FIRST" and not descending:
        return words + " NULLS FIRST"
    return words + (" NULLS LAST" if nulls == "SORTBY_NULLS_LAST" and descending else "")


def window(node: Other, convert: Convert, env: Env) -> str:
    """The inside of OVER (...); a window that has a name is written out."""
    node = _complete(node, env)
    parts = []
    partition = [bare(convert(key, env)).text for key in expressions(node, "partitionClause")]
    if partition:
        parts.append(f"PARTITION BY {', '.join(partition)}")
    keys = [sort_key(key, convert, env) for key in nodes(node, "orderClause")]
    if keys:
        parts.append(f"ORDER BY {', '.join(key.text + words for key, words in keys)}")
    frame = _frame(node, convert, env)
    return " ".join((*parts, frame) if frame else parts)


def _complete(node: Other, env: Env) -> Other:
    """A window with what it takes from the one that it refers to."""
    name = word(node, "refname") or word(node, "name")
    base = env.windows.get(name)
    if base is None or base is node:
        return node
    whole = _complete(base, env)
    own = {key: value for key, value in node.fields if key not in ("name", "refname")}
    if not word(node, "refname"):
        return whole
    return Other("", tuple((dict(whole.fields) | own).items()))


def _frame(node: Other, convert: Convert, env: Env) -> str:
    options = field(node, "frameOptions")
    if not isinstance(options, int) or options & ~_NOT_MEANT == _DEFAULT_FRAME:
        return ""
    start = _bound(options, _START, _offset(node, "startOffset", convert, env))
    end = _bound(options, _END, _offset(node, "endOffset", convert, env))
    exclude = "".join(words for bit, words in _EXCLUDE if options & bit)
    unit = next(name for bit, name in _UNITS if options & bit)
    return f"{unit} BETWEEN {start} AND {end}{exclude}"


def _offset(node: Other, name: str, convert: Convert, env: Env) -> str:
    offset = expression_in(node, name)
    return "" if offset is None else bare(convert(offset, env)).text


def _bound(options: int, bounds: tuple[tuple[int, str], ...], offset: str) -> str:
    return next((text.format(offset) for bit, text in bounds if options & bit), "")
