// Firefox by WebDriver BiDi: no driver beside it is needed.
//
//   FIREFOX    the browser; /usr/bin/firefox-esr if not given
import puppeteer from "puppeteer-core";
import { first } from "./priority.mjs";
import { Walk } from "./walk.mjs";

/** @param {Record<string, string>} audio  the sound daemon's environment */
export function launchFirefox(audio) {
  return first(() => puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    defaultViewport: { width: 412, height: 839 },
    env: { ...process.env, ...audio },
    extraPrefsFirefox: {
      "media.navigator.permission.disabled": true,
      "media.autoplay.default": 0,
      "media.cubeb.backend": "pulse",
      // Where no broker gives its threads real time, Firefox adds or drops samples when it comes late to the sound daemon.
      // With a process less between the two and 160 ms at a time it did not in 6 of 6 tries at load 4 to 14 on two cores;
      // with its own 512 frames it did in all, and from 300 ms on again, for what it keeps of the microphone is bounded.
      "media.cubeb.sandbox": false,
      "media.cubeb_latency_mtg_frames": 7680,
    },
  }));
}

/** Hands on a Puppeteer page. @param {import("puppeteer-core").Page} page */
export const walkOf = (page) =>
  new Walk({
    evaluate: (fn, ...args) => page.evaluate(`(${fn})(...${JSON.stringify(args)})`),
    async click(selector) {
      // Else what lies above it, such as the bar at the bottom, takes the click.
      await page.$eval(selector, (element) => element.scrollIntoView({ block: "center" }));
      await page.locator(selector).click();
    },
    fill: (selector, text) => page.locator(selector).fill(text),
    choose: (selector, value) => page.select(selector, value),
    goto: (url) => page.goto(url),
  });
