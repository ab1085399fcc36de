"""Numbers in words, English and French, read digit by digit or as cardinals -> number tokens.

Digit words run together ("five one" is 51, "zero zero one" is 001); a cardinal of ten or more stands alone ("fifty one
eight" is 51 and 8). Where digits after the point run on into the next number ("decimal four one decimal seven") nobody
can hear the border: the caller asks for each possible number of digits handed on, and reads all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from varne.positions.tokens import NAMES, Token


def _values(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    return {w: start + step * k for k, same in enumerate(words.split()) for w in same.split("/")}


_SMALL = _values(
    "zero/oh/nadazero one/wun/un/une/unaone two/deux/bissotwo three/tree/trois/terrathree four/fower/quatre/kartefour "
    "five/fife/cinq/pantafive six/soxisix seven/sept/setteseven eight/ait/huit/oktoeight nine/niner/neuf/novenine "
    "ten/dix eleven/onze twelve/douze thirteen/treize fourteen/quatorze fifteen/quinze sixteen/seize seventeen eighteen "
    "nineteen"
)
_TENS = _values("twenty/vingt thirty/trente forty/quarante fifty/cinquante sixty/soixante", 20, 10) | _values(
    "seventy/septante eighty/huitante/octante ninety/nonante", 70, 10
)
_HUNDRED, _THOUSAND = {"hundred", "cent", "cents"}, {"thousand", "tousand", "mille"}
_POINT = {"decimal", "decimale", "point", "virgule", "dot", "comma"}
_DEGREE = {word for word, (kind, _) in NAMES.items() if kind == "degree"}


@dataclass(frozen=True, slots=True)
class _Numeral:
    value: int
    stop: int


def spelled(tokens: Sequence[Token], handed_on: int = 0) -> list[Token]:
    """The tokens with numerals joined into numbers.

    tokens     as lexed
    handed_on  digits after a point that belong to the next number, where one follows without a break

    >>> from varne.positions.tokens import lex
    >>> [t.value for t in spelled(lex("cinquante et un degrés huit virgule cinq minutes nord"))]
    ['51', 'degres', '8.5', 'minutes', 'nord']
    """
    tokens = _unhyphened(tokens)
    words = [t.value if t.kind == "word" else "" for t in tokens] + ["", "", "", ""]
    joined: list[Token] = []
    i = 0
    while i < len(tokens):
        whole, stop = _whole(tokens, words, i)
        fraction, end = _fraction(tokens, words, stop, handed_on) if whole else ("", stop)
        if whole and (fraction or tokens[i].kind == "word"):
            value = f"{whole}.{fraction}" if fraction else whole
            joined.append(Token("number", tokens[i].start, tokens[end - 1].end, value, ("spelled out",)))
            i = end
        else:
            joined.append(tokens[i])
            i += 1
    return joined


def _unhyphened(tokens: Sequence[Token]) -> list[Token]:
    """Without the hyphens inside words such as fifty-one and quatre-vingt."""
    kinds = ["", *(t.kind for t in tokens), ""]
    return [t for k, t in enumerate(tokens, 1) if t.value != "-" or (kinds[k - 1], kinds[k + 1]) != ("word", "word")]


def _whole(tokens: Sequence[Token], words: list[str], i: int) -> tuple[str, int]:
    if tokens[i].kind == "number" and "." not in tokens[i].value:
        return tokens[i].value, i + 1
    found = _cardinal(words, i)
    if not found:
        return "", i
    digits, stop = str(found.value), found.stop
    while len(digits) == stop - i and words[stop] in _SMALL and _SMALL[words[stop]] < 10:
        after = _cardinal(words, stop)
        if not after or after.value > 9:
            break
        digits, stop = digits + str(after.value), after.stop
    return digits, stop


def _fraction(tokens: Sequence[Token], words: list[str], i: int, handed_on: int) -> tuple[str, int]:
    if words[i] not in _POINT:
        return "", i
    if i + 1 < len(tokens) and tokens[i + 1].kind == "number":
        return ("", i) if "." in tokens[i + 1].value else (tokens[i + 1].value, i + 2)
    parts: list[tuple[str, int]] = []
    stop = i + 1
    while found := _cardinal(words, stop):
        parts.append((str(found.value), stop))
        stop = found.stop
    runs_on = words[stop] in _POINT or words[stop] in _DEGREE
    if runs_on and 0 < handed_on < len(parts):
        stop, parts = parts[-handed_on][1], parts[:-handed_on]
    return "".join(digits for digits, _ in parts), stop


def _cardinal(words: list[str], i: int) -> _Numeral | None:
    return _scaled(words, i, _THOUSAND, 1000, _below_thousand)


def _below_thousand(words: list[str], i: int) -> _Numeral | None:
    return _scaled(words, i, _HUNDRED, 100, _below_hundred)


def _scaled(words: list[str], i: int, scale: set[str], size: int, below: Callable[..., _Numeral | None]) -> _Numeral | None:
    """How many hundreds or thousands and what is left over; "cent" and "mille" without a one before them."""
    count = _Numeral(1, i) if words[i] in scale else below(words, i)
    if not count or not count.value or words[count.stop] not in scale:
        return count
    after = count.stop + 1
    rest = below(words, after + (words[after] == "and"))
    return _Numeral(count.value * size + rest.value, rest.stop) if rest else _Numeral(count.value * size, after)


def _below_hundred(words: list[str], i: int) -> _Numeral | None:
    word, after = words[i], words[i + 1]
    if word == "quatre" and after in ("vingt", "vingts"):
        return _with_rest(words, 80, i + 2, 19)
    if word in _TENS:
        return _with_rest(words, _TENS[word], i + 1, 19 if word == "soixante" else 9)
    if word == "dix" and after in ("sept", "huit", "neuf"):
        return _Numeral(10 + _SMALL[after], i + 2)
    return _Numeral(_SMALL[word], i + 1) if word in _SMALL else None


def _with_rest(words: list[str], tens: int, i: int, most: int) -> _Numeral:
    joint = words[i] == "et" and words[i + 1] in ("un", "une", "onze")
    k = i + joint
    rest = _below_hundred(words, k) if words[k] in _SMALL and not (words[k] == "quatre" and "vingt" in words[k + 1]) else None
    return _Numeral(tens + rest.value, rest.stop) if rest and 1 <= rest.value <= most else _Numeral(tens, i)
