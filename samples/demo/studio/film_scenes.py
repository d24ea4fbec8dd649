"""The six scenes, ten thirds of a second each, one for each caption (`film-1` … `film-6` in the translations).

A scene is a function of the canvas, the song time in seconds, and the `Show`. You are amber in all of them.
"""

import math
from dataclasses import dataclass

from film_paint import (
    AMBER,
    CORAL,
    DUSK,
    GREEN,
    HAZE,
    NIGHT,
    PAPER,
    SIZE,
    between,
    ease,
    land,
    mix,
    span,
    wave,
)

BEAT_S = 0.5
LAST_CHORD_S = 18.0
MIDDLE = SIZE / 2.0


@dataclass(frozen=True)
class Note:
    onset_s: float
    duration_s: float
    midi: float


@dataclass(frozen=True)
class Show:
    """What the drawing follows: the melody, and how loud you and the crowd are, from 0 to 1, every 10 ms."""

    notes: list[Note]
    voice: list[float]
    crowd: list[float]


def level(envelope, t):
    """How loud it is at t, the soft lifted towards the loud as ears do."""
    return envelope[min(max(int(t * 100.0), 0), len(envelope) - 1)] ** 0.6


# 1: the chorus rolls in.

PLAYHEAD_X = 180.0


def note_box(note, t):
    x = PLAYHEAD_X + (note.onset_s - t) * 230.0
    y = 345.0 - (note.midi - 65.0) * 20.0
    return x, y, x + note.duration_s * 230.0, y + 28.0


def chorus(canvas, t, show):
    away = ease(t, 3.15, 3.75)
    for beat in range(4):
        x, lit = MIDDLE + (beat - 1.5) * 52.0, land(t, beat * BEAT_S, beat * BEAT_S + 0.25)
        gone = 1.0 - ease(t, 2.0, 2.4)
        canvas.dot(x, 140.0, 11.0, HAZE, 0.35 * gone)
        canvas.dot(x, 140.0, 11.0 * lit, AMBER, gone)
    canvas.pill(PLAYHEAD_X - 1.5, 190.0, PLAYHEAD_X + 1.5, 560.0, HAZE, 0.4 * (1.0 - away))
    for note in show.notes:
        x0, y0, x1, y1 = note_box(note, t)
        sung = min(max(PLAYHEAD_X, x0), x1)
        canvas.pill(x0, y0, x1, y1, PAPER, 0.9 * (1.0 - away))
        if sung - x0 > 6.0:
            canvas.pill(x0, y0, sung, y1, AMBER, 1.0 - away)


# 2: its notes are a stadium. 3: where one seat is free.


@dataclass(frozen=True)
class Seat:
    tier: int
    angle: float
    colour: tuple
    phase: float


TIERS = 9
FREE_TIER = 1


def bowl(tier):
    """Half width, half height and rise of a tier."""
    return 196.0 + 37.0 * tier, 96.0 + 26.0 * tier, 7.0 * tier


def seats():
    """Tiers of seats; the bottom one of tier FREE_TIER comes last and is yours."""
    taken = []
    for tier in range(TIERS):
        width, height, _ = bowl(tier)
        count = round(math.tau * math.hypot(width, height) / math.sqrt(2.0) / 29.0)
        for place in range(count):
            # A spread of colours and moods that looks like chance and is none.
            chance = (place * 0.618034 + tier * 0.414214) % 1.0
            colour = CORAL if chance < 0.06 else GREEN if chance < 0.14 else HAZE if chance < 0.55 else PAPER
            # Every other tier is moved by half a seat, so that nobody sits behind a head.
            angle = math.tau * (0.25 + (place + 0.5 * (tier % 2 != FREE_TIER % 2)) / count)
            taken.append(Seat(tier, angle, colour, chance))
    yours = next(seat for seat in taken if seat.tier == FREE_TIER)
    return [seat for seat in taken if seat is not yours] + [yours]


SEATS = seats()


def place(seat):
    width, height, rise = bowl(seat.tier)
    return width * math.cos(seat.angle), height * math.sin(seat.angle) - rise


STADIUM_Y = 318.0
YOU_Y = 262.0


def camera(t):
    """What the lens looks at, where that is in the frame, and how near it is."""
    near = ease(t, 8.2, 9.9) ** 1.5
    zoom = 0.84 * math.exp(2.25 * near)
    x, y = place(SEATS[-1])
    return (x * near, y * near), (MIDDLE, between(STADIUM_Y, YOU_Y, near)), zoom


