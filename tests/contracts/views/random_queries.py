"""Random queries over three small tables, for Hypothesis.

Every query is one that the server takes: expressions are made by the kind of value wanted, from
the columns that can be named where they stand.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st
from random_parts import ANY_KIND, BARE, KINDS, LITERALS, ORDERED, TABLES, TEMPLATES


class Column(NamedTuple):
    """A column that can be named, and its kind."""

    text: str
    kind: str


Scope = Sequence[Column]


class Maker:
    """Makes parts of a query at random; it counts, so that every alias is used once."""

    def __init__(self, choose: Random) -> None:
        self._choose = choose
        self._aliases = 0

    def pick(self, items: Sequence[str]) -> str:
        return self._choose.choice(items)

    def flip(self, one_in: int = 2) -> bool:
        return self._choose.randrange(one_in) == 0

    def alias(self) -> str:
        self._aliases += 1
        return f"r{self._aliases}"

    def expression(self, kind: str, scope: Scope, depth: int) -> str:
        """An expression of the kind; a column of it more often than anything else."""
        columns = [column.text for column in scope if column.kind == kind]
        if depth <= 0 or self.flip(6 if kind == "bool" else 3):
            return self.pick(LITERALS[kind] if self.flip(8) or not columns else columns)
        template = self.pick(TEMPLATES[kind] + ANY_KIND)
        return self._fill(template, kind, scope, depth)

    def _fill(self, template: str, kind: str, scope: Scope, depth: int) -> str:
        parts = template.split("{")
        text = parts[0]
        for part in parts[1:]:
            name, _, rest = part.partition("}")
            text += self._part(name, kind, scope, depth) + rest
        return text

    def _part(self, name: str, kind: str, scope: Scope, depth: int) -> str:
        if name == "same":
            return self.expression(kind, scope, depth - 1)
        if name == "bare":
            return BARE.get(kind) or self.expression(kind, scope, depth - 1)
        if name == "pair":
            other = self.pick(ORDERED)
            left, right = (self.expression(other, scope, depth - 1) for _ in range(2))
            operator = self.pick(("=", "<>", "<", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"))
            return f"{left} {operator} {right}"
        if name == "any":
            return self.expression(self.pick(KINDS), scope, depth - 1)
        if name == "scalar":
            return self.scalar(kind, scope, depth - 1)
        if name == "query":
            return self.scalar(self.pick(("int",)), scope, depth - 1)
        return self.expression(name, scope, depth - 1)

    def scalar(self, kind: str, outer: Scope, depth: int) -> str:
        """A query of one column that may name columns from outside."""
        source, scope = self.source(depth)
        both = [*scope, *outer]
        where = f" WHERE {self.expression('bool', both, depth)}" if self.flip() else ""
        shape = self.pick(("first", "aggregate", "none"))
        if shape == "aggregate" and kind in ORDERED and kind != "bool":
            inner = (
                f"max({self.expression(kind, scope, depth)})"
                if kind not in ("code", "varchar", "big")
                else "NULL"
            )
            if kind == "big":
                inner = "count(*)"
            if inner != "NULL":
                wrapped = (
                    f"COALESCE({inner}, {self.pick(LITERALS[kind])})" if self.flip() else inner
                )
                return f"(SELECT {wrapped} FROM {source}{where})"
        if shape == "none":
            return f"(SELECT {self.expression(kind, outer, depth)})"
        return f"(SELECT {self.expression(kind, both, depth)} FROM {source}{where} LIMIT 1)"

    def source(self, depth: int) -> tuple[str, Scope]:
        """One item of FROM with its columns."""
        alias = self.alias()
        if depth > 0 and self.flip(4):
            query, kinds = self.query(depth - 1)
            columns = [Column(f"{alias}.c{i}", kind) for i, kind in enumerate(kinds)]
            return f"({query}) AS {alias}", columns
        table = self.pick(tuple(TABLES))
        columns = [Column(f"{alias}.{name}", kind) for name, kind in TABLES[table].items()]
        return f"{table} AS {alias}", columns

    def joined(self, depth: int) -> tuple[str, Scope]:
        """A FROM clause of up to three relations."""
        text, scope = self.source(depth)
        columns = list(scope)
        for _ in range(self.pick("0112").count("1") + self.pick("001").count("1")):
            item, more = self.source(depth)
            join = self.pick(("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN"))
            columns += more
            if join == "CROSS JOIN":
                text += f" CROSS JOIN {item}"
            elif join == "FULL JOIN":
                ints = [
                    [c.text for c in part if c.kind == "int"]
                    for part in (columns[: -len(more)], more)
                ]
                if not all(ints):
                    text += f" CROSS JOIN {item}"
                    continue
                text += f" FULL JOIN {item} ON {self.pick(ints[0])} = {self.pick(ints[1])}"
            else:
                text += f" {join} {item} ON {self.condition(columns[: -len(more)], more)}"
        return text, columns

    def condition(self, left: Scope, right: Scope) -> str:
        """A condition of a join: mostly that two columns are equal."""
        pairs = [
            f"{one.text} = {other.text}"
            for one in left
            for other in right
            if one.kind == other.kind and one.kind in ORDERED
        ]
        if pairs and not self.flip(3):
            return self.pick(pairs)
        return self.expression("bool", [*left, *right], 1)

    def query(self, depth: int) -> tuple[str, Sequence[str]]:
        """A query whose columns are c0, c1 and so on, with their kinds."""
        shape = self.pick(("plain", "plain", "grouped", "union", "with", "using"))
        if shape == "grouped":
            return self.grouped(depth)
        if shape == "union" and depth > 0:
            return self.union(depth)
        if shape == "with" and depth > 0:
            return self.with_query(depth)
        if shape == "using":
            return self.using(depth)
        return self.plain(depth)

    def plain(self, depth: int) -> tuple[str, Sequence[str]]:
        text, scope = self.joined(depth)
        kinds = [self.pick(KINDS) for _ in range(3)]
        items = [self.expression(kind, scope, 2) for kind in kinds]
        if self.flip(3):
            items[0], kinds[0] = self.window(scope)
        where = f" WHERE {self.expression('bool', scope, 2)}" if self.flip() else ""
        return f"SELECT {_listed(items)} FROM {text}{where}", kinds

    def using(self, depth: int) -> tuple[str, Sequence[str]]:
        """A join that merges columns, which are named without a relation."""
        left, right = self.pick(("a", "b")), self.pick(("a", "b", "c"))
        side = self.pick(("", "LEFT ", "RIGHT ", "FULL "))
        one, two = self.alias(), self.alias()
        scope = [Column("k", "int"), Column(f"{one}.k", "int"), Column(f"{two}.k", "int")]
        scope += [Column(f"{one}.{c}", kind) for c, kind in TABLES[left].items()]
        scope += [Column(f"{two}.{c}", kind) for c, kind in TABLES[right].items()]
        items = ["k", self.expression("int", scope[:1], 1), self.expression("text", scope, depth)]
        where = f" WHERE {self.expression('bool', scope, 2)}" if self.flip() else ""
        text = f"{left} AS {one} {side}JOIN {right} AS {two} USING (k)"
        return f"SELECT {_listed(items)} FROM {text}{where}", ["int", "int", "text"]

    def window(self, scope: Scope) -> tuple[str, str]:
        order = self.expression("int", scope, 0)
        frame = self.pick(
            ("", "", " ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING", " ROWS UNBOUNDED PRECEDING")
        )
        over = f"OVER (PARTITION BY {self.expression('bool', scope, 0)} ORDER BY {order}{frame})"
        kind = self.pick(("int", "text", "date", "enum", "num"))
        inner = self.expression(kind, scope, 1)
        function, result = {
            "lag": (f"lag({inner})", kind),
            "lag_default": (f"lag({inner}, 1, {inner})", kind),
            "first": (f"first_value({inner})", kind),
            "last": (f"last_value({inner})", kind),
            "number": ("row_number()", "big"),
            "count": (f"count({inner})", "big"),
            "max": (f"max({inner})", kind),
            "rank": ("rank()", "big"),
        }[self.pick(("lag", "lag_default", "first", "last", "number", "count", "max", "rank"))]
        return f"{function} {over}", result

    def grouped(self, depth: int) -> tuple[str, Sequence[str]]:
        """A query with groups, grouping sets, or aggregates over all rows."""
        text, scope = self.joined(depth)
        by = [c for c in scope if c.kind != "json" and self.flip(4)][:2]
        where = f" WHERE {self.expression('bool', scope, 2)}" if self.flip(3) else ""
        items, kinds = [], []
        for column in by:
            items.append(self.expression(column.kind, [column], 1) if self.flip() else column.text)
            kinds.append(column.kind)
        for _ in range(2):
            item, kind = self.aggregate(scope)
            items.append(item)
            kinds.append(kind)
        group = ""
        if by:
            listed = ", ".join(column.text for column in by)
            form = self.pick(("{}", "{}", "ROLLUP ({})", "CUBE ({})", "GROUPING SETS (({}), ())"))
            group = " GROUP BY " + form.format(listed)
            if self.flip(3):
                group += f" HAVING {self.expression('bool', by, 1)} OR count(*) > 0"
        return f"SELECT {_listed(items)} FROM {text}{where}{group}", kinds

    def aggregate(self, scope: Scope) -> tuple[str, str]:
        kind = self.pick(("int", "num", "text", "date", "enum", "stamp"))
        inner = self.expression(kind, scope, 1)
        text, result = {
            "max": (f"max({inner})", kind),
            "min": (f"min({inner})", kind),
            "count": (f"count({inner})", "big"),
            "rows": ("count(*)", "big"),
            "sum": (f"sum({self.expression('int', scope, 1)})", "big"),
            "avg": (f"avg({self.expression('num', scope, 1)})", "num"),
            "and": (f"bool_and({self.expression('bool', scope, 1)})", "bool"),
            "list": (f"string_agg({self.expression('text', scope, 1)}, ',')", "text"),
            "json": (f"jsonb_agg({inner})", "json"),
        }[self.pick(("max", "min", "count", "rows", "sum", "avg", "and", "list", "json"))]
        if self.flip(4):
            text += f" FILTER (WHERE {self.expression('bool', scope, 1)})"
        if self.flip(3):
            text = f"COALESCE({text}, {self.pick(LITERALS[result])})"
        return text, result

    def union(self, depth: int) -> tuple[str, Sequence[str]]:
        kinds = [self.pick(tuple(kind for kind in KINDS if kind != "json")) for _ in range(2)]
        word = self.pick(("UNION", "UNION ALL", "INTERSECT", "EXCEPT"))
        sides = []
        for _ in range(2):
            text, scope = self.joined(depth - 1)
            items = [self.expression(kind, scope, 1) for kind in kinds]
            sides.append(f"SELECT {_listed(items)} FROM {text}")
        return f" {word} ".join(sides), kinds

    def with_query(self, depth: int) -> tuple[str, Sequence[str]]:
        inner, kinds = self.query(depth - 1)
        name, one, two = self.alias(), self.alias(), self.alias()
        scope = [Column(f"{r}.c{i}", kind) for r in (one, two) for i, kind in enumerate(kinds)]
        join = self.pick(("CROSS JOIN", "LEFT JOIN", "JOIN"))
        half = len(kinds)
        on = "" if join == "CROSS JOIN" else f" ON {self.condition(scope[:half], scope[half:])}"
        wanted = [self.pick(KINDS) for _ in range(2)]
        items = [self.expression(kind, scope, 1) for kind in wanted]
        source = f"{name} {one} {join} {name} {two}{on}"
        return f"WITH {name} AS ({inner}) SELECT {_listed(items)} FROM {source}", wanted


def _listed(items: Sequence[str]) -> str:
    return ", ".join(f"{item} AS c{i}" for i, item in enumerate(items))


def queries() -> st.SearchStrategy[str]:
    """Queries, each as the text of a view would have it.

    They are made from a number, not draw by draw: Hypothesis would begin with the smallest,
    and small queries show little.
    """
    return st.integers(0, 2**64 - 1).map(lambda seed: Maker(Random(seed)).query(2)[0])
