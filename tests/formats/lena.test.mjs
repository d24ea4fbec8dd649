// One recording in every format of the package audio-lena, as editors and browsers wrote it: each file
// decodes to the same content within 5 ms of the WAV, or is refused with a reason that names what it is.
//
//   npm ci --prefix tests/formats && cargo build && node --test tests/formats/

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const STEMFORGE = process.env.STEMFORGE ?? new URL("../../target/debug/stemforge", import.meta.url).pathname;
const PACKAGE = new URL("node_modules/audio-lena/", import.meta.url).pathname;
const SOUND = /^lena.*\.(aac|aiff?|caf|flac|m4a|mp3|ogg|opus|raw|wav|webm)$/;
const FILES_IN_THE_PACKAGE = 29;

/** Files that may be refused, and the reason and codec that must be named. */
const REFUSED = {
  "lena.raw": ["UNDECODABLE", null],
  "audacity/lena-24-dwvw.aiff": ["UNSUPPORTED_CODEC", "dwvw"],
  "audacity/lena-gsm.aiff": ["UNSUPPORTED_CODEC", "gsm"],
};

const RATE_HZ = 8000;
const MOST_MISPLACED_MS = 5;
const SEARCHED_MS = 100;
/** Lossy coders keep the shape of a waveform this far; another recording reaches 0.1. */
const LEAST_CORRELATION = 0.9;

assert.ok(existsSync(PACKAGE), "the package audio-lena is missing: run `npm ci --prefix tests/formats`");
assert.ok(existsSync(STEMFORGE), `${STEMFORGE} is missing: run \`cargo build\`, or name a binary in STEMFORGE`);

const folder = mkdtempSync(join(tmpdir(), "formats-"));
after(() => rmSync(folder, { recursive: true }));

const files = ["", "audacity/", "logic/"]
  .flatMap((under) => readdirSync(PACKAGE + under).map((name) => [under, name]))
  .filter(([, name]) => SOUND.test(name))
  .map((parts) => parts.join(""));

/** Runs `inspect`: exit code, row, and the WAV that it wrote. */
function inspect(file) {
  const wav = join(folder, "out.wav");
  rmSync(wav, { force: true });
  const run = spawnSync(STEMFORGE, ["inspect", "--json", "--wav", wav, PACKAGE + file], { encoding: "utf8" });
  assert.ok(run.status === 0 || run.status === 4, `exit ${run.status} ${run.signal ?? ""}: ${run.stderr}`);
  return { accepted: run.status === 0, row: JSON.parse(run.stdout), wav };
}

/** First channel of a WAV of 32-bit floats at 8 kHz, by means over each span. */
function samples(path) {
  const bytes = readFileSync(path);
  let at = 12;
  let format;
  while (bytes.toString("latin1", at, at + 4) !== "data") {
    if (bytes.toString("latin1", at, at + 4) === "fmt ") format = at + 8;
    at += 8 + bytes.readUInt32LE(at + 4);
  }
  const [channels, rateHz, bits] = [
    bytes.readUInt16LE(format + 2),
    bytes.readUInt32LE(format + 4),
    bytes.readUInt16LE(format + 14),
  ];
  assert.equal(bits, 32);
  const count = Math.floor(bytes.readUInt32LE(at + 4) / 4 / channels);
  const one = (index) => bytes.readFloatLE(at + 8 + 4 * channels * index);
  const out = new Float64Array(Math.floor((count * RATE_HZ) / rateHz));
  for (let n = 0; n < out.length; n++) {
    const first = Math.floor((n * rateHz) / RATE_HZ);
    const end = Math.max(first + 1, Math.floor(((n + 1) * rateHz) / RATE_HZ));
    let sum = 0;
    for (let index = first; index < end; index++) sum += one(index);
    out[n] = sum / (end - first);
  }
  return out;
}

function correlation(a, b, lag) {
  let [both, ofA, ofB] = [0, 0, 0];
  const end = Math.min(a.length, b.length - lag);
  for (let n = Math.max(0, -lag); n < end; n++) {
    both += a[n] * b[n + lag];
    ofA += a[n] * a[n];
    ofB += b[n + lag] * b[n + lag];
  }
  return both / Math.sqrt(ofA * ofB + 1e-20);
}

/** How late `heard` is, ms, and how alike the two are then. */
function place(heard, reference) {
  const reach = (SEARCHED_MS * RATE_HZ) / 1000;
  let best = [-1, 0];
  for (let lag = -reach; lag <= reach; lag++) {
    const alike = correlation(reference, heard, lag);
    if (alike > best[0]) best = [alike, lag];
  }
  return { alike: best[0], lateMs: (best[1] * 1000) / RATE_HZ };
}

const reference = samples(inspect("lena.wav").wav);

test("the package holds the files that are known", () => {
  assert.equal(files.length, FILES_IN_THE_PACKAGE, files.join(" "));
  for (const file of Object.keys(REFUSED)) assert.ok(files.includes(file), file);
});

for (const file of files) {
  test(file, () => {
    const { accepted, row, wav } = inspect(file);
    if (file in REFUSED) {
      assert.ok(!accepted, "is decoded now: take it from the list");
      assert.deepEqual([row.reasons, row.codec], REFUSED[file]);
      return;
    }
    assert.ok(accepted, `refused: ${row.reasons}`);
    const heard = samples(wav);
    const { alike, lateMs } = place(heard, reference);
    assert.ok(alike > LEAST_CORRELATION, `another content: correlation ${alike.toFixed(3)}`);
    assert.ok(Math.abs(lateMs) <= MOST_MISPLACED_MS, `${lateMs} ms late`);
    const surplusMs = ((heard.length - reference.length) * 1000) / RATE_HZ;
    assert.ok(surplusMs > -1 && surplusMs < 50, `${surplusMs} ms too long`);
  });
}
