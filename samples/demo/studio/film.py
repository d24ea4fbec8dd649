"""Draws the film that says what the studio is for, and its poster.

    python film.py FOLDER SOUND.wav VOICE.wav CROWD.wav GUIDE.csv

writes FOLDER/film.mp4 and FOLDER/film-poster.jpg. SOUND is heard; the drawing follows VOICE (yours), CROWD and GUIDE,
all on the song's timeline. There is no text in the film: what it says is said by captions.

Needs Python 3.11, Pillow (requirements.txt) and ffmpeg with libx264.
"""

import array
import csv
import subprocess
import sys
from pathlib import Path

from film_paint import SIZE, Canvas
from film_scenes import Note, Show, draw

FRAMES_A_SECOND = 30
LENGTH_S = 20
# A stadium in song, before anything lies in its middle: that is where a page puts the button that plays.
POSTER_S = 6.3


def envelope(path):
    """How loud a file is every 10 ms, from 0 to 1: peaks, smoothed over 50 ms, the loudest being 1."""
    command = ["ffmpeg", "-v", "error", "-i", path, "-ac", "1", "-ar", "8000", "-f", "s16le", "-"]
    samples = array.array("h", subprocess.run(command, check=True, capture_output=True).stdout)
    peaks = [max(map(abs, samples[at : at + 80])) for at in range(0, len(samples), 80)]
    smooth = [sum(peaks[max(0, at - 2) : at + 3]) / 5.0 for at in range(len(peaks))]
    return [x / max(smooth) for x in smooth]


def melody(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [
            Note(float(row["onset_s"]), float(row["duration_s"]), float(row["midi"])) for row in csv.DictReader(file)
        ]


def frame(t, show):
    canvas = Canvas()
    draw(canvas, t, show)
    return canvas.picture()


def encoder(sound, film):
    """An ffmpeg that takes frames. One thread and no tags of its own, so that the same ffmpeg makes the same file."""
    colours = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIZE}x{SIZE}"]
    command += ["-r", str(FRAMES_A_SECOND), "-i", "-", "-i", sound, "-map", "0:v", "-map", "1:a", "-t", str(LENGTH_S)]
    command += ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", *colours]
    command += ["-c:v", "libx264", "-profile:v", "main", "-level", "3.1", "-preset", "veryslow", "-crf", "32"]
    command += ["-tune", "animation", "-g", "150", "-threads", "1", "-c:a", "aac", "-b:a", "72k", "-ar", "44100"]
    command += ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
    return subprocess.Popen([*command, "-movflags", "+faststart", film], stdin=subprocess.PIPE)


def main(folder, sound, voice, crowd, guide):
    show = Show(melody(guide), envelope(voice), envelope(crowd))
    folder = Path(folder)
    frame(POSTER_S, show).save(folder / "film-poster.jpg", quality=56, optimize=True, progressive=True)
    ffmpeg = encoder(sound, folder / "film.mp4")
    for number in range(LENGTH_S * FRAMES_A_SECOND):
        ffmpeg.stdin.write(frame(number / FRAMES_A_SECOND, show).tobytes())
    ffmpeg.stdin.close()
    if ffmpeg.wait() != 0:
        raise SystemExit("ffmpeg failed")


if __name__ == "__main__":
    main(*sys.argv[1:])
