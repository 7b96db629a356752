"""The session that runs a migration: its transactions, and the timeouts that it has set.

Sources: PostgreSQL manual, SET (LOCAL lasts until the end of the transaction, and does nothing
outside of one), and 19.11.1 (a timeout of zero is none).
"""

import re
from dataclasses import dataclass, field

import msgspec

from ddllint.catalog.folds.options import value_text
from ddllint.sql.nodes import TransactionStmt, VariableSetStmt
from ddllint.sql.parsed import ParsedStatement

TIMEOUTS = ("lock_timeout", "statement_timeout")
_ZERO = re.compile(r"[-+]?0+(\.0*)?\s*\w*")
_BEGINS = frozenset({"TRANS_STMT_BEGIN", "TRANS_STMT_START"})
_ENDS = frozenset({"TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK", "TRANS_STMT_PREPARE"})


@dataclass(slots=True)
class Session:
    """What a statement finds; `transaction` is None outside of one."""

    transaction: int | None = None
    _begun: int = 0
    _kept: set[str] = field(default_factory=set)
    _local: dict[str, bool] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a transaction, unless one is under way."""
        if self.transaction is None:
            self._begun += 1
            self.transaction = self._begun

    def end(self) -> None:
        """End the transaction: what was set locally is forgotten."""
        self.transaction = None
        self._local.clear()

    def holds(self, timeout: str) -> bool:
        """Whether a statement that runs now is bound by the timeout."""
        return self._local.get(timeout, timeout in self._kept)

    def follow(self, parsed: ParsedStatement) -> None:
        """Take in what a statement changes about the session."""
        node = parsed.node()
        if isinstance(node, TransactionStmt):
            if node.kind in _BEGINS:
                self.begin()
            elif node.kind in _ENDS:
                self.end()
        elif isinstance(node, VariableSetStmt):
            self._set_variable(node)
        elif parsed.statement.kind == "SelectStmt":
            self._set_config(parsed)

    def _set_variable(self, node: VariableSetStmt) -> None:
        if node.kind == "VAR_RESET_ALL":
            self._kept.clear()
            self._local.clear()
        elif node.name in TIMEOUTS:
            value = value_text(msgspec.json.decode(node.args[0])) if node.args else "0"
            self._set(node.name, value, node.is_local)

    def _set_config(self, parsed: ParsedStatement) -> None:
        """`SELECT set_config('lock_timeout', '5s', true)`."""
        if b"set_config" not in bytes(parsed.body):
            return
        for target in msgspec.json.decode(parsed.body).get("targetList", []):
            call = target["ResTarget"]["val"].get("FuncCall", {})
            given = call.get("args", ())
            if len(given) == 3 and all("A_Const" in one for one in given):
                name, value, local = (value_text(one) for one in given)
                if name in TIMEOUTS:
                    self._set(name, value, local == "true")

    def _set(self, name: str, value: str, local: bool) -> None:
        bounds = not _ZERO.fullmatch(value.strip())
        if local:
            if self.transaction is not None:
                self._local[name] = bounds
            return
        self._local.pop(name, None)
        (self._kept.add if bounds else self._kept.discard)(name)
