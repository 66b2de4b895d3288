"""The text of a Python configuration -> the settings it spells out; it is parsed and never executed."""

from __future__ import annotations

import ast
import posixpath
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

LONGEST: Final = 100_000
"""Characters of the longest text, and parts of the longest list, that is put together."""

MOST: Final = 2_000_000
"""Characters and parts of all that is put together for one configuration."""

_MADE: Final = "__made__"
"""Under which name it is counted what was put together; no setting is called so."""

_UNKNOWN: Final = object()
"""What only running the configuration would tell."""

_Names = dict[str, Any]


def read(text: str, base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What `text` assigns to names at its top, as plain values; what is not spelt out is left out.

    Spelt out are texts, numbers, lists, tuples and tables, what is put together of these and
    of names given before, `A if TEST else B`, `os.environ.get("X", default)` as its default,
    and `os.path.join`. A part of a list that is not spelt out is None. A path made from
    `__file__` is relative to the folder of the configuration. `base` are the settings of
    another file, which this one imports. Empty if `text` is no Python.
    """
    names: _Names = {"__file__": "conf.py", "__name__": "conf", **(base or {})}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(text)
        _run(module.body, names)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return dict(base or {})
    return {name: value for name, value in names.items() if not name.startswith("__")}


def _run(body: Iterable[ast.stmt], names: _Names) -> None:
    for part in body:
        match part:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    _assign(target, _value(value, names), names)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                _assign(target, _value(value, names), names)
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=value):
                old = names.get(name, _UNKNOWN)
                _keep(name, _sum(old, _value(value, names), names), names)
            case ast.If(test=test, body=then, orelse=other):
                _run(then if _holds(test, names) else other, names)
            case ast.Try(body=then):
                _run(then, names)


def _assign(target: ast.expr, value: Any, names: _Names) -> None:
    match target:
        case ast.Name(id=name):
            _keep(name, value, names)
        case ast.Tuple(elts=parts) if isinstance(value, tuple):
            for part, one in zip(parts, value, strict=False):
                _assign(part, one, names)


def _keep(name: str, value: Any, names: _Names) -> None:
    if value is _UNKNOWN:
        names.pop(name, None)
    else:
        names[name] = value


def _value(node: ast.expr, names: _Names) -> Any:
    match node:
        case ast.Constant(value=value):
            return _UNKNOWN if isinstance(value, bytes) else value
        case ast.Name(id=name):
            return names.get(name, _UNKNOWN)
        case ast.List(elts=parts) | ast.Set(elts=parts):
            return _values(parts, names)
        case ast.Tuple(elts=parts):
            return tuple(_values(parts, names))
        case ast.Dict(keys=keys, values=values):
            return _table(keys, values, names)
        case ast.UnaryOp(op=ast.Not()) | ast.Compare() | ast.BoolOp():
            return _test(node, names)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = _value(operand, names)
            return -number if isinstance(number, (int, float)) else _UNKNOWN
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _sum(_value(left, names), _value(right, names), names)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _spent(_joined([_value(left, names), _value(right, names)]), names)
        case ast.JoinedStr(values=values):
            return _text(values, names)
        case ast.IfExp(test=test, body=then, orelse=other):
            return _value(then if _holds(test, names) else other, names)
        case ast.Call(func=function, args=arguments, keywords=[]):
            return _call(ast.unparse(function), arguments, names)
    return _UNKNOWN


def _table(
    keys: Sequence[ast.expr | None], values: Sequence[ast.expr], names: _Names
) -> dict[Any, Any]:
    found = {}
    for key_node, value_node in zip(keys, values, strict=True):
        key = _value(key_node, names) if key_node else _UNKNOWN
        value = _value(value_node, names)
        if isinstance(key, (str, int)) and value is not _UNKNOWN:
            found[key] = value
    return found


def _sum(left: Any, right: Any, names: _Names) -> Any:
    if type(left) is type(right) is int:
        return left + right
    parts = type(left) is type(right) and isinstance(left, (str, list, tuple))
    if parts and len(left) + len(right) <= LONGEST:
        return _spent(left + right, names)
    return _UNKNOWN


def _spent(made: Any, names: _Names) -> Any:
    """`made`, as long as what was put together is not too much for one configuration."""
    names[_MADE] = names.get(_MADE, 0) + (len(made) if made is not _UNKNOWN else 0)
    return made if names[_MADE] <= MOST else _UNKNOWN


def _text(values: Iterable[ast.expr], names: _Names) -> Any:
    """An f-string of plain names."""
    made: Any = ""
    for part in values:
        match part:
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
                found = _value(inner, names)
                plain = isinstance(found, (str, int))
                made = _sum(made, str(found) if plain else _UNKNOWN, names)
            case _:
                made = _sum(made, _value(part, names), names)
    return made


def _test(node: ast.expr, names: _Names) -> Any:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            found = _value(operand, names)
            return _UNKNOWN if found is _UNKNOWN else not found
        case ast.BoolOp(op=operator, values=parts):
            stop = isinstance(operator, ast.Or)
            values = _values(parts, names)
            return next((v for v in values if bool(v) == stop), values[-1])
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            pair = _value(left, names), _value(right, names)
            if all(v is None or isinstance(v, (str, int, float)) for v in pair):
                if isinstance(operator, (ast.Eq, ast.Is)):
                    return pair[0] == pair[1]
                if isinstance(operator, (ast.NotEq, ast.IsNot)):
                    return pair[0] != pair[1]
    return _UNKNOWN


def _values(nodes: Iterable[ast.expr], names: _Names) -> list[Any]:
    """The values of `nodes`, unknown ones as None."""
    found = (_value(node, names) for node in nodes)
    return [None if value is _UNKNOWN else value for value in found]


def _holds(test: ast.expr, names: _Names) -> bool:
    """Whether a test is known to hold: what is only known when it runs is taken as not."""
    found = _value(test, names)
    return found is not _UNKNOWN and bool(found)


def _call(function: str, arguments: Sequence[ast.expr], names: _Names) -> Any:
    name = function.removeprefix("os.").removeprefix("path.").removeprefix("pathlib.")
    if name in ("environ.get", "getenv"):
        return _value(arguments[1], names) if len(arguments) == 2 else None
    values = [_value(part, names) for part in arguments]
    known = _CALLS.get(name)
    if not known or not values or _UNKNOWN in values:
        return _UNKNOWN
    found = known(values)
    return _spent(found, names) if isinstance(found, str) else found


def _joined(parts: Sequence[Any]) -> Any:
    texts = [part for part in parts if isinstance(part, str) and len(part) <= LONGEST]
    return posixpath.join(*texts) if len(texts) == len(parts) <= 20 else _UNKNOWN


def _first(parts: Sequence[Any]) -> Any:
    return parts[0] if len(parts) == 1 else _UNKNOWN


def _folder(parts: Sequence[Any]) -> Any:
    first = _first(parts)
    return posixpath.dirname(first) if isinstance(first, str) else _UNKNOWN


_CALLS: Final[Mapping[str, Callable[[Sequence[Any]], Any]]] = {
    "join": _joined,
    "dirname": _folder,
    "abspath": _first,
    "realpath": _first,
    "normpath": _first,
    "expanduser": _first,
    "Path": _first,
    "str": _first,
    "list": _first,
    "tuple": _first,
}
"""Functions whose outcome is plain: paths, and one kind of text or list as another."""
