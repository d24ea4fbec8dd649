// What goes wrong with a fan's phone, network and our service: every take arrives whole, or nothing of it stays.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { FAKE_RATE_HZ, executablePath, launchChromium, quiet } from "./help/chromium.mjs";
import { walkOf as walkOfPuppeteer } from "./help/firefox.mjs";
import { BRIEF_S } from "./help/brief.mjs";
import { startGate } from "./help/gate.mjs";
import { sings } from "./help/sings.mjs";
import { root, sha256, startStudio } from "./help/studio.mjs";
import { until } from "./help/until.mjs";
import { arrived, arrivedSung, fan, keptOnDevice, ready } from "./help/visit.mjs";
import { VOICE, singing, wavFile } from "./help/voices.mjs";

/** Two of the seconds that are sung. */
const PART_BYTES = 2 * 2 * FAKE_RATE_HZ;

let studio;
let gate;
let voice;
/** With a microphone, and a fan who allows it. */
let singer;
/** Without one. */
let mute;

before(async () => {
  studio = await startStudio();
  gate = await startGate(studio.port);
  voice = wavFile(singing(FAKE_RATE_HZ), FAKE_RATE_HZ);
  [singer, mute] = await Promise.all([launchChromium({ microphone: voice.path }), launchChromium({ allow: false })]);
});

after(async () => {
  await Promise.all([singer?.close(), mute?.close()]);
  voice?.remove();
  await gate?.stop();
  await studio?.stop();
});

/** A file in place of the microphone, from where the page offers it to the end. */
async function sendsFile({ page, walk, said }) {
  await walk.at("file");
  const path = join(root, VOICE);
  await page.locator("input[name=recording]").setInputFiles(path);
  await walk.press();
  await walk.at("listen");
  await walk.keep();
  await walk.agree();
  const { audio, words } = arrived(studio, await walk.arrives(), said);
  assert.equal(sha256(audio), sha256(readFileSync(path)));
  assert.equal(words.recorder.method, "file");
}

test("whoever does not allow the microphone sends a file", async (t) => {
  const browser = await launchChromium({ microphone: voice.path, allow: false });
  t.after(() => browser.close());
  const visit = await fan(t, browser, studio.url);
  const control = await browser.newBrowserCDPSession();
  const { targetInfo } = await (await visit.context.newCDPSession(visit.page)).send("Target.getTargetInfo");
  const permission = { permission: { name: "microphone" }, setting: "denied", browserContextId: targetInfo.browserContextId };
  await control.send("Browser.setPermission", permission);
  await visit.walk.toMicrophone();
  await visit.walk.press();
  await visit.walk.at("mic-check", "denied");
  await visit.walk.act("file");
  await sendsFile(visit);
});

test("whoever has no microphone sends a file", async (t) => {
  const visit = await fan(t, mute, studio.url);
  await visit.context.grantPermissions(["microphone"]);
  await visit.walk.toMicrophone();
  await visit.walk.press();
  await visit.walk.at("mic-check", "missing");
  await visit.walk.act("file");
  await sendsFile(visit);
});

test("whoever's browser cannot record sends a file", async (t) => {
  const visit = await fan(t, mute, studio.url);
  await visit.page.addInitScript(() => delete Navigator.prototype.mediaDevices);
  await visit.walk.open(`${studio.url}/en/`);
  await visit.walk.toMicrophone();
  await visit.walk.press();
  await visit.walk.at("mic-check", "unsupported");
  await visit.walk.press();
  await sendsFile(visit);
});