def stadium(canvas, t, show):
    (look_x, look_y), (frame_x, frame_y), zoom = camera(t)
    appear, near = ease(t, 3.4, 4.2), ease(t, 8.5, 9.7)
    dim = between(1.0, 0.6, ease(t, 6.5, 7.2)) * (1.0 - near)

    def project(x, y):
        return frame_x + (x - look_x) * zoom, frame_y + (y - look_y) * zoom

    pitch(canvas, project, zoom, appear * (1.0 - near))
    # Everybody but you flies in from a note of the chorus.
    notes = [note_box(note, 3.3) for note in show.notes]
    notes = [box for box in notes if -40.0 < box[0] < SIZE]
    # A terrace sways with a phrase, not with a syllable.
    singing = sum(level(show.crowd, t + 0.04 * step) for step in range(-7, 8)) / 15.0
    for number, seat in enumerate(SEATS[:-1]):
        x, y = project(*place(seat))
        wake = 3.25 + 0.2 * seat.tier + 0.25 * seat.phase
        arrived = ease(t, wake, wake + 0.6)
        x0, y0, x1, y1 = notes[number % len(notes)]
        x = between(between(x0, x1, seat.phase), x, arrived)
        y = between((y0 + y1) / 2.0, y, arrived)
        # A wave goes round and lifts those who sing.
        lift = wave(seat.angle / math.tau * 2.0 - t * 0.45 + 0.12 * seat.tier) * singing * arrived
        size = (6.6 + 1.7 * math.sin(seat.angle)) * zoom * (0.8 + 0.35 * lift)
        canvas.dot(x, y - 7.0 * zoom * lift, size, seat.colour, (0.45 + 0.55 * lift) * dim * span(t, wake, wake + 0.2))
    # The free seat.
    if t > 6.4:
        x, y = project(*place(SEATS[-1]))
        open_ = land(t, 6.6, 7.1)
        radius = between(10.0, HEAD, ease(t, 8.2, 9.9)) * open_
        canvas.dot(x, y, radius + 5.0, NIGHT)
        for called in (0.0, 0.5):
            ripple = (t / 1.5 + called) % 1.0
            calling = span(t, 6.9, 7.3) * (1.0 - ease(t, 9.0, 9.6))
            canvas.ring(x, y, radius + 46.0 * ripple, 2.5, AMBER, (1.0 - ripple) * 0.7 * calling)
        canvas.ring(x, y, radius, between(3.5, 7.0, ease(t, 8.2, 9.9)), AMBER)


def pitch(canvas, project, zoom, alpha):
    """The field in perspective, in stripes."""
    top, bottom, far, near = -58.0, 58.0, 104.0, 138.0
    stripes = 8
    for stripe in range(stripes):
        a, b = (2.0 * stripe / stripes - 1.0), (2.0 * (stripe + 1) / stripes - 1.0)
        corners = [project(far * a, top), project(far * b, top), project(near * b, bottom), project(near * a, bottom)]
        canvas.area(corners, mix(NIGHT, GREEN, 0.62 if stripe % 2 else 0.55), alpha)
    outline = [(-far, top), (far, top), (near, bottom), (-near, bottom), (-far, top), (far, top)]
    canvas.line([project(x, y) for x, y in outline], 2.0, PAPER, 0.55 * alpha)
    canvas.line([project(0.0, top), project(0.0, bottom)], 2.0, PAPER, 0.55 * alpha)
    canvas.ring(*project(0.0, -4.0), 27.0 * zoom, 2.0, PAPER, 0.55 * alpha, squash=0.62)


# 4: you, headphones on, phone in hand. 5: and sing.

HEAD = 62.0


def you(canvas, t, show):
    aside, gone = ease(t, 12.95, 13.7), ease(t, 16.5, 17.1)
    x, y = between(MIDDLE, 176.0, aside) - 330.0 * gone, YOU_Y + 8.0 * aside
    scale = between(1.0, 0.82, aside)
    singing = level(show.voice, t) * span(t, 13.3, 13.5)
    y -= 7.0 * singing
    shown = ease(t, 10.1, 10.7)
    shoulders = y + (HEAD + 16.0) * scale + 40.0 * (1.0 - shown)
    w = 112.0 * scale
    canvas.pill(x - w, shoulders, x + w, SIZE + w, mix(NIGHT, AMBER, 0.72), shown, 104.0 * scale)
    canvas.area([(x - w - 2.0, 560.0), (x + w + 2.0, 560.0), (x + w + 2.0, SIZE), (x - w - 2.0, SIZE)], NIGHT)
    canvas.ring(x, y, HEAD * scale, 7.0, AMBER)
    canvas.dot(x, y, HEAD * scale * ease(t, 9.9, 10.4), AMBER)
    headphones(canvas, x, y, scale, t)
    phone(canvas, x, y, scale, t)


