// The path, the words, the pitch line: what the screens compute before they draw.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { clickTimes } from "../../web/js/clicks.js";
import { PATH, before, stepOf, travel } from "../../web/js/flow.js";
import { Levels } from "../../web/js/levels.js";
import { centreOf, foldedMidi } from "../../web/js/live-pitch.js";
import { lineAt, linesOf } from "../../web/js/lyrics.js";
import { contentTypeOf } from "../../web/js/screens/file.js";

const guide = readFileSync(new URL("../../samples/demo/guide.csv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1);
const notes = guide.map((row) => {
  const [onset, duration, midi, syllable] = row.split(",");
  return { onset_s: Number(onset), duration_s: Number(duration), midi: Number(midi), syllable };
});

test("steps are counted from the first question to the yes", () => {
  assert.deepEqual(
    PATH.map((screen) => stepOf(screen).step),
    [0, 1, 2, 3, 4, 5, 6, 7, 7, 7],
  );
  assert.deepEqual(stepOf("file"), stepOf("sing"));
});

test("one may go back until the take is sung, and from the yes to hearing it again", () => {
  assert.deepEqual(PATH.map(before), [
    null,
    "welcome",
    "name-team",
    "premise",
    "mic-check",
    "headphones",
    null,
    "listen",
    null,
    null,
  ]);
  assert.equal(before("resume"), null);
  assert.equal(before("file"), "mic-check");
});

test("the browser's back button never loses a take or sends one twice", () => {
  assert.equal(travel("sing", "name-team"), "name-team");
  for (const from of ["listen", "sending", "done", "resume"]) assert.equal(travel(from, "sing"), from, from);
  assert.equal(travel("consent", "listen"), "listen");
  assert.equal(travel("consent", "sing"), "consent");
  assert.equal(travel("name-team", "listen"), "name-team", "forward leads nowhere");
});

test("the sample song is lines that fit a phone, and loses no syllable", () => {
  const lines = linesOf(notes);
  assert.deepEqual(
    lines.map(({ syllables }) => syllables.map(({ text }) => text).join("").trim()),
    [
      "Oh oh oh oh oh hey hey",
      "Oh oh oh oh oh hey hey",
      "Raise your voices high hey hey",
      "all four corners of the ground sing it loud",
      "hey hey oh",
    ],
  );
  assert.equal(lineAt(lines, 0), 0);
  assert.equal(lineAt(lines, lines[0].endS), 1, "the next line is shown when the last note of one is over");
  assert.equal(lineAt(lines, 1000), lines.length - 1);
});

test("a hyphen joins syllables, and a song without words has no lines", () => {
  const [line] = linesOf([
    { onset_s: 0, duration_s: 0.5, midi: 60, syllable: "voi-" },
    { onset_s: 0.5, duration_s: 0.5, midi: 60, syllable: "ces" },
  ]);
  assert.equal(line.syllables.map(({ text }) => text).join(""), "voices ");
  assert.deepEqual(linesOf([]), []);
});

test("a line without end is broken between words, and a word without end is left whole", () => {
  const many = (syllable) => Array.from({ length: 200 }, (_, at) => ({ onset_s: at / 4, duration_s: 0.25, midi: 60, syllable }));
  const lengths = linesOf(many("la")).map(({ syllables }) => syllables.length);
  assert.equal(lengths.reduce((sum, length) => sum + length), 200);
  assert.ok(lengths.every((length) => length >= 3 && length <= 10), `${lengths}`);
  assert.equal(linesOf(many("la-")).length, 1);
});

test("the clicks are the bar before the first, where there is one", () => {
  assert.deepEqual(clickTimes({ tempo_bpm: 120, first_bar_s: 2 }), [0, 0.5, 1, 1.5]);
  assert.deepEqual(clickTimes({ tempo_bpm: 60, first_bar_s: 5 }), [1, 2, 3, 4]);
  assert.deepEqual(clickTimes({ tempo_bpm: 60, first_bar_s: 2 }), []);
  assert.deepEqual(clickTimes({ tempo_bpm: 120, first_bar_s: 0 }), []);
});

test("every voice is drawn in the tune's octave", () => {
  const centre = centreOf(notes);
  for (const octave of [0.25, 0.5, 1, 2]) {
    const midi = foldedMidi(369.994 * octave, 0.9, centre);
    assert.ok(Math.abs(midi - 66) < 0.001, `${midi}`);
  }
  assert.equal(foldedMidi(0, 1, centre), null);
  assert.equal(foldedMidi(NaN, 1, centre), null);
  assert.equal(foldedMidi(440, 0.2, centre), null, "a guess is not drawn");
});

test("three flat samples are clipping, also across blocks; two are not", () => {
  const verdict = (...blocks) => {
    const levels = new Levels();
    for (const block of blocks) levels.hear(Float32Array.from(block));
    return levels.verdict;
  };
  assert.equal(verdict([0.99, 1, 0.2, -1, 0.995]), "good");
  assert.equal(verdict([0.1, 0.99], [-1, 1, 0]), "loud");
  assert.equal(verdict([0.02, -0.016]), "good");
  assert.equal(verdict([0.015]), "quiet", "-36.5 dB");
  assert.equal(verdict([0.0005]), "silent");
  assert.equal(verdict([]), "silent");
});

test("a file's type is the service's word for it, from the browser's or from the name", () => {
  const typeOf = (name, type) => contentTypeOf({ name, type });
  assert.equal(typeOf("Recording 1.m4a", "audio/x-m4a"), "audio/mp4");
  assert.equal(typeOf("a.webm", "video/webm;codecs=opus"), "video/webm");
  assert.equal(typeOf("a.WAV", ""), "audio/wav");
  assert.equal(typeOf("a.opus", "application/octet-stream"), "audio/ogg");
  assert.equal(typeOf("a.pdf", "application/pdf"), null);
  assert.equal(typeOf("noname", ""), null);
});
