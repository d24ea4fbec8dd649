// The page in a third engine, WebKitGTK: it renders, opens the microphone, sings to the end, and the take arrives. What this
// port makes of the sound says nothing of Safari, so nothing is asked of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { RATE_HZ, startAudio } from "./help/audio.mjs";
import { sings } from "./help/sings.mjs";
import { startStudio } from "./help/studio.mjs";
import { received } from "./help/takes.mjs";
import { singing } from "./help/voices.mjs";
import { launchWebKit, walkOf } from "./help/webkit.mjs";

let studio;
let audio;
let webkit;
let hush;

before(async () => {
  studio = await startStudio();
  audio = await startAudio("fed");
  webkit = await launchWebKit(audio.env);
  hush = audio.feed(singing(RATE_HZ));
});

after(async () => {
  hush?.();
  await webkit?.stop();
  await audio?.stop();
  if (studio) assert.equal(await studio.stop(), 0);
});

test("WebKitGTK goes the whole way", async () => {
  const walk = walkOf(webkit.browser);
  await walk.open(`${studio.url}/ar/`);
  assert.deepEqual(await walk.hands.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ["ar", "rtl"]);
  await walk.toMicrophone({ name: "سلمى", team: "tr" });
  await walk.checkMicrophone();
  await walk.toSing({ headphones: "no" });
  await sings(walk);
  await walk.keep();
  await walk.agree();
  const { words, samples } = received(studio, await walk.arrives());
  assert.equal(words.name, "سلمى");
  assert.equal(words.language, "ar");
  assert.equal(words.recorder.method, "worklet");
  assert.ok(samples.some((sample) => Math.abs(sample) > 300), "something was heard");
});