def headphones(canvas, x, y, scale, t):
    on = land(t, 10.5, 11.0)
    alpha = span(t, 10.5, 10.7)
    band_y = y - 150.0 * (1.0 - on)
    canvas.arc(x, band_y, (HEAD + 17.0) * scale, 11.0 * scale, 180.0, 360.0, PAPER, alpha)
    for side in (-1.0, 1.0):
        cup = x + side * (HEAD + 9.0) * scale
        w, top, bottom = 15.0 * scale, band_y - 28.0 * scale, band_y + 34.0 * scale
        canvas.pill(cup - w, top, cup + w, bottom, CORAL, alpha, 13.0 * scale)


def phone(canvas, x, y, scale, t):
    up = land(t, 11.4, 12.0)
    alpha = span(t, 11.4, 11.6)
    x, y = x + 78.0 * scale, y + 178.0 * scale + 330.0 * (1.0 - up)
    w, h = 56.0 * scale, 98.0 * scale
    canvas.pill(x - w - 6.0, y - h - 6.0, x + w + 6.0, y + h + 6.0, NIGHT, alpha, 24.0 * scale)
    canvas.pill(x - w, y - h, x + w, y + h, PAPER, alpha, 19.0 * scale)
    canvas.pill(x - w + 6.0, y - h + 6.0, x + w - 6.0, y + h - 6.0, DUSK, alpha, 14.0 * scale)
    pressed = wave(span(t, 12.5, 12.9))
    canvas.ring(x, y, 31.0 * scale, 3.5, PAPER, alpha)
    canvas.dot(x, y, (23.0 - 6.0 * pressed) * scale, CORAL, alpha)
    ripple = span(t, 12.65, 13.4)
    if 0.0 < ripple < 1.0:
        canvas.ring(x, y, (31.0 + 60.0 * ripple) * scale, 4.0, CORAL, 1.0 - ripple)


BAR_STEP = 15.0
BAR_WIDTH = 8.0
BARS = int(SIZE / BAR_STEP)
PIXELS_A_SECOND = 130.0
FIRST_WORD_S = 13.4
MOUTH_X = 310.0
VOICE_Y = 268.0


def strand(canvas, t, envelope, y, height, colour, made_s, comes_s, alpha, narrow):
    """A voice as bars that grow and then stay where they are: a row of bars that moved sideways would flicker.

    `made_s(x)` is the moment in the song that the bar at x shows, `comes_s(x)` when it grows; `narrow` squeezes the row
    towards the middle.
    """
    for bar in range(BARS):
        x = (bar + 0.5) * BAR_STEP
        born = land(t, comes_s(x), comes_s(x) + 0.25)
        half = max(BAR_WIDTH / 2.0, height * level(envelope, made_s(x))) * born
        x = MIDDLE + (x - MIDDLE) * narrow
        canvas.pill(x - BAR_WIDTH / 2.0, y - half, x + BAR_WIDTH / 2.0, y + half, colour(made_s(x)), alpha)


def your_way(made_s):
    """Amber that turns to coral and to green and back."""
    turn = (made_s - FIRST_WORD_S) / 1.2 % 3.0
    around = (AMBER, CORAL, GREEN, AMBER)
    return mix(around[int(turn)], around[int(turn) + 1], ease(turn % 1.0, 0.4, 1.0))


# Place above or below yours, colour, and the moment of the song: the crowd at other moments looks like other voices.
OTHERS = [
    (-3, HAZE, 2.0),
    (3, GREEN, 5.5),
    (-2, PAPER, 7.5),
    (2, HAZE, 10.0),
    (-1, CORAL, 9.0),
    (1, PAPER, 12.0),
]


