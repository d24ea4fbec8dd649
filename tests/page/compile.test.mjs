// Song and singer through one loudspeaker into the microphone: how late is the take? Three answers must agree: the mixer's,
// the page's own chirps', and a plain correlation of the take with the song.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { RATE_HZ, startAudio } from "./help/audio.mjs";
import { launchChromium, phone, walkOf } from "./help/chromium.mjs";
import { compiled } from "./help/compile.mjs";
import { correlate, refined } from "./help/signal.mjs";
import { sungWhole } from "./help/sings.mjs";
import { startStudio } from "./help/studio.mjs";
import { received } from "./help/takes.mjs";
import { decoded, VOICE, wavFile } from "./help/voices.mjs";

const MOST_APART_MS = 10;
/** The voice's song begins so late in its file. */
const VOICE_LAG_S = 0.369;
/** From the press to the song's first sample, less what a player needs to begin. */
const LEAD_MS = 450;
/** 18 dB below what the page gives: a loudspeaker across the table. */
const ACROSS_THE_TABLE = 32_768;

const voice = wavFile(decoded(VOICE, RATE_HZ).subarray(Math.round(VOICE_LAG_S * RATE_HZ)), RATE_HZ);
let studio;
let audio;
let browser;

before(async () => {
  studio = await startStudio();
  audio = await startAudio("room");
  browser = await launchChromium({ audio: audio.env });
});

after(async () => {
  await browser?.close();
  await audio?.stop();
  voice.remove();
  if (studio) assert.equal(await studio.stop(), 0);
});

/** Song and singer in one room, from a fresh page to the last screen. */
async function sing(isWhole) {
  const visit = await browser.newContext({ ...phone });
  try {
    const walk = walkOf(await visit.newPage());
    await walk.open(`${studio.url}/en/`);
    await walk.toMicrophone();
    const hush = audio.play(voice.path);
    await walk.checkMicrophone();
    hush();
    await walk.toSing({ headphones: "no" });
    await audio.setVolume("chromium", ACROSS_THE_TABLE);
    await walk.pressIn(0);
    await new Promise((resolve) => setTimeout(resolve, LEAD_MS));
    const last = audio.play(voice.path);
    await walk.at("sing", "singing");
    const why = await walk.lost();
    last();
    if (!isWhole(why)) return undefined;
    await walk.keep();
    await walk.agree();
    return received(studio, await walk.arrives());
  } finally {
    await visit.close();
  }
}

/**
 * On a busy machine the sound daemon shifts a stream by a buffer now and then. Where it does so between the chirps and the
 * song, the take is later than the chirps can know.
 */
const TRIES = 4;

/** A take's lag by the three who measure it. */
async function measured() {
  const { words, samples, rateHz } = await sungWhole(sing);
  const ms = (1000 * refined(correlate(samples, decoded("samples/demo/backing.flac", rateHz), { whitened: true }))) / rateHz;
  const row = compiled(studio.data).find(({ take_id }) => take_id === words.take_id);
  return { words, ms, row };
}

test("the mixer, the chirps and a correlation agree on how late a take is", async (context) => {
  for (let tries = 1; ; tries++) {
    const { words, ms, row } = await measured();
    const { lag_ms: chirpsMs, recorder } = words;
    context.diagnostic(`lag: correlation ${ms.toFixed(2)} ms, mixer ${row.lag_ms} ms (${row.lag_method}, ${row.bleed_db} dB), chirps ${chirpsMs} ms`);
    assert.equal(row.lag_method, "bleed");
    assert.ok(Math.abs(row.lag_ms - ms) <= MOST_APART_MS, "the mixer");
    assert.equal(recorder.round_trip_method, "chirp");
    if (Math.abs(chirpsMs - ms) <= MOST_APART_MS) return;
    assert.ok(tries < TRIES, "the chirps");
  }
});
