// A fan's visit, and what must be true of the take that came of it.
import assert from "node:assert/strict";
import { BRIEF_S, cutShort } from "./brief.mjs";
import { FAKE_RATE_HZ, phone, walkOf } from "./chromium.mjs";
import { sha256 } from "./studio.mjs";
import { readWav } from "./wav.mjs";

const TAKE_SAMPLES = (BRIEF_S + 1) * FAKE_RATE_HZ;

/**
 * A fan on the first screen; `said` gathers what the page says of its take.
 * @param {import("node:test").TestContext} t
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 */
export async function fan(t, browser, url) {
  const context = await browser.newContext(phone);
  t.after(() => context.close());
  await cutShort(context);
  const said = [];
  context.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/complete")) said.push(request.postDataJSON());
  });
  return { context, said, ...(await tab(context, url)) };
}

/** One more tab of a fan's. @param {import("playwright-core").BrowserContext} context @param {string} url @param {string} [screen] */
export async function tab(context, url, screen) {
  const page = await context.newPage();
  // To leave while a take is on its way has to be confirmed.
  page.on("dialog", (dialog) => dialog.accept());
  const walk = walkOf(page);
  await walk.open(`${url}/en/`, screen);
  return { page, walk };
}

/** Comes to the screen where one sings. @param {import("./walk.mjs").Walk} walk */
export async function ready(walk) {
  await walk.toMicrophone();
  assert.equal(await walk.checkMicrophone(), "good");
  await walk.toSing();
}

/** The take is there, it is what the page said, and it is a take. */
export function arrived(studio, { created }, said) {
  const { name, audio, words } = studio.take(created.take_id);
  assert.equal(sha256(audio), words.sha256);
  assert.ok(said.length > 0 && said.every((last) => last.sha256 === words.sha256), "what the page announced is what lies there");
  assert.equal(words.consent, true);
  assert.equal(words.over_16, true);
  assert.equal(words.size_bytes, audio.length);
  return { name, audio, words };
}

/** The same, of one that was sung. */
export function arrivedSung(studio, done, said) {
  const { name, audio, words } = arrived(studio, done, said);
  assert.equal(name, "audio.wav");
  const { rateHz, samples } = readWav(audio);
  assert.equal(rateHz, FAKE_RATE_HZ);
  assert.equal(samples.length, TAKE_SAMPLES);
  assert.ok(samples.some((sample) => Math.abs(sample) > 3000), "somebody sings in it");
  assert.equal(words.recorder.method, "worklet");
}

/** How many takes and pieces of takes lie on the device. */
export const keptOnDevice = (walk) => walk.hands.evaluate(async () => {
  const answered = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }));
  const database = await answered(indexedDB.open("stemforge-studio"));
  const stores = database.transaction(["takes", "pieces"]);
  const counts = await Promise.all(["takes", "pieces"].map((store) => answered(stores.objectStore(store).count())));
  database.close();
  return counts[0] + counts[1];
});
