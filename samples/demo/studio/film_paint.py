"""Paint for the film: colours, easing, and a canvas that draws large and shrinks, which is what smooths its edges."""

import math

from PIL import Image, ImageDraw

SIZE = 720
OVERSAMPLING = 3

NIGHT = (0x0B, 0x14, 0x30)
DUSK = (0x16, 0x24, 0x52)
HAZE = (0x8F, 0xA3, 0xD9)
AMBER = (0xFF, 0xD1, 0x66)
GREEN = (0x2E, 0xC2, 0x7E)
PAPER = (0xF5, 0xF3, 0xEA)
CORAL = (0xFF, 0x5D, 0x5D)


def span(t, start, end):
    """Where t lies between start and end, from 0 to 1."""
    return min(max((t - start) / (end - start), 0.0), 1.0)


def ease(t, start=0.0, end=1.0):
    """0 before start, 1 after end, with a soft start and a soft landing."""
    x = span(t, start, end)
    return x * x * (3.0 - 2.0 * x)


def land(t, start, end):
    """0 before start, 1 after end, one tenth past the goal on the way."""
    x = span(t, start, end) - 1.0
    return 1.0 + 2.7 * x**3 + 1.7 * x**2


def between(a, b, x):
    return a + (b - a) * x


def mix(a, b, x):
    return tuple(round(between(p, q, x)) for p, q in zip(a, b, strict=True))


class Canvas:
    """One frame, SIZE × SIZE, in whose units everything is given. `alpha` runs from 0 to 1."""

    def __init__(self):
        self.image = Image.new("RGB", (SIZE * OVERSAMPLING,) * 2, NIGHT)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def _ink(self, colour, alpha):
        return (*colour, round(255 * min(max(alpha, 0.0), 1.0)))

    def _box(self, x0, y0, x1, y1):
        return [round(v * OVERSAMPLING) for v in (x0, y0, x1, y1)]

    def dot(self, x, y, radius, colour, alpha=1.0):
        outside = not (-radius < x < SIZE + radius and -radius < y < SIZE + radius)
        if radius > 0.0 and alpha > 0.0 and not outside:
            self.draw.ellipse(self._box(x - radius, y - radius, x + radius, y + radius), self._ink(colour, alpha))

    def ring(self, x, y, radius, width, colour, alpha=1.0, squash=1.0):
        """A circle's line; `squash` makes it an ellipse as wide as before and less high."""
        if radius > 0.0 and alpha > 0.0:
            box = self._box(x - radius, y - radius * squash, x + radius, y + radius * squash)
            self.draw.ellipse(box, outline=self._ink(colour, alpha), width=max(1, round(width * OVERSAMPLING)))

    def arc(self, x, y, radius, width, start_degrees, end_degrees, colour, alpha=1.0):
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self.draw.arc(box, start_degrees, end_degrees, self._ink(colour, alpha), round(width * OVERSAMPLING))

    def pill(self, x0, y0, x1, y1, colour, alpha=1.0, radius=None):
        """A rectangle with round corners, as round as can be if no radius is given."""
        if x1 - x0 < 0.4 or y1 - y0 < 0.4 or alpha <= 0.0 or x1 < 0.0 or x0 > SIZE:
            return
        roundest = min(x1 - x0, y1 - y0) / 2.0
        radius = roundest if radius is None else min(radius, roundest)
        self.draw.rounded_rectangle(self._box(x0, y0, x1, y1), radius * OVERSAMPLING, self._ink(colour, alpha))

    def area(self, points, colour, alpha=1.0):
        self.draw.polygon([(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points], self._ink(colour, alpha))

    def line(self, points, width, colour, alpha=1.0):
        points = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]
        self.draw.line(points, self._ink(colour, alpha), round(width * OVERSAMPLING), joint="curve")

    def veil(self, alpha):
        """The night over everything drawn so far."""
        self.draw.rectangle(self._box(0, 0, SIZE, SIZE), self._ink(NIGHT, alpha))

    def picture(self):
        return self.image.reduce(OVERSAMPLING)


def wave(x):
    """0 to 1 and back, once a unit of x."""
    return 0.5 - 0.5 * math.cos(math.tau * x)
