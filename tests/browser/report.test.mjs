// Opens a report from disk in a browser and uses it.
//
//   REPORT_HTML         the report (required)
//   CHROMIUM            the browser; /usr/bin/chromium if not given
//   REPORT_SCREENSHOTS  a folder for pictures of the report; none are taken if not given
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

assert.ok(process.env.REPORT_HTML, "set REPORT_HTML to the report to open");
const report = pathToFileURL(resolve(process.env.REPORT_HTML)).href;
const screenshots = process.env.REPORT_SCREENSHOTS;

let browser;
let complaints;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
});
after(() => browser?.close());

/** The report in a fresh page; whatever the browser complains of or asks a network for is kept. */
async function open({ width = 1280, height = 900, colorScheme = "light" } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) complaints.push(`request for ${request.url()}`);
  });
  await page.goto(report);
  return page;
}

const shownRows = "#take-table tbody tr:not([hidden])";

const columnTexts = (page, column) =>
  page.$$eval(shownRows, (rows, column) => rows.map((row) => row.cells[column].textContent), column);

const headingPlace = (page, name) =>
  page.$$eval("#take-table thead th", (cells, name) => cells.findIndex((cell) => cell.textContent.startsWith(name)), name);

test("the report opens without a complaint and asks no network", async () => {
  const page = await open();
  assert.ok(await page.locator("h1").textContent());
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForTimeout(200);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("no text of a stranger ran as script", async () => {
  const page = await open();
  assert.match(await page.title(), / – stemforge$/);
  for (const href of await page.$$eval("[href], [src]", (all) => all.map((one) => one.getAttribute("href") ?? one.getAttribute("src")))) {
    assert.doesNotMatch(href.trim(), /^(javascript|data|vbscript):/i);
  }
  await page.close();
});

test("a click on a heading sorts its column, a second one turns it round", async () => {
  const page = await open();
  const column = await headingPlace(page, "Total");
  const heading = page.locator("#take-table thead th").nth(column);
  const numbers = async () => (await columnTexts(page, column)).filter((text) => text !== "–").map((text) => Number(text.replace("−", "-")));

  await heading.locator("button").click();
  assert.equal(await heading.getAttribute("aria-sort"), "descending");
  const descending = await numbers();
  assert.deepEqual(descending, descending.toSorted((a, b) => b - a));

  await heading.locator("button").press("Enter");
  assert.equal(await heading.getAttribute("aria-sort"), "ascending");
  const ascending = await numbers();
  assert.deepEqual(ascending, ascending.toSorted((a, b) => a - b));
  const all = await columnTexts(page, column);
  assert.ok(all.slice(ascending.length).every((text) => text === "–"), "rows without a number go last");

  await page.locator("#take-table thead th button").first().click();
  assert.equal(await heading.getAttribute("aria-sort"), null, "one column sorts at a time");
  await page.close();
});

test("filters leave the rows that match, and Clear brings all back", async () => {
  const page = await open();
  const all = await page.locator(shownRows).count();
  const status = await headingPlace(page, "Status");

  const word = await page.locator("#filters select[name=status] option").nth(1).textContent();
  await page.locator("#filters select[name=status]").selectOption(word);
  const statuses = await columnTexts(page, status);
  assert.ok(statuses.length > 0 && statuses.length <= all);
  assert.ok(statuses.every((text) => text === word));
  assert.match(await page.locator("#filters output").textContent(), new RegExp(`^${statuses.length} of `));

  await page.locator("#filters input[name=text]").fill("no take is called this");
  assert.equal(await page.locator(shownRows).count(), 0);
  await page.locator("#filters button[type=reset]").click();
  await page.waitForFunction(([selector, all]) => document.querySelectorAll(selector).length === all, [shownRows, all]);

  const id = (await columnTexts(page, 0)).at(-1);
  await page.locator("#filters input[name=text]").fill(id.toUpperCase());
  assert.ok((await columnTexts(page, 0)).includes(id), "case does not matter");
  await page.close();
});

test("a reason leads to its takes", async (context) => {
  const page = await open();
  const link = page.locator("#reasons a[data-reason]").first();
  if ((await link.count()) === 0) {
    assert.match(await page.locator("#reasons").textContent(), /No take was rejected or flagged/);
    context.diagnostic("no reasons in this report");
    await page.close();
    return;
  }
  const reason = await link.textContent();
  await link.click();
  const reasons = await headingPlace(page, "Reasons");
  await page.waitForFunction((reason) => document.querySelector("#filters [name=reason]").value === reason, reason);
  await page.waitForTimeout(50);
  const texts = await columnTexts(page, reasons);
  assert.ok(texts.length > 0);
  assert.ok(texts.every((text) => text.split(" ").includes(reason)), `${reason}: ${texts}`);
  await page.close();
});

test("every card says its take, and those that were heard have pictures with a contour", async () => {
  const page = await open();
  const cards = await page.$$eval("article.card", (all) =>
    all.map((card) => ({
      id: card.querySelector("h4").textContent,
      pictures: card.querySelectorAll("svg.plot").length,
      drawn: card.querySelectorAll(".sung, .guess").length,
      blank: card.querySelector(".blank") !== null,
      reach: Math.max(0, ...Array.from(card.querySelectorAll("svg.lanes"), (svg) => svg.getBoundingClientRect().width)),
    })),
  );
  assert.ok(cards.length > 0);
  const heard = cards.filter((card) => !card.blank);
  assert.ok(heard.length > 0);
  for (const card of heard) {
    assert.equal(card.pictures, 2, card.id);
    assert.ok(card.reach > 200, card.id);
  }
  assert.ok(heard.some((card) => card.drawn > 1));
  await page.close();
});

test("a click on a picture asks its player to play from there", async () => {
  const page = await open();
  const found = await page.evaluate(() => {
    const card = Array.from(document.querySelectorAll("article.card")).find((one) => one.querySelector("audio") && one.querySelector(".timeline"));
    const player = card.querySelector("audio");
    player.play = () => Promise.resolve((player.dataset.asked = "yes"));
    const picture = card.querySelector("svg.lanes");
    const frame = picture.getBoundingClientRect();
    picture.dispatchEvent(new MouseEvent("click", { clientX: frame.left + frame.width / 2, bubbles: true }));
    return { asked: player.dataset.asked, playhead: card.querySelector(".playhead") !== null };
  });
  assert.deepEqual(found, { asked: "yes", playhead: true });
  await page.close();
});

test("the policy lets players load the files beside the report, and nothing else", async () => {
  const page = await open();
  const refused = await page.evaluate(async () => {
    const refused = [];
    document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
    const player = document.querySelector("audio");
    const settled = new Promise((done) => ["loadedmetadata", "error"].forEach((name) => player.addEventListener(name, done, { once: true })));
    player.preload = "metadata";
    player.load();
    await settled;
    const fromPlayer = refused.splice(0);
    new Image().src = "elsewhere.png";
    const script = document.createElement("script");
    script.textContent = "document.title = 'owned'";
    document.head.append(script);
    await new Promise((done) => setTimeout(done, 50));
    return { fromPlayer, fromOthers: refused.sort() };
  });
  assert.deepEqual(refused, { fromPlayer: [], fromOthers: ["img-src", "script-src-elem"] });
  assert.notEqual(await page.title(), "owned");
  await page.close();
});

for (const width of [320, 390, 768, 1280, 2200]) {
  test(`nothing sticks out at ${width} px`, async () => {
    const page = await open({ width });
    const { inner, scroll } = await page.evaluate(() => ({ inner: innerWidth, scroll: document.documentElement.scrollWidth }));
    assert.ok(scroll <= inner, `the page is ${scroll} px wide on a screen of ${inner} px`);
    await page.close();
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`text can be read on ${colorScheme}`, async () => {
    const page = await open({ colorScheme });
    const ratios = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const luminance = (name) => {
        canvas.fillStyle = style.getPropertyValue(name);
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        const linear = [r, g, b].map((value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
      };
      const ratio = (a, b) => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
      const text = ["--ink", "--muted", "--accent", "--clip", "--flag"].map((name) => [name, ratio(name, "--paper"), ratio(name, "--lane"), 4.5]);
      const drawn = ["--t-ff", "--t-f", "--t-ok", "--t-s", "--t-ss", "--t-none", "--wave"].map((name) => [name, ratio(name, "--lane"), ratio(name, "--keys"), 3]);
      return [...text, ...drawn];
    });
    for (const [name, onPaper, onLane, least] of ratios) {
      assert.ok(onPaper >= least && onLane >= least, `${name}: ${onPaper.toFixed(2)}, ${onLane.toFixed(2)}, needs ${least}`);
    }
    await page.close();
  });
}

async function takeScreenshots() {
  mkdirSync(screenshots, { recursive: true });
  for (const [name, width, height] of [["desktop", 1440, 1000], ["phone", 390, 844]]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open({ width, height, colorScheme });
      for (const place of ["top", "scores", "reasons", "takes", "cards", "take-5"]) {
        await page.evaluate((place) => (place === "top" ? scrollTo(0, 0) : document.getElementById(place)?.scrollIntoView()), place);
        await page.screenshot({ path: join(screenshots, `${name}-${colorScheme}-${place}.png`) });
      }
      await page.close();
    }
  }
}

if (screenshots) test("pictures of the report are taken", takeScreenshots);
