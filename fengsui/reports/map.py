"""The map of a report as SVG: each county by its state in colour and in pattern, so that it can be read in black and white too. Pure.

Everything stands on a grid of tenths of a unit, so that the same boundaries give the same bytes on every machine.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import cos, radians

from fengsui.coverage.result import STATE_ORDER, CoverageState
from fengsui.reports.boundaries import Area, Boundaries, Point
from fengsui.reports.figures import Figures
from fengsui.reports.summary_tables import named
from fengsui.reports.words import Language, say

WIDTH = 1000
_MARGIN = 12
_KEY_HEIGHT = 46
_SWATCH = 32
_FONT = 15
_LARGE_FONT = 17
_LONGEST_LABEL = 16
# Beyond it, signs are as wide as they are high.
_LAST_NARROW = 0x2E7F
# Colours that stay apart for colour-blind eyes (after Okabe and Ito, 2008), and how dark each prints.
_FILLS: Mapping[str, str] = {
    CoverageState.COVERED: "#dcebf5",
    CoverageState.DEGRADED: "#f6d98c",
    CoverageState.UNKNOWN: "#ffffff",
    CoverageState.UNCOVERED: "#c8501e",
    CoverageState.UNSERVED: "#ededed",
    "special": "#ffffff",
}
_PATTERNS: Mapping[str, str] = {
    CoverageState.DEGRADED: '<path d="M-2 2l4-4M0 10L10 0M8 12l4-4" stroke="#8a5a00" stroke-width="1.6"/>',
    CoverageState.UNKNOWN: '<circle cx="3" cy="3" r="1.5" fill="#333333"/><circle cx="8" cy="8" r="1.5" fill="#333333"/>',
    CoverageState.UNCOVERED: '<path d="M-2 2l4-4M0 10L10 0M8 12l4-4M-2 8l4 4M0 0l10 10M8-2l4 4" stroke="#3d1200" stroke-width="1.6"/>',
    CoverageState.UNSERVED: '<path d="M0 5h10" stroke="#9a9a9a" stroke-width="1.2"/>',
}


def map_svg(figures: Figures, boundaries: Boundaries, language: Language, *, numbered: str = "m") -> str:
    """The map with its key; names stand at prefectures, and at counties that are not covered as they should be.

    Args:
        figures: Of the report.
        boundaries: What is drawn.
        language: Of the names.
        numbered: Prefix of the ids in it, so that it can stand in a page with others.
    """
    project, height = _projection(boundaries.areas)
    states = {county["code"]: county["state"] for county in figures["counties"]}
    shapes = "".join(_shape(area, states.get(area.code), project, numbered) for area in _ordered(boundaries, states))
    whole = height + _KEY_HEIGHT
    alternative = escape(say(language, "map_alternative"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {whole}" role="img" '
        f'aria-labelledby="{numbered}-title" font-family="Noto Sans SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif" '
        f'font-size="{_FONT}"><title id="{numbered}-title">{alternative}</title>'
        f"<defs>{''.join(_pattern(state, numbered) for state in _FILLS)}</defs>"
        f'<g stroke="#6b6b6b" stroke-width="0.8" stroke-linejoin="round">{shapes}</g>'
        f'<path d="{_borders(boundaries, states, project)}" fill="none" stroke="#222222" stroke-width="1.8"/>'
        f"{_labels(figures, boundaries, project, language)}"
        f"{_legend(figures, height, language, numbered)}</svg>"
    )


def unplaced(figures: Figures, boundaries: Boundaries, language: Language) -> list[str]:
    """Names of counties that the boundaries do not hold."""
    drawn = {area.code for area in boundaries.areas}
    return [named(county, language) for county in figures["counties"] if county["code"] not in drawn]


class _Projection:
    """Plate carrée, true to scale in the middle of the map."""

    def __init__(self, west: float, north: float, squeeze: float, scale: float) -> None:
        self._west, self._north, self._squeeze, self._scale = west, north, squeeze, scale

    def __call__(self, point: Point) -> tuple[int, int]:
        """Tenths of a unit of the drawing."""
        x = _MARGIN + (point[0] - self._west) * self._squeeze * self._scale
        y = _MARGIN + (self._north - point[1]) * self._scale
        return round(x * 10), round(y * 10)


def _projection(areas: Sequence[Area]) -> tuple[_Projection, int]:
    xs = [x for area in areas for ring in area.rings for x, _ in ring]
    ys = [y for area in areas for ring in area.rings for _, y in ring]
    squeeze = cos(radians((min(ys) + max(ys)) / 2))
    # A map of one point would have no scale.
    scale = (WIDTH - 2 * _MARGIN) / max((max(xs) - min(xs)) * squeeze, 1e-6)
    height = min(round((max(ys) - min(ys)) * scale) + 2 * _MARGIN, 2 * WIDTH)
    return _Projection(min(xs), max(ys), squeeze, scale), height


def _ordered(boundaries: Boundaries, states: Mapping[str, str]) -> list[Area]:
    """Special areas last: they may lie within a county."""
    return sorted(boundaries.areas, key=lambda area: (area.code not in states, area.code))


def _shape(area: Area, state: str | None, project: _Projection, prefix: str) -> str:
    kind = state or "special"
    d = "".join(_ring_path([project(point) for point in ring]) for ring in area.rings)
    dashes = "" if state else ' stroke-dasharray="4 3"'
    fill = f"url(#{prefix}-{kind})" if kind in _PATTERNS else _FILLS[kind]
    return f'<path d="{d}" fill="{fill}" fill-rule="evenodd"{dashes}/>'


def _ring_path(points: Sequence[tuple[int, int]]) -> str:
    """A closed path by relative steps, points that fall together left out."""
    kept = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
    if len(kept) < 3:
        return ""
    steps = [f"{_unit(x - before[0])} {_unit(y - before[1])}" for before, (x, y) in itertools.pairwise(kept)]
    return f"M{_unit(kept[0][0])} {_unit(kept[0][1])}l{' '.join(steps)}z"


def _unit(tenths: int) -> str:
    return f"{tenths / 10:g}"


def _borders(boundaries: Boundaries, states: Mapping[str, str], project: _Projection) -> str:
    """Lines between counties of two prefectures: edges that are drawn for both."""
    owners: dict[tuple[tuple[int, int], tuple[int, int]], str] = {}
    found: list[str] = []
    for area in boundaries.areas:
        if area.code not in states:
            continue
        for edge in _edges(area, project):
            other = owners.setdefault(edge, area.code[:4])
            if other != area.code[:4]:
                (x, y), (to_x, to_y) = edge
                found.append(f"M{_unit(x)} {_unit(y)}L{_unit(to_x)} {_unit(to_y)}")
    return "".join(sorted(set(found)))


def _edges(area: Area, project: _Projection) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for ring in area.rings:
        points = [project(point) for point in ring]
        for a, b in itertools.pairwise(points):
            if a != b:
                yield (a, b) if a < b else (b, a)


def _pattern(state: str, prefix: str) -> str:
    if state not in _PATTERNS:
        return ""
    return (
        f'<pattern id="{prefix}-{state}" width="10" height="10" patternUnits="userSpaceOnUse">'
        f'<rect width="10" height="10" fill="{_FILLS[state]}"/>{_PATTERNS[state]}</pattern>'
    )


def _labels(figures: Figures, boundaries: Boundaries, project: _Projection, language: Language) -> str:
    """Names that fit beside each other: counties by how bad they are, then prefectures."""
    placed: list[_Box] = []
    middles = {area.code: _middle(area, project) for area in boundaries.areas}
    widths = {area.code: _extent(area, project) for area in boundaries.areas}
    found = []
    for name, codes, size, colour in _names(figures, language):
        spots = [middles[code] for code in codes if code in middles]
        if not spots:
            continue
        at = (sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots))
        width = _width(name, size)
        # A name on a small county would hide how it stands.
        small = len(codes) == 1 and widths[codes[0]] < width
        boxes = list(_boxes(at, width, size))[small:]
        box = next((box for box in boxes if not _hits(box, placed)), None)
        if box is None:
            continue
        placed.append(box)
        found.append(_label(name, at, box, size, colour))
    return f'<g text-anchor="middle" stroke-linejoin="round">{"".join(found)}</g>'


_Box = tuple[float, float, float, float]
"""West, north, east, south."""


def _boxes(at: Point, width: float, size: float) -> Iterator[_Box]:
    """Where a name may stand: on its place, then above, below, to the right and to the left of it."""
    for right, down in ((0.0, 0.0), (0.0, -2.2 * size), (0.0, 2.2 * size), (0.5, 0.0), (-0.5, 0.0)):
        x = at[0] + right * (width + 5 * size)
        x = min(max(x, width / 2 + 2), WIDTH - width / 2 - 2)
        y = at[1] + down
        yield x - width / 2, y - 0.6 * size, x + width / 2, y + 0.6 * size


def _hits(box: _Box, placed: Sequence[_Box]) -> bool:
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in placed)


def _width(name: str, size: float) -> float:
    return sum(size if ord(sign) > _LAST_NARROW else 0.58 * size for sign in name)


def _label(name: str, at: Point, box: _Box, size: int, colour: str) -> str:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    leader = ""
    if abs(x - at[0]) + abs(y - at[1]) > size:
        ends = f'x1="{at[0]:.1f}" y1="{at[1]:.1f}" x2="{x:.1f}" y2="{y:.1f}"'
        leader = f'<line {ends} stroke="#222222" stroke-width="1"/>'
    place = f'x="{x:.1f}" y="{y + 0.35 * size:.1f}" font-size="{size}"'
    # The white rim is drawn first: not every renderer knows paint-order.
    rim = f'<text {place} fill="#ffffff" stroke="#ffffff" stroke-width="3.6">{escape(name)}</text>'
    return f'{leader}{rim}<text {place} fill="{colour}">{escape(name)}</text>'


def _names(figures: Figures, language: Language) -> Iterator[tuple[str, list[str], int, str]]:
    """What is to be written at the middle of which areas, how large and in what colour; the most important first."""
    order = [state.value for state in STATE_ORDER]
    lacking = [county for county in figures["counties"] if county["state"] in ("uncovered", "unknown", "degraded")]
    for county in sorted(lacking, key=lambda each: (-order.index(each["state"]), each["code"])):
        yield _short(named(county, language)), [county["code"]], _FONT, "#111111"
    told = {county["code"] for county in lacking}
    for prefecture in figures["prefectures"]:
        codes = [county["code"] for county in figures["counties"] if county["prefecture"] == prefecture["code"]]
        # A prefecture without counties is named already.
        if told.isdisjoint(codes) or len(codes) > 1:
            yield _short(named(prefecture, language)), codes, _LARGE_FONT, "#1d3f73"


def _short(name: str) -> str:
    """A name as maps have it: 临夏回族自治州 is 临夏州, and Linxia Hui Autonomous Prefecture is Linxia."""
    if name.endswith("自治州"):
        return f"{name[:2]}州"
    return name.split(" ", maxsplit=1)[0][:_LONGEST_LABEL] if name.isascii() else name[:_LONGEST_LABEL]


def _middle(area: Area, project: _Projection) -> tuple[float, float]:
    """The centre of the largest ring's area, in units of the drawing."""
    rings = [[project(point) for point in ring] for ring in area.rings]
    largest = max(rings, key=lambda ring: abs(_doubled(ring)))
    doubled = _doubled(largest)
    if not doubled:
        return largest[0][0] / 10, largest[0][1] / 10
    pairs = list(zip(largest, largest[1:] + largest[:1], strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * doubled)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * doubled)
    return x / 10, y / 10


