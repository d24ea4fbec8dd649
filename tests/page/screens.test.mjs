// Looks at every screen, in three languages and widths, and leaves pictures for people in target/screens.
import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { FAKE_RATE_HZ, launchChromium, walkOf } from "./help/chromium.mjs";
import { faultsOfLayout, rawIds, untranslated } from "./help/looks.mjs";
import { root, startStudio } from "./help/studio.mjs";
import { speakPseudo, tour } from "./help/tour.mjs";
import { singing, wavFile } from "./help/voices.mjs";

const WIDTHS = [320, 390, 1280];
const HEIGHT = 800;
const pictures = join(root, "target/screens");

let studio;
let browser;
let voice;

before(async () => {
  studio = await startStudio();
  voice = wavFile(singing(FAKE_RATE_HZ), FAKE_RATE_HZ);
  browser = await launchChromium({ microphone: voice.path });
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
});

after(async () => {
  await browser?.close();
  voice?.remove();
  await studio?.stop();
});

/** What the page says by itself in a language. */
async function messagesOf(language) {
  const page = await (await fetch(`${studio.url}/en/`)).text();
  const [folder] = page.match(/\/a\/[0-9a-f]+\//);
  return (await fetch(`${studio.url}${folder}messages/${language}.json`)).json();
}

describe("every screen fits and says what it should", { concurrency: 3 }, () => {
  for (const [name, language] of [["en", "en"], ["ar", "ar"], ["pseudo", "en"]]) {
    test(name, async (t) => {
      const context = await browser.newContext({ viewport: { width: WIDTHS[0], height: HEIGHT }, reducedMotion: "reduce", colorScheme: name === "en" ? "light" : "dark" });
      t.after(() => context.close());
      if (name === "pseudo") await speakPseudo(context);
      const { messages } = await messagesOf(language);
      const ids = Object.keys(messages).filter((id) => id.includes("-"));
      const faults = [];
      const seen = new Set();
      await tour(context, `${studio.url}/${language}/`, async (page, stop) => {
        seen.add(await page.evaluate(() => document.documentElement.dataset.screen));
        for (const id of await page.evaluate(rawIds, ids)) faults.push(`${stop}: says ${id}`);
        const isOurs = await page.evaluate(() => document.querySelector("stemforge-studio") !== null);
        if (name === "pseudo" && isOurs) for (const text of await page.evaluate(untranslated)) faults.push(`${stop}: not translated: ${text}`);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: HEIGHT });
          for (const fault of await page.evaluate(faultsOfLayout)) faults.push(`${stop} at ${width} px: ${fault}`);
          await page.screenshot({ path: join(pictures, `${name}-${stop}-${width}.jpg`), type: "jpeg", quality: 75, fullPage: stop !== "sing-singing" });
        }
        await page.setViewportSize({ width: WIDTHS[0], height: HEIGHT });
      });
      const screens = ["welcome", "name-team", "premise", "mic-check", "file", "headphones", "sing", "listen", "resume", "consent", "sending", "done"];
      assert.deepEqual(screens.filter((screen) => !seen.has(screen)), []);
      assert.deepEqual(faults, []);
    });
  }
});

test("the page opens in twelve languages, each in its direction and without a message missing", async (t) => {
  const context = await browser.newContext({ viewport: { width: WIDTHS[0], height: HEIGHT } });
  t.after(() => context.close());
  const page = await context.newPage();
  const walk = walkOf(page);
  await walk.open(`${studio.url}/en/`);
  const languages = await page.$$eval("nav.languages a", (links) => links.map(({ hreflang }) => hreflang));
  assert.equal(languages.length, 12);
  const english = Object.keys((await messagesOf("en")).messages);
  const titles = new Set();
  for (const language of languages) {
    await walk.open(`${studio.url}/${language}/`);
    const [lang, dir] = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
    assert.deepEqual([lang, dir], [language, language === "ar" ? "rtl" : "ltr"]);
    assert.deepEqual(Object.keys((await messagesOf(language)).messages).sort(), [...english].sort(), language);
    assert.deepEqual(await page.evaluate(rawIds, english.filter((id) => id.includes("-"))), [], language);
    assert.deepEqual(await page.evaluate(faultsOfLayout), [], language);
    assert.match(await page.locator("nav.languages [aria-current]").getAttribute("hreflang"), new RegExp(`^${language}`));
    titles.add(await page.locator("h1").textContent());
  }
  assert.equal(titles.size, 12, "each says it in its own way");
});

/** Which categories whole numbers have (CLDR), with numbers of each; French and the like have `many` for millions. */
const PLURALS = {
  en: { one: [1], other: [0, 2, 5, 21, 1_000_000] },
  fr: { one: [0, 1], other: [2, 5, 21], many: [1_000_000] },
  de: { one: [1], other: [0, 2, 5, 21, 1_000_000] },
  es: { one: [1], other: [0, 2, 5, 21], many: [1_000_000] },
  it: { one: [1], other: [0, 2, 5, 21], many: [1_000_000] },
  pt: { one: [1], other: [0, 2, 5, 21], many: [1_000_000] },
  pl: { one: [1], few: [2], many: [0, 5, 21, 1_000_000] },
  ru: { one: [1, 21], few: [2], many: [0, 5, 1_000_000] },
  tr: { one: [1], other: [0, 2, 5, 21, 1_000_000] },
  cs: { one: [1], few: [2], other: [0, 5, 21, 1_000_000] },
  sv: { one: [1], other: [0, 2, 5, 21, 1_000_000] },
  ar: { zero: [0], one: [1], two: [2], few: [5], many: [21], other: [1_000_000] },
};

test("the page's own messages choose the plural of each language", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  for (const [language, categories] of Object.entries(PLURALS)) {
    await page.goto(`${studio.url}/${language}/`);
    const file = await messagesOf(language);
    // A message that says which of its forms was chosen.
    const forms = ["zero", "one", "two", "few", "many"].map((form) => [form, form]);
    const probe = { ...file, messages: { probe: { by: "count", of: forms, else: "other" } } };
    const numbers = Object.values(categories).flat();
    const [chosen, said] = await page.evaluate(async ([probe, file, numbers]) => {
      const { messages } = await import(`${JSON.parse(document.querySelector("#boot").text).assets}js/messages.js`);
      const throwing = (id) => {
        throw new Error(`${id} is missing`);
      };
      const [asked, real] = [probe, file].map((one) => messages(one, one.language, throwing));
      return [numbers.map((count) => asked.plain("probe", { count })), numbers.map((count) => real.plain("voices-so-far", { count }))];
    }, [probe, file, numbers]);
    const expected = Object.entries(categories).flatMap(([category, numbers]) => numbers.map(() => category));
    assert.deepEqual(chosen, expected, language);
    for (const [at, text] of said.entries()) assert.match(text, /\p{L}/u, `${language} of ${numbers[at]}`);
    assert.ok(!said.some((text) => /\{\$/.test(text)), `${language}: ${said}`);
  }
});
