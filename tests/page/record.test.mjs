// A take from the first screen to the last in Chromium, with a known file as microphone: every sample of it arrives, and the
// mixer makes of it what it makes of the file.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { FAKE_RATE_HZ, launchChromium, phone, walkOf, watch } from "./help/chromium.mjs";
import { compiled } from "./help/compile.mjs";
import { root, startStudio } from "./help/studio.mjs";
import { assertSampleTrue, isSampleTrue, received, TAKE_S, truest } from "./help/takes.mjs";
import { SLOT_S, singing, VOICE, wavFile } from "./help/voices.mjs";
import { wavOf } from "./help/wav.mjs";

/** From the press to the song's first sample, about. */
const LEAD_S = 0.65;
/** How long after the song the singer's file begins: a page that comes late is still within the lags that the mixer looks for. */
const LATE_S = 0.1;
/** How far apart two scores of one voice may be. */
const MOST_POINTS = 2;

const sung = singing(FAKE_RATE_HZ);
const microphone = wavFile(sung, FAKE_RATE_HZ);
const complaints = [];
let studio;
let browser;
let take;
let comparison;
let tries;

/** From a fresh page to the last screen, on time. */
async function sing(isWhole) {
  const context = await browser.newContext({ ...phone });
  const page = await context.newPage();
  watch(page, complaints);
  // The file begins when the microphone opens.
  await page.addInitScript(() => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (asked) => {
      const stream = await open(asked);
      globalThis.openedAtMs = performance.now();
      return stream;
    };
  });
  const walk = walkOf(page);
  await walk.open(`${studio.url}/fr/`);
  await walk.toMicrophone({ name: "Zoë", team: "fr" });
  assert.equal(await walk.checkMicrophone(), "good");
  await walk.toSing();
  const openMs = await page.evaluate(() => performance.now() - globalThis.openedAtMs);
  const slotMs = 1000 * SLOT_S;
  const wantedMs = -1000 * (LATE_S + LEAD_S);
  await walk.pressIn((((wantedMs - openMs) % slotMs) + slotMs) % slotMs);
  await walk.at("sing", "singing");
  try {
    if (!isWhole(await walk.lost())) return undefined;
    await walk.keep();
    await walk.agree({ showName: true });
    const done = await walk.arrives();
    return { done, ...received(studio, done) };
  } finally {
    await context.close();
  }
}

before(async () => {
  studio = await startStudio();
  browser = await launchChromium({ microphone: microphone.path });
  ({ take, comparison, tries } = await truest(sing, sung, isSampleTrue));
});

after(async () => {
  await browser?.close();
  microphone.remove();
  if (studio) assert.equal(await studio.stop(), 0);
});

test("the take is what the microphone heard, sample by sample", (context) => {
  assert.equal(take.rateHz, FAKE_RATE_HZ);
  context.diagnostic(`${comparison.snrDb} dB in take ${tries}`);
  assertSampleTrue(comparison, take.rateHz);
});

test("what the fan said is kept with it", () => {
  const { words } = take;
  const said = { consent: true, over_16: true, show_name: true, name: "Zoë", team: "fr", language: "fr", terms: "2026-11" };
  for (const [field, value] of Object.entries(said)) assert.deepEqual(words[field], value, field);
  assert.equal(words.duration_ms, 1000 * TAKE_S);
  assert.ok(Math.abs(Date.parse(words.received_at) - Date.now()) < 120_000, words.received_at);
});

test("how it was recorded is kept with it: nothing was done to the sound", () => {
  const { recorder } = take.words;
  assert.equal(recorder.method, "worklet");
  assert.equal(recorder.sample_rate_hz, FAKE_RATE_HZ);
  assert.deepEqual(recorder.processing, { echo_cancellation: false, noise_suppression: false, auto_gain_control: false });
  assert.equal(recorder.headphones, true);
  // Nothing of the song is in the file, so the browser's word has to do, and the mixer looks for itself.
  assert.equal(recorder.round_trip_method, "api");
  assert.equal(take.words.lag_ms ?? null, null);
});

test("cover and share page are there", async () => {
  const { share_url: sharePath, artwork } = take.done.completed;
  for (const path of Object.values(artwork)) {
    const cover = await fetch(new URL(path, studio.url));
    assert.equal(cover.status, 200, path);
    assert.equal(cover.headers.get("content-type"), "image/jpeg");
  }
  const share = await fetch(new URL(sharePath, studio.url));
  assert.equal(share.status, 200);
  assert.match(await share.text(), /Zoë/);
});

test("nothing was complained of on the way", () => assert.deepEqual(complaints, []));

test("the mixer gives the take the score that it gives to the file", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "stemforge-direct-"));
  try {
    const cut = Int16Array.from({ length: take.samples.length }, (_, at) => sung[comparison.offset + at] ?? 0);
    writeFileSync(join(folder, "cut.wav"), wavOf(cut, FAKE_RATE_HZ));
    writeFileSync(join(folder, "cut.json"), JSON.stringify({ fan: "cut", consent: true }));
    copyFileSync(join(root, VOICE), join(folder, "given.mp3"));
    writeFileSync(join(folder, "given.json"), JSON.stringify({ fan: "given", consent: true }));
    const [cutRow, givenRow] = compiled(folder);
    const row = compiled(studio.data).find(({ take_id: id }) => id === take.done.created.take_id);
    context.diagnostic(`score ${row.total_score}, cut ${cutRow.total_score}, given ${givenRow.total_score}; lag ${row.lag_ms} ms`);
    assert.equal(row.status, "accepted", row.reasons);
    for (const direct of [cutRow, givenRow]) {
      assert.ok(Math.abs(row.total_score - direct.total_score) <= MOST_POINTS, `${row.total_score} and ${direct.total_score}`);
    }
    // The two differ by where the take begins in the file, and by nothing else.
    const slot = SLOT_S * take.rateHz;
    const beganMs = (1000 * (comparison.offset - slot * Math.round(comparison.offset / slot))) / take.rateHz;
    assert.ok(Math.abs(givenRow.lag_ms - beganMs - row.lag_ms) < 10, `${givenRow.lag_ms} − ${beganMs} is not ${row.lag_ms}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
