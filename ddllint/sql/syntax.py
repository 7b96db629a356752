"""From the parser's refusal to a problem that a person can act on, and where to go on."""

import functools
import re
from typing import NamedTuple

from pglast.parser import ParseError

from ddllint.sql.lexer import outline
from ddllint.sql.split import Piece

STATEMENT_HELP = "The statement was not checked; the rest of the file was."
REST_HELP = "Nothing from here to the end of the file was checked."

_LONGEST_QUOTE = 40
_LOOK_AHEAD = 1024 * 1024
_NEAR = re.compile(r'(?P<what>.*?) at or near "(?P<text>.*)"', re.DOTALL)
_WORD = re.compile(rb"[\w$\x80-\xff]+")
_VARIABLE = re.compile(rb":(?:['\"]?[A-Za-z_\x80-\xff]|\{\?)")
# Words that begin a statement, and that no identifier is likely to be at the start of a line.
_HEAD = (
    rb"(?i:ALTER|COMMENT\s+ON|COMMIT|COPY|CREATE|DELETE\s+FROM|DROP|GRANT|INSERT\s+INTO|REVOKE|"
    rb"SELECT|SET|TRUNCATE|UPDATE)\b"
)
_END_OF_STATEMENT = rb";[ \t]*+(?:--[^\n]*+)?\r?\n"


@functools.cache
def _begins() -> re.Pattern[bytes]:
    """Made when needed, as the next: to compile the two takes as long as to check a small file."""
    return re.compile(_HEAD)


@functools.cache
def _swallowing(at_margin: bool) -> re.Pattern[bytes]:
    """The end of a statement and the beginning of one, perhaps only of one that is not indented."""
    between = rb"[ \t\r]*+\n" if at_margin else rb"\s++"
    return re.compile(
        rb"%s(?:%s|--[^\n]*+\n|(?!))*+(?P<next>%s)" % (_END_OF_STATEMENT, between, _HEAD)
    )


class Refusal(NamedTuple):
    """Why a statement is not checked: bytes `start` to `end` are marked, `resume` comes next."""

    message: str
    start: int
    end: int
    help: str
    resume: int


def refusal(data: bytes, piece: Piece, text: str, failure: ParseError) -> Refusal:
    """What to say of a statement that the parser refused; `text` is what it was given."""
    message = str(failure.args[0])
    place = _place(data, piece, text, failure)
    if message.endswith("at end of input") and data[piece.after - 1] == 0x3B:  # ;
        # the parser was not given the semicolon
        message, place = message.replace("end of input", 'or near ";"'), piece.after - 1
    if place > piece.start and not piece.compound and _begins_line(data, place):
        help = f"If a statement begins here, the one before it lacks its semicolon. {_HERE}"
        return Refusal(_reason(message), place, _word_end(data, place, piece.end), help, place)
    swallowed = _swallowed(data, piece)
    if swallowed is not None and swallowed.quote < place and swallowed.resume <= place:
        return _open_quote(swallowed)
    resume = piece.after if swallowed is None else swallowed.resume
    consequence = STATEMENT_HELP
    if swallowed is None and piece.open != -1 and resume == len(data):
        consequence = REST_HELP
    help = f"{_advice(data, place, message)} {consequence}".lstrip()
    return Refusal(_reason(message), place, _word_end(data, place, piece.end), help, resume)


def unclosed(data: bytes, piece: Piece) -> Refusal:
    """What to say of a statement that a quote without an end makes too long to be parsed."""
    swallowed = _swallowed(data, piece)
    if swallowed is not None and swallowed.quote == piece.open:
        return _open_quote(swallowed)
    end = piece.open + 1
    return Refusal(_UNCLOSED, piece.open, end, f"{_CLOSE} {REST_HELP}", len(data))


_HERE = "What follows was checked."
_UNCLOSED = "a quote or comment that begins here is not closed"
_CLOSE = "Close it."


class _Swallowed(NamedTuple):
    quote: int
    resume: int


def _swallowed(data: bytes, piece: Piece) -> _Swallowed | None:
    """A statement that seems to begin inside quoted text, as behind a quote without an end."""
    end = min(piece.end, piece.start + _LOOK_AHEAD)
    for token in outline(data[:end], piece.start):
        if token.kind != "string":
            continue
        is_body = data[token.start] == 0x24  # $
        if is_body and token.start != piece.open:
            continue
        # the body of a function holds statements too, but hardly one that is not indented
        found = _swallowing(at_margin=is_body).search(data, token.start, token.end)
        if found is not None:
            return _Swallowed(token.start, found.start("next"))
    return None


def _open_quote(swallowed: _Swallowed) -> Refusal:
    help = f"{_CLOSE} {STATEMENT_HELP}"
    start = swallowed.quote
    return Refusal(_UNCLOSED, start, start + 1, help, swallowed.resume)


def _place(data: bytes, piece: Piece, text: str, failure: ParseError) -> int:
    """The byte at which the parser stopped; the statement's last one if it does not know."""
    location = failure.args[1] if len(failure.args) > 1 else None
    if location is None or not 0 <= location < len(text):
        at = piece.end - 1
        while at > piece.start and data[at] & 0xC0 == 0x80:
            at -= 1
        return at
    return piece.start + len(text[:location].encode())


def _word_end(data: bytes, place: int, end: int) -> int:
    word = _WORD.match(data, place, end)
    return word.end() if word else place + 1


def _reason(message: str) -> str:
    """The parser's message on one line; what it quotes may be the rest of the file."""
    if _is_too_deep(message):
        return TOO_DEEP
    found = _NEAR.fullmatch(message)
    if found is None:
        return message
    line = found["text"].split("\n", 1)[0]
    shown = line[:_LONGEST_QUOTE].rstrip()
    cut = "..." if shown != found["text"].rstrip() else ""
    return f'{found["what"]} at or near "{shown}{cut}"'


TOO_DEEP = "the statement nests too deeply to be checked"
FLATTEN = "Split it, or group its operands with parentheses."


def _is_too_deep(message: str) -> bool:
    return message.startswith(("stack depth limit exceeded", "memory exhausted"))


def _advice(data: bytes, place: int, message: str) -> str:
    if _is_too_deep(message):
        return FLATTEN
    if _VARIABLE.match(data, place):
        return "This looks like a psql variable: only psql fills it in."
    return ""


def _begins_line(data: bytes, place: int) -> bool:
    """Whether a word that begins statements stands at the beginning of a line."""
    line = data.rfind(b"\n", 0, place) + 1
    return not data[line:place].strip() and _begins().match(data, place) is not None