def voices(canvas, t, show):
    """Yours alone; then others come beside it, and all become one."""
    spread, together = ease(t, 16.5, 17.2), ease(t, 17.25, 17.9)
    narrow, sound = 1.0 - ease(t, 17.8, 18.1), 1.0 - ease(t, 18.0, 18.15)
    y = between(VOICE_Y, VOICE_Y + 30.0, spread)
    for row, tone, from_s in OTHERS:
        apart = between(82.0 * row, 0.0, together)
        height = between(34.0, 150.0 - 18.0 * abs(row), together) * sound

        def others_made_s(x, from_s=from_s):
            return from_s + x / PIXELS_A_SECOND

        def others_come_s(x, row=row):
            # From the right, while you leave to the left.
            return 16.4 + 0.1 * abs(row) + (SIZE - x) / 1800.0

        def theirs(_, tone=tone):
            return tone

        strand(canvas, t, show.crowd, y + apart, height, theirs, others_made_s, others_come_s, 0.85 * sound, narrow)

    def made_s(x):
        return FIRST_WORD_S + (x - MOUTH_X) / PIXELS_A_SECOND

    def comes_s(x):
        # As it is sung; what lies to the left of the mouth once you have made way.
        return made_s(x) if x > MOUTH_X else 16.55 + (MOUTH_X - x) / 900.0

    def yours(moment_s):
        return mix(your_way(moment_s), AMBER, spread)

    height = between(between(125.0, 36.0, spread), 110.0, together) * sound
    strand(canvas, t, show.voice, y, height, yours, made_s, comes_s, sound, narrow)


# 6: until all voices are one record.

RECORD_Y = 312.0


def record(canvas, t, show):
    born, sleeved = land(t, LAST_CHORD_S, LAST_CHORD_S + 0.45), ease(t, 18.45, 19.15)
    if born <= 0.0:
        return
    x, radius = between(MIDDLE, 478.0, sleeved), 158.0 * born
    canvas.dot(x, RECORD_Y, radius + 2.0, mix(NIGHT, HAZE, 0.35))
    canvas.dot(x, RECORD_Y, radius, (0x05, 0x09, 0x18))
    for groove in range(8):
        canvas.ring(x, RECORD_Y, radius * (0.44 + 0.07 * groove), 1.4, HAZE, 0.3)
    # Among all the grooves, yours.
    canvas.ring(x, RECORD_Y, radius * 0.79, 4.0, AMBER)
    # Light stands still on a record that turns.
    for towards in (-52.0, 128.0):
        canvas.arc(x, RECORD_Y, radius * 0.97, radius * 0.56, towards - 9.0, towards + 9.0, PAPER, 0.09)
    canvas.dot(x, RECORD_Y, radius * 0.34, CORAL)
    turn = math.tau * t * 0.5
    canvas.dot(x + radius * 0.22 * math.cos(turn), RECORD_Y + radius * 0.22 * math.sin(turn), radius * 0.045, PAPER)
    canvas.dot(x, RECORD_Y, radius * 0.05, NIGHT)
    sleeve(canvas, between(-200.0, 254.0, sleeved), RECORD_Y, 168.0)


def sleeve(canvas, x, y, half):
    canvas.pill(x - half, y - half, x + half, y + half, mix(NIGHT, HAZE, 0.35), 1.0, 14.0)
    canvas.pill(x - half + 2.0, y - half + 2.0, x + half - 2.0, y + half - 2.0, DUSK, 1.0, 12.0)
    # The stadium once more, seen from within, and one of it is you.
    for row in range(6):
        radius = 62.0 + 17.0 * row
        count = 11 + 3 * row
        for number in range(count):
            angle = math.pi * (1.0 + (number + 0.5) / count)
            chance = (number * 0.618034 + row * 0.414214) % 1.0
            colour = CORAL if chance < 0.07 else GREEN if chance < 0.16 else HAZE if chance < 0.55 else PAPER
            yours = row == 2 and number == 11
            dot_x, dot_y = x + radius * math.cos(angle), y + 62.0 + radius * math.sin(angle)
            if yours:
                canvas.dot(dot_x, dot_y, 9.0, AMBER)
            else:
                canvas.dot(dot_x, dot_y, 4.6, colour, 0.9)
    canvas.pill(x - 142.0, y + 82.0, x + 142.0, y + 130.0, mix(NIGHT, GREEN, 0.7), 1.0, 10.0)
    canvas.pill(x - 1.5, y + 82.0, x + 1.5, y + 130.0, PAPER, 0.6)


def draw(canvas, t, show):
    """The frame at song time t."""
    if t < 3.8:
        chorus(canvas, t, show)
    if 3.2 < t < 9.9:
        stadium(canvas, t, show)
    if 9.9 <= t < 17.2:
        you(canvas, t, show)
    if FIRST_WORD_S < t < 18.15:
        voices(canvas, t, show)
    if t >= LAST_CHORD_S:
        record(canvas, t, show)
    canvas.veil(1.0 - ease(t, -0.3, 0.3))
