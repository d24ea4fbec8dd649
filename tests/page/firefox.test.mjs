// A take in Firefox through a real sound daemon at 48 kHz: sample for sample what the microphone was fed, but for the slips
// of a daemon and a browser on a busy machine. That the page loses none, the takes in Chromium show.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { RATE_HZ, startAudio } from "./help/audio.mjs";
import { launchFirefox, walkOf } from "./help/firefox.mjs";
import { soundFirst } from "./help/priority.mjs";
import { sings } from "./help/sings.mjs";
import { startStudio } from "./help/studio.mjs";
import { isTrueButForSlips, received, slipsOf, truest } from "./help/takes.mjs";
import { singing } from "./help/voices.mjs";

const sung = singing(RATE_HZ);
const complaints = [];
let studio;
let audio;
let browser;

before(async () => {
  studio = await startStudio();
  audio = await startAudio("fed");
  browser = await launchFirefox(audio.env);
});

after(async () => {
  await browser?.close();
  await audio?.stop();
  if (studio) assert.equal(await studio.stop(), 0);
});

/** From a fresh page to the last screen. */
async function take() {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  const walk = walkOf(page);
  const hush = audio.feed(sung);
  await walk.open(`${studio.url}/de/`);
  await walk.toMicrophone({ name: "Jürgen", team: "de" });
  assert.equal(await walk.checkMicrophone(), "good");
  const soundLast = await soundFirst(browser.process().pid);
  await walk.toSing();
  await sings(walk);
  hush();
  await soundLast();
  await walk.keep();
  await walk.agree();
  const arrived = received(studio, await walk.arrives());
  await context.close();
  return arrived;
}

test("a take in Firefox is what the microphone was fed, sample by sample", async (context) => {
  const { take: got, comparison, tries } = await truest(take, sung, isTrueButForSlips);
  const said = `take ${tries}: ${slipsOf(comparison, RATE_HZ)}`;
  context.diagnostic(said);
  assert.ok(isTrueButForSlips(comparison, RATE_HZ), said);
  const { words, rateHz } = got;
  assert.equal(rateHz, RATE_HZ);
  assert.equal(words.language, "de");
  assert.equal(words.show_name, false);
  assert.equal(words.recorder.method, "worklet");
  assert.deepEqual(words.recorder.processing, { echo_cancellation: false, noise_suppression: false, auto_gain_control: false });
});

test("nothing failed on the way", () => assert.deepEqual(complaints, []));
