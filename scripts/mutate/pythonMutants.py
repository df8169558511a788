"""Edits that make mutants of Python files: reads a JSON list of texts, prints the edits of each.

An edit replaces the bytes from `start` to `end` with `text`. One of the kind "sql" replaces nothing:
it names a string that holds SQL, for which textMutants.mts has the operators. Uses the standard
library only: the edits are made in the text, so that a mutant differs in one place alone.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

SQL = re.compile(r"\b(INSERT INTO|SELECT|DELETE FROM|CREATE (TABLE|INDEX|VIEW)|UPDATE)\b")
COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">"),
    ast.LtE: ("<", ">"),
    ast.Gt: (">=", "<"),
    ast.GtE: (">", "<"),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
}
SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "/",
    ast.Mod: "*",
    ast.Pow: "*",
}
# Keywords whose value no check of behaviour can see: words for people, and what a linter asks for.
WORDS = {"help", "metavar", "description", "epilog", "prog", "frozen", "slots", "strict"}
# Calls whose strings are messages.
TELLS = {"print", "exit", "warning", "info", "debug", "error", "exception", "log", "warn", "fail"}
STATEMENTS = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete)
MOVABLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign)

# What may do more than give a value.
ACTS = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Subscript, ast.Attribute)

Edit = tuple[int, int, str, str]


class Source:
    """A parsed text with the places of its nodes, and what each node is part of."""

    def __init__(self, text: str) -> None:
        self.raw = text.encode()
        self.tree = ast.parse(text)
        self.starts = [0]
        for line in self.raw.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self.skipped = set(self._skipped())
        self.messages = set(self._messages())

    def place(self, node: Any) -> tuple[int, int]:
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.AST) -> str:
        start, end = self.place(node)
        return self.raw[start:end].decode()

    def _skipped(self) -> Iterator[ast.AST]:
        for node in ast.walk(self.tree):
            for name in ("annotation", "returns"):
                note = getattr(node, name, None)
                if note is not None:
                    yield from ast.walk(note)
            match node:
                case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                    if ast.get_docstring(node, clean=False) is not None:
                        yield from ast.walk(node.body[0])
                case ast.Import() | ast.ImportFrom():
                    yield from ast.walk(node)
                case ast.JoinedStr():  # before Python 3.12 the places inside an f-string are wrong
                    yield from (inner for inner in ast.walk(node) if inner is not node)
                case ast.If(test=test) if "__name__" in ast.unparse(test):
                    yield from ast.walk(node)
                case ast.keyword(arg=arg) if arg in WORDS:
                    yield from ast.walk(node)

    def _messages(self) -> Iterator[ast.AST]:
        for node in ast.walk(self.tree):
            match node:
                case ast.Raise() | ast.Assert():
                    yield from ast.walk(node)
                case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)) if name in TELLS:
                    yield from ast.walk(node)


def edits_of(text: str) -> list[Edit]:
    """All edits, without those that leave no valid program or the same one."""
    source = Source(text)
    same = ast.dump(source.tree)
    seen: set[bytes] = {source.raw}
    kept: list[Edit] = []
    for node in ast.walk(source.tree):
        if node in source.skipped:
            continue
        for edit in [*of_expression(source, node), *of_call(source, node), *of_statement(source, node)]:
            start, end, new, kind = edit
            mutated = source.raw[:start] + new.encode() + source.raw[end:]
            if kind != "sql":
                if mutated in seen:
                    continue
                seen.add(mutated)
                try:
                    if ast.dump(ast.parse(mutated)) == same:
                        continue
                    compile(mutated, "mutant", "exec")
                except (SyntaxError, ValueError):
                    continue
            kept.append(edit)
    return sorted(kept)


def of_expression(source: Source, node: ast.AST) -> Iterator[Edit]:
    def put(what: ast.AST, new: str, kind: str) -> Edit:
        return (*source.place(what), new, kind)

    match node:
        case ast.Compare(left=left, ops=ops, comparators=rights):
            operands = [left, *rights]
            for place, op in enumerate(ops):
                between_start = source.place(operands[place])[1]
                between_end = source.place(operands[place + 1])[0]
                between = source.raw[between_start:between_end].decode()
                sign = re.escape(SIGNS[type(op)]).replace(r"\ ", r"\s+")
                for new in COMPARISONS[type(op)]:
                    changed = re.sub(sign, new, between, count=1)
                    yield between_start, between_end, changed, "comparison"
        case ast.BoolOp(op=op, values=values):
            old, new = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
            yield put(node, f" {new} ".join(map(source.text, values)), "and/or")
            for place in range(len(values)):
                rest = [source.text(value) for at, value in enumerate(values) if at != place]
                yield put(node, f" {old} ".join(rest), "operand removed")
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield put(node, source.text(inner), "not removed")
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            yield put(node, source.text(inner), "sign removed")
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            yield put(node, f"{source.text(left)} {ARITHMETIC[type(op)]} {source.text(right)}", "arithmetic")
        case ast.Constant():
            yield from of_constant(source, node)
        case ast.JoinedStr(values=values):
            yield put(node, '""', "string emptied")
            if node not in source.messages:
                for place, part in enumerate(values):
                    if isinstance(part, ast.FormattedValue):
                        rest = [value for at, value in enumerate(values) if at != place]
                        yield put(node, ast.unparse(ast.JoinedStr(rest)), "part of a string removed")
        case ast.IfExp(test=test) | ast.comprehension(ifs=[test]):
            yield put(test, "True", "condition true")
            yield put(test, "False", "condition false")
        case ast.List(elts=items) | ast.Set(elts=items) | ast.Tuple(elts=items) if len(items) > 1:
            if isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                yield source.place(items[0])[0], source.place(items[1])[0], "", "first item removed"
                yield source.place(items[-2])[1], source.place(items[-1])[1], "", "last item removed"
        case ast.Dict(keys=[_, _, *_] as keys, values=values) if None not in keys:
            yield source.place(keys[0])[0], source.place(keys[1])[0], "", "first item removed"
            yield source.place(values[-2])[1], source.place(values[-1])[1], "", "last item removed"
        case ast.Attribute(attr="name"):
            end = source.place(node)[1]
            yield end - len("name"), end, "stem", "attribute changed"
        case ast.Slice(lower=lower, upper=upper):
            for bound in filter(None, (lower, upper)):
                yield put(bound, "", "bound of a slice removed")
    if isinstance(node, ast.For | ast.comprehension):
        iterated = source.text(node.iter)
        yield put(node.iter, f"list({iterated})[1:]", "first left out")
        yield put(node.iter, f"list({iterated})[:-1]", "last left out")


def of_constant(source: Source, node: ast.Constant) -> Iterator[Edit]:
    start, end = source.place(node)
    match node.value:
        case bool() as value:
            yield start, end, str(not value), "constant"
        case int() as value:
            exit_code = isinstance(source.parents.get(node), ast.Return) and value == 1
            for new in sorted({0} if exit_code else {value + 1, value - 1, 0 if value == 1 else value + 1}):
                yield start, end, str(new), "constant"
        case float() as value:
            for changed in (value * 1.5, value / 2, 0.0):
                yield start, end, f"{changed:.6g}" if changed else "0.0", "constant"
        case str() as value if SQL.search(value):
            yield start, end, "", "sql"
        case str() as value if value:
            yield start, end, '""', "string emptied"
            if node not in source.messages:
                yield start, end, json.dumps(value + "X", ensure_ascii=False), "string changed"
        case bytes():
            yield start, end, 'b""', "string emptied"


def of_call(source: Source, node: ast.AST) -> Iterator[Edit]:
    if not isinstance(node, ast.Call):
        return
    start, end = source.place(node.func)[1], source.place(node)[1]
    positional = [source.text(each) for each in node.args]
    keywords = [source.text(each) for each in node.keywords]
    if not positional and not keywords:
        if isinstance(node.func, ast.Attribute):
            yield (*source.place(node), source.text(node.func.value), "method removed")
        return
    if any(isinstance(each, ast.GeneratorExp) for each in node.args) and len(node.args) == 1 and not keywords:
        return

    def called(arguments: list[str]) -> str:
        return f"({', '.join(arguments)})"

    for place, keyword in enumerate(node.keywords):
        if keyword.arg not in WORDS:
            rest = [*positional, *(each for at, each in enumerate(keywords) if at != place)]
            yield start, end, called(rest), "argument removed"
    if len(positional) > 1:
        yield start, end, called([*positional[:-1], *keywords]), "argument removed"
    for place in range(len(positional) - 1):
        moved = positional.copy()
        moved[place], moved[place + 1] = moved[place + 1], moved[place]
        yield start, end, called([*moved, *keywords]), "arguments swapped"


def of_statement(source: Source, node: ast.AST) -> Iterator[Edit]:
    def put(what: ast.AST, new: str, kind: str) -> Edit:
        return (*source.place(what), new, kind)

    match node:
        case ast.If(test=test) | ast.While(test=test):
            yield put(test, "True", "condition true")
            yield put(test, "False", "condition false")
        case ast.Assert(test=test):
            yield put(node, "pass", "statement removed")
        case ast.For(iter=iterated):
            yield put(iterated, "[]", "loop without a round")
        case ast.Return(value=value) if value is not None and ast.unparse(value) != "None":
            yield put(value, "None", "return None")
        case ast.ExceptHandler(type=kind, body=body):
            yield source.place(body[0])[0], source.place(body[-1])[1], "pass", "exception swallowed"
            if isinstance(kind, ast.Tuple):
                for place in range(len(kind.elts)):
                    rest = [source.text(each) for at, each in enumerate(kind.elts) if at != place]
                    yield put(kind, f"({', '.join(rest)},)", "exception type removed")
            elif kind is not None:
                yield put(kind, "Exception", "exception widened")
        case ast.With(items=[only], body=body):
            if only.optional_vars is None:
                yield source.place(node)[0], source.place(body[0])[0] - body[0].col_offset, "if True:\n", "with removed"
            elif isinstance(only.context_expr, ast.Call) and source.text(only.context_expr.func).endswith("closing"):
                yield put(only.context_expr, source.text(only.context_expr.args[0]), "with removed")
            if len(body) > 1:
                last = source.place(body[-1])[0]
                yield last - (body[-1].col_offset - node.col_offset), last, "", "moved out of with"
        case ast.Continue():
            yield put(node, "break", "continue/break")
        case ast.Break():
            yield put(node, "continue", "continue/break")
    for decorator in getattr(node, "decorator_list", []):
        start, end = source.place(decorator)
        next_line = source.raw.index(b"\n", end) + 1
        yield start - len("@"), next_line + decorator.col_offset - len("@"), "", "decorator removed"
    in_class = isinstance(source.parents.get(node), ast.ClassDef)
    if isinstance(node, STATEMENTS) and not in_class:
        yield put(node, "pass", "statement removed")
    if isinstance(node, ast.ClassDef):
        return
    for field in ("body", "orelse", "finalbody"):
        body = getattr(node, field, None)
        if not isinstance(body, list):
            continue
        for one, two in zip(body, body[1:], strict=False):
            if not isinstance(one, MOVABLE) or not isinstance(two, MOVABLE) or one in source.skipped:
                continue
            if not are_independent(one, two, isinstance(node, ast.Module)):
                start, end = source.place(one)[0], source.place(two)[1]
                between = source.raw[source.place(one)[1] : source.place(two)[0]].decode()
                yield start, end, source.text(two) + between + source.text(one), "statements swapped"


def are_independent(one: ast.stmt, two: ast.stmt, at_module_level: bool) -> bool:
    """Whether the order of two assignments cannot matter. What a call does, a global name may decide."""
    assignments = (ast.Assign, ast.AnnAssign, ast.AugAssign)
    if not isinstance(one, assignments) or not isinstance(two, assignments):
        return False
    parts = [[inner for part in parts_of(side) for inner in ast.walk(part)] for side in (one, two)]
    names = [{each.id for each in side if isinstance(each, ast.Name)} for side in parts]
    plain = [not any(isinstance(each, ACTS) for each in side) for side in parts]
    return not names[0] & names[1] and (all(plain) if at_module_level else any(plain))


def parts_of(assignment: ast.Assign | ast.AnnAssign | ast.AugAssign) -> list[ast.expr]:
    """What is assigned, and to what; not its type."""
    targets = assignment.targets if isinstance(assignment, ast.Assign) else [assignment.target]
    return [*targets, *([assignment.value] if assignment.value else [])]


def main() -> None:
    texts: list[str] = json.load(sys.stdin)
    keys = ("start", "end", "text", "kind")
    json.dump([[dict(zip(keys, edit, strict=True)) for edit in edits_of(text)] for text in texts], sys.stdout)


if __name__ == "__main__":
    main()
