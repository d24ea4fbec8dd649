// Every screen of the studio, and every state of one that looks different, in one walk; then the pages behind its links.
import assert from "node:assert/strict";
import { cutShort } from "./brief.mjs";
import { walkOf } from "./chromium.mjs";
import { sings } from "./sings.mjs";
import { until } from "./until.mjs";

/** Long enough to look at somebody who sings. */
const SONG_S = 12;

/** Lets a test say what becomes of the microphone: a fault's name, or nothing. */
function faultyMicrophone() {
  const { mediaDevices } = navigator;
  if (!mediaDevices) return;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wish) => {
    if (!window.microphoneFault) return open(wish);
    throw new DOMException("as the test wants it", window.microphoneFault);
  };
}

/** The page's words in the pseudo-locale, whatever its language. @param {import("playwright-core").BrowserContext} context */
export const speakPseudo = (context) =>
  context.route(/\/messages\/en\.json$/, async (route) => {
    const response = await route.fetch({ url: route.request().url().replace("en.json", "qps.json") });
    await route.fulfill({ response, json: { ...(await response.json()), language: "en" } });
  });

/**
 * Walks through all of it. `look` is called at each stop with its name, and the page stays as it is meanwhile.
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} home  the studio in one language
 * @param {(page: import("playwright-core").Page, stop: string) => Promise<void>} look
 */
export async function tour(context, home, look) {
  await cutShort(context, SONG_S);
  await context.addInitScript(faultyMicrophone);
  const page = await context.newPage();
  page.on("dialog", (dialog) => dialog.accept());
  const walk = walkOf(page);
  const stop = (name) => look(page, name);
  const fault = (name) => page.evaluate((name) => (window.microphoneFault = name), name);

  await walk.open(home);
  await stop("welcome");
  await page.locator(".languages summary").click();
  await stop("welcome-languages");
  await page.locator(".languages summary").click();

  await walk.press();
  await walk.at("name-team");
  await stop("name-team");
  await page.locator("input[name=name]").fill("x".repeat(200));
  await walk.press();
  await walk.shows("#team-error:not(:empty)");
  await stop("name-team-faults");
  await page.locator("input[name=name]").fill("Zoë");
  await page.locator("select[name=team]").selectOption("gb-nir");
  await walk.press();
  await walk.at("premise");
  await stop("premise");
  await walk.press();

  await walk.at("mic-check", "idle");
  await stop("mic-check");
  for (const [name, state] of [["NotAllowedError", "denied"], ["NotFoundError", "missing"], ["NotReadableError", "busy"]]) {
    await fault(name);
    await walk.press();
    await walk.at("mic-check", state);
    await stop(`mic-check-${state}`);
  }
  await page.evaluate(() => Object.defineProperty(navigator, "userAgent", { value: "Instagram", configurable: true }));
  await fault("NotAllowedError");
  await walk.press();
  await walk.at("mic-check", "unsupported");
  await stop("mic-check-in-app");
  await fault("NotSupportedError");
  await walk.press();
  await until("there is nothing to try again", async () => (await page.locator("[data-action=copy]").count()) === 0);
  await stop("mic-check-unsupported");
  await walk.press();
  await walk.at("file");
  await stop("file");
  await walk.press();
  await walk.shows("#recording-error:not(:empty)");
  await stop("file-faults");
  await walk.act("back");
  await walk.at("mic-check", "idle");
  await fault("");
  await walk.press();
  await walk.at("mic-check", "checked");
  await stop("mic-check-checked");

  await walk.press();
  await walk.at("headphones");
  await page.locator("input[name=headphones][value=no]").click();
  await stop("headphones");
  await walk.press();
  await walk.at("sing", "ready");
  await stop("sing");
  await walk.beginToSing();
  await stop("sing-singing");
  const { screen, state } = await walk.where();
  if (screen === "listen" || state !== "singing") {
    // Looking took longer than the song, or cost it samples.
    if (screen === "listen") await walk.act("again");
    await walk.at("sing", "ready");
    await walk.beginToSing();
  }
  await walk.act("stop");
  await walk.at("sing", "ready");
  await stop("sing-stopped");
  await sings(walk);
  await stop("listen");
  await page.reload();
  await walk.at("resume");
  await stop("resume");
  await walk.press();
  await walk.at("listen");
  await walk.keep();
  await page.locator("details summary").click();
  await stop("consent");
  await walk.press();
  await walk.shows("#consent-error:not(:empty)");
  await stop("consent-faults");

  const answers = await heldBack(context);
  await walk.agree({ showName: true });
  await walk.at("sending", "sending");
  await stop("sending");
  await answers.fail();
  await walk.at("sending", "failed");
  await stop("sending-failed");
  await answers.pass();
  await walk.press();
  const { created, completed } = await walk.arrives();
  await until("the cover is there", () => page.locator("[data-cover]").evaluate((cover) => cover.complete && cover.naturalWidth > 0));
  await stop("done");

  const go = async (url, status, name) => {
    const response = await page.goto(new URL(url, home).href);
    assert.equal(response.status(), status, name);
    await stop(name);
  };
  await go(completed.share_url, 200, "share-page");
  await go(created.erase_url, 200, "erase-page");
  await Promise.all([page.waitForEvent("load"), page.locator("form button").click()]);
  await stop("erase-page-done");
  await go(completed.share_url, 410, "share-page-gone");
  await go(completed.share_url.replace(/[0-9a-f]{32}/, "0".repeat(32)), 404, "share-page-unknown");
}

/** Holds the service's last answer back, until it fails or passes. */
async function heldBack(context) {
  const url = /\/v1\/takes\/[0-9a-f]+\/complete$/;
  let held;
  const arrives = new Promise((resolve) => (held = resolve));
  await context.route(url, held);
  return {
    fail: async () => (await arrives).fulfill({ status: 507, json: { code: "BUDGET_SPENT" } }),
    pass: () => context.unroute(url),
  };
}
