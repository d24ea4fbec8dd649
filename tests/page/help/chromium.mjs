// Chromium, with a file for a microphone or with the sound daemon's.
//
//   CHROMIUM    the browser; /usr/bin/chromium if not given
import { chromium, devices } from "playwright-core";
import { first } from "./priority.mjs";
import { Walk } from "./walk.mjs";

export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const quiet = [
  "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--no-first-run",
];

/** The fake device plays at this rate whatever it is asked for; files at any other are resampled on the way. */
export const FAKE_RATE_HZ = 44_100;

/** The phone that most tests hold. */
export const phone = devices["Pixel 7"];

/**
 * @param {object} [options]
 * @param {string} [options.microphone]  a WAV that is heard from the moment the microphone opens
 * @param {Record<string, string>} [options.audio]  the sound daemon's environment
 * @param {boolean} [options.allow]  the fan says yes when asked for the microphone
 */
export function launchChromium({ microphone, audio, allow = true } = {}) {
  const fake = microphone ? ["--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${microphone}`] : [];
  const options = {
    executablePath,
    args: [...quiet, ...fake, ...(allow ? ["--use-fake-ui-for-media-stream"] : [])],
    // Muted, a loopback would hear nothing.
    ignoreDefaultArgs: audio ? ["--mute-audio"] : [],
    env: { ...process.env, ...audio },
  };
  return first(() => chromium.launch(options));
}

/** What a page complains of, as it goes. */
export function watch(page, complaints = []) {
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
  });
  return complaints;
}

/** Hands on a Playwright page. @param {import("playwright-core").Page} page */
export const walkOf = (page) =>
  new Walk({
    evaluate: (fn, ...args) => page.evaluate(`(${fn})(...${JSON.stringify(args)})`),
    click: (selector) => page.locator(selector).click(),
    fill: (selector, text) => page.locator(selector).fill(text),
    choose: (selector, value) => page.locator(selector).selectOption(value),
    goto: (url) => page.goto(url),
  });
