"""What a PromQL expression speaks of, by walking its syntax tree."""

import promql_parser


def metrics_in(expression: promql_parser.Expr) -> set[str]:
    """Names of the metrics that an expression selects."""
    return {selector.name for selector in _selectors(expression) if selector.name}


def labels_in(expression: promql_parser.Expr) -> set[str]:
    """Names of the labels that an expression matches, groups or joins by."""
    found: set[str] = set()

    def visit(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.AggregateExpr) and node.modifier is not None:
            found.update(node.modifier.labels)
        if isinstance(node, promql_parser.BinaryExpr) and node.modifier is not None:
            matching = node.modifier.matching
            found.update(matching.labels if matching is not None else ())
            found.update(node.modifier.group_labels or ())

    promql_parser.walk(expression, visit)
    for selector in _selectors(expression):
        found.update(matcher.name for matcher in selector.matchers.matchers)
    return found


def _selectors(expression: promql_parser.Expr) -> list[promql_parser.VectorSelector]:
    found: list[promql_parser.VectorSelector] = []

    def visit(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            found.append(node)
        elif isinstance(node, promql_parser.MatrixSelector):
            found.append(node.vector_selector)

    promql_parser.walk(expression, visit)
    return found
