"""Captions of the film in every language, WebVTT, from the messages film-1 to film-6: python3 captions.py [captions]"""
import re, sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCALES = HERE.parents[2] / "web/locales"
CUES, FILM_S = 6, 20.0


def clock(seconds):
    return f"00:00:{seconds:06.3f}"


out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "captions"
out.mkdir(exist_ok=True)
for messages in sorted(LOCALES.glob("*/studio.ftl")):
    said = dict(re.findall(r"^film-(\d) = (.+)$", messages.read_text("utf-8"), re.M))
    cues = [
        f"{clock(n * FILM_S / CUES)} --> {clock((n + 1) * FILM_S / CUES)}\n{said[str(n + 1)]}\n" for n in range(CUES)
    ]
    (out / f"{messages.parent.name}.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), "utf-8")