test("a page that is hidden in mid-take keeps nothing, and lets one sing again", async (t) => {
  // Playwright keeps all pages visible; here they are hidden as they are for people: by another tab.
  const flags = [...quiet, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${voice.path}`];
  const browser = await puppeteer.launch({ executablePath, args: flags, headless: true });
  t.after(() => browser.close());
  const page = await browser.newPage();
  const walk = walkOfPuppeteer(page);
  await walk.open(`${studio.url}/en/`);
  await ready(walk);
  const before = studio.kept();
  const others = () => studio.kept().filter((path) => !before.includes(path));
  await walk.beginToSing();
  await until("some of the take is there", () => others().length > 0);
  const other = await browser.newPage();
  await other.bringToFront();
  await until("nothing of it is there", () => others().length === 0);
  await page.bringToFront();
  await walk.at("sing", "ready");
  assert.equal(await page.$eval("[data-notice]", (notice) => notice.dataset.notice), "hidden");
  assert.equal(await keptOnDevice(walk), 0);
  await walk.beginToSing();
  await until("the next one is on its way", () => others().length > 0);
});

/** The network goes in the midst of a take, however often one sings. */
function lose() {
  gate.open();
  gate.offsets.length = 0;
  return gate.after(PART_BYTES, () => gate.shut());
}

test("a take arrives although the network was lost in the midst of it", async (t) => {
  const { context, walk, said } = await fan(t, singer, gate.url);
  await ready(walk);
  await sings(walk, lose);
  const sentBefore = gate.offsets.at(-1);
  await context.setOffline(true);
  await walk.keep();
  await walk.agree();
  await walk.at("sending", "sending");
  await walk.shows("[data-phase=offline], [data-phase=waiting]");
  gate.offsets.length = 0;
  gate.open();
  await context.setOffline(false);
  arrivedSung(studio, await walk.arrives(), said);
  assert.ok(gate.offsets[0] > 0 && gate.offsets[0] >= sentBefore, `it goes on at ${gate.offsets[0]}, after ${sentBefore}`);
  assert.equal(await keptOnDevice(walk), 0);
});

test("a take arrives although the service was killed in the midst of it", async (t) => {
  const { walk, said } = await fan(t, singer, gate.url);
  await ready(walk);
  await sings(walk, () => gate.after(PART_BYTES, () => studio.kill()).then(() => studio.start()));
  await walk.keep();
  await walk.agree();
  arrivedSung(studio, await walk.arrives(), said);
});

test("a take arrives although the page was reloaded while it was sent", async (t) => {
  const { page, walk, said } = await fan(t, singer, gate.url);
  await ready(walk);
  await sings(walk, lose);
  await walk.keep();
  await walk.agree();
  await walk.at("sending", "sending");
  // The page itself has to come from somewhere.
  gate.open();
  await page.reload();
  arrivedSung(studio, await walk.arrives(), said);
  assert.equal(await keptOnDevice(walk), 0);
});

test("a take that nobody has said yes to is asked for after a reload", async (t) => {
  const { page, walk, said } = await fan(t, singer, gate.url);
  await ready(walk);
  await sings(walk, async () => (gate.offsets.length = 0));
  assert.ok(gate.offsets.length <= 2 * (BRIEF_S + 1), `one or two requests a second, not ${gate.offsets.length} in all`);
  await page.reload();
  await walk.at("resume");
  await walk.press();
  await walk.at("listen");
  await walk.keep();
  await walk.agree();
  arrivedSung(studio, await walk.arrives(), said);
});

test("nothing stays of a take that is sung again, nor of one that is refused, nor of one in a closed tab", async (t) => {
  const { page, walk } = await fan(t, singer, studio.url);
  await ready(walk);
  const before = studio.kept();
  const others = () => studio.kept().filter((path) => !before.includes(path));
  const isThere = () => until("the take is there", () => others().length > 0);
  const isGone = () => until("nothing of the take is there", () => others().length === 0);
  await sings(walk);
  await isThere();
  await walk.act("again");
  await isGone();
  await walk.at("sing", "ready");
  assert.equal(await keptOnDevice(walk), 0);

  await walk.press();
  await isThere();
  await walk.act("stop");
  await isGone();
  await walk.at("sing", "ready");

  await sings(walk);
  await isThere();
  await walk.keep();
  await walk.act("refuse");
  await isGone();
  await walk.at("welcome");
  assert.equal(await keptOnDevice(walk), 0);

  await ready(walk);
  await walk.beginToSing();
  await isThere();
  await page.reload();
  await isGone();
  await walk.at("welcome");
  await until("nothing is on the device", async () => (await keptOnDevice(walk)) === 0);
});