def _extent(area: Area, project: _Projection) -> float:
    """Width of an area, in units of the drawing."""
    xs = [project(point)[0] for ring in area.rings for point in ring]
    return (max(xs) - min(xs)) / 10


def _doubled(ring: Sequence[tuple[int, int]]) -> int:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))


def _legend(figures: Figures, height: int, language: Language, prefix: str) -> str:
    end = figures["summary"]["end"]
    entries = [(state.value, f"{say(language, f'state_{state.value}')} {end[state.value]}") for state in STATE_ORDER]
    entries.append(("special", say(language, "special")))
    widths = [_SWATCH + _width(text, _FONT) for _, text in entries]
    space = (WIDTH - 2 * _MARGIN - sum(widths)) / (len(entries) - 1)
    parts, x = [], float(_MARGIN)
    for (state, text), width in zip(entries, widths, strict=True):
        fill = f"url(#{prefix}-{state})" if state in _PATTERNS else _FILLS[state]
        dashes = ' stroke-dasharray="4 3"' if state == "special" else ""
        parts.append(
            f'<rect x="{x:.1f}" y="{height + 12}" width="26" height="18" fill="{fill}" stroke="#6b6b6b"{dashes}/>'
            f'<text x="{x + _SWATCH:.1f}" y="{height + 26}" fill="#111111">{escape(text)}</text>'
        )
        x += width + space
    return "".join(parts)
