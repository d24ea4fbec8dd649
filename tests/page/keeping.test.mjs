// What stays of a take and what goes, when a fan is in a hurry, has two tabs, or has lost the network or the device's memory.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FAKE_RATE_HZ, launchChromium } from "./help/chromium.mjs";
import { startGate } from "./help/gate.mjs";
import { sings } from "./help/sings.mjs";
import { startStudio } from "./help/studio.mjs";
import { until } from "./help/until.mjs";
import { arrivedSung, fan, keptOnDevice, ready, tab } from "./help/visit.mjs";
import { singing, wavFile } from "./help/voices.mjs";

let studio;
let gate;
let voice;
let singer;

before(async () => {
  studio = await startStudio();
  gate = await startGate(studio.port);
  voice = wavFile(singing(FAKE_RATE_HZ), FAKE_RATE_HZ);
  singer = await launchChromium({ microphone: voice.path });
});

after(async () => {
  await singer?.close();
  voice?.remove();
  await gate?.stop();
  await studio?.stop();
});

/** A take that was sung and lies on the device, with its page closed over it. */
async function unfinished(t, url = studio.url) {
  const visit = await fan(t, singer, url);
  await ready(visit.walk);
  await sings(visit.walk);
  return visit;
}

/** From the screen that asks for an unfinished take to the end. */
async function finishes(walk) {
  await walk.at("listen");
  await walk.keep();
  await walk.agree();
  return walk.arrives();
}

/** Pieces of a take that the device loses, as where its storage was full. */
const losePieces = (walk) => walk.hands.evaluate(async () => {
  const answered = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }));
  const database = await answered(indexedDB.open("stemforge-studio"));
  const transaction = database.transaction("pieces", "readwrite");
  const pieces = transaction.objectStore("pieces");
  const [, second] = await answered(pieces.getAllKeys());
  await answered(pieces.delete(second));
  database.close();
});

test("whoever presses twice sends one take", async (t) => {
  const { page, walk, said } = await unfinished(t);
  await page.reload();
  await walk.at("resume", "asking");
  await page.evaluate(() => {
    const button = document.querySelector("[data-primary]");
    button.click();
    button.click();
  });
  arrivedSung(studio, await finishes(walk), said);
});

test("a tab does not throw away what another one sends", async (t) => {
  const { context, page, walk, said } = await unfinished(t);
  await page.reload();
  await walk.at("resume", "asking");
  const { walk: other } = await tab(context, studio.url, "resume");
  await walk.press();
  await walk.at("listen");
  await other.act("discard");
  await other.at("resume", "failed");
  assert.equal(await other.hands.evaluate(() => document.querySelector("[data-fault]").dataset.fault), "UPLOAD_BUSY");
  arrivedSung(studio, await finishes(walk), said);
});

test("a take that the service has whole arrives, although the device has lost a part of it", async (t) => {
  const { page, walk, said } = await unfinished(t, gate.url);
  const complete = (route) => route.abort();
  await page.route("**/complete", complete);
  await walk.keep();
  await walk.agree();
  await walk.at("sending", "sending");
  await walk.shows("[data-phase=waiting]");
  await losePieces(walk);
  await page.unroute("**/complete", complete);
  // "Come back later" is no word about the take.
  const busy = (route) => route.fulfill({ status: 429, json: { code: "TOO_MANY_REQUESTS" } });
  await page.route("**/complete", busy);
  await page.reload();
  await walk.at("resume", "failed");
  await page.unroute("**/complete", busy);
  await page.reload();
  arrivedSung(studio, await walk.arrives(), said);
  await until("the device has forgotten it", async () => (await keptOnDevice(walk)) === 0);
});

test("what is refused without a network is gone from the device at once, and from the service at the next visit", async (t) => {
  const { context, page, walk } = await unfinished(t);
  const there = () => studio.kept().filter((path) => path.includes("uploads/"));
  await until("it is at the service", () => there().length > 0);
  await walk.keep();
  await context.setOffline(true);
  await walk.act("refuse");
  await walk.at("welcome");
  await until("its sound is gone from the device", async () => (await keptOnDevice(walk)) === 1);
  await until("the page says so", () => page.evaluate(() => /as soon as/.test(document.querySelector("[role=status]").textContent)));
  assert.ok(there().length > 0);
  await context.setOffline(false);
  await page.reload();
  await walk.at("welcome");
  await until("it is gone from the service", () => there().length === 0);
  await until("the device has forgotten it", async () => (await keptOnDevice(walk)) === 0);
});

test("a microphone that is let go while it opens is let go", async (t) => {
  const { page, walk } = await fan(t, singer, studio.url);
  await page.addInitScript(() => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    globalThis.tracks = [];
    navigator.mediaDevices.getUserMedia = async (asked) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const stream = await open(asked);
      globalThis.tracks.push(...stream.getTracks());
      return stream;
    };
  });
  await walk.open(`${studio.url}/en/`);
  await ready(walk);
  const live = () => page.evaluate(() => globalThis.tracks.filter(({ readyState }) => readyState === "live").length);
  assert.equal(await live(), 1);
  for (let again = 0; again < 2; again++) {
    await walk.press();
    await walk.at("sing");
    await walk.act("stop");
    await walk.at("sing", "ready");
  }
  await until("it has opened after all", () => page.evaluate(() => globalThis.tracks.length === 2));
  await until("nothing listens", async () => (await live()) === 0);

  await walk.press();
  await walk.at("sing", "singing");
  await walk.act("stop");
  await walk.act("back");
  await walk.at("headphones");
  await walk.act("play");
  await until("it listens", async () => (await live()) === 1);
  await walk.act("back");
  await walk.at("mic-check");
  await walk.act("back");
  await walk.at("premise");
  await until("nothing listens any more", async () => (await live()) === 0);
});

test("the cover's words name the fan who agreed to that, and an erased take is not shown again", async (t) => {
  const { page, walk } = await unfinished(t);
  await walk.keep();
  await walk.agree({ showName: true });
  const { created } = await walk.arrives();
  assert.match(await page.getAttribute("[data-cover]", "alt"), /Zoë/);
  await page.reload();
  await walk.at("done");
  await fetch(`${studio.url}/v1/takes/${created.take_id}`, { method: "DELETE", headers: { authorization: `Bearer ${created.erase_token}` } });
  await page.reload();
  await walk.at("welcome");
  assert.deepEqual(await page.evaluate(() => [sessionStorage.length, localStorage.length]), [0, 0]);
});

test("what the browser's own recorder heard is not kept when the fan stops it at its end", async (t) => {
  const { page, walk } = await fan(t, singer, studio.url);
  await page.addInitScript(() => {
    delete globalThis.AudioWorkletNode;
    // As on a slow phone: there is time to press in the midst of it.
    const decode = BaseAudioContext.prototype.decodeAudioData;
    BaseAudioContext.prototype.decodeAudioData = async function (bytes) {
      globalThis.decodings = (globalThis.decodings ?? 0) + 1;
      if (globalThis.isSlow) await new Promise((resolve) => setTimeout(resolve, 2000));
      return decode.call(this, bytes);
    };
  });
  await walk.open(`${studio.url}/en/`);
  await ready(walk);
  const before = studio.kept();
  const others = () => studio.kept().filter((path) => !before.includes(path));
  await walk.beginToSing();
  const decodings = await page.evaluate(() => ((globalThis.isSlow = true), globalThis.decodings));
  await until("it is decoded", () => page.evaluate((count) => globalThis.decodings > count, decodings), { patienceMs: 60_000 });
  await walk.act("stop");
  await walk.at("sing", "ready");
  await page.waitForTimeout(3000);
  assert.deepEqual(others(), []);
  assert.equal(await keptOnDevice(walk), 0);
  assert.equal((await walk.where()).screen, "sing");
  // And it does work.
  await page.evaluate(() => (globalThis.isSlow = false));
  await walk.beginToSing();
  await walk.at("listen");
  await until("it is there", () => others().length > 0);
});
