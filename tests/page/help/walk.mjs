// A fan's way through the studio, the same in every browser: all that a browser has to offer is a pair of hands.
//
// Hands: { evaluate(fn, ...args), click(selector), fill(selector, text), choose(selector, value), goto(url) }

import { until } from "./until.mjs";

/** How often a page is asked where it is: seldom, for it may be recording. */
const EVERY_MS = 250;

/** What the page says of itself, in words that a failed test can show. */
const where = () => {
  const form = document.querySelector("form.screen");
  return { screen: document.documentElement.dataset.screen, state: form?.dataset.state, ready: document.documentElement.dataset.ready };
};

/** A walker over one open page. */
export class Walk {
  /** @param {object} hands */
  constructor(hands) {
    this.hands = hands;
  }

  where() {
    // A page that is on its way to another one answers nothing.
    return this.hands.evaluate(where).catch(() => ({}));
  }

  /** Waits for a screen, and for a state of it. @param {string} screen @param {string} [state] @param {number} [patienceMs] */
  async at(screen, state, patienceMs = 60_000) {
    let last;
    try {
      await until("", async () => {
        last = await this.where();
        return last.screen === screen && (state === undefined || last.state === state);
      }, { patienceMs, everyMs: EVERY_MS });
    } catch {
      const text = await this.hands.evaluate(() => document.body.innerText).catch(String);
      throw new Error(`never came to ${screen} ${state ?? ""}, but to ${JSON.stringify(last)}: ${text}`);
    }
  }

  /** Waits until something is on the page. @param {string} selector */
  shows(selector) {
    return until(`${selector} is there`, () => this.hands.evaluate((css) => document.querySelector(css) !== null, selector));
  }

  press() {
    return this.hands.click("[data-primary]");
  }

  /** @param {string} action */
  act(action) {
    return this.hands.click(`[data-action="${action}"]`);
  }

  /** @param {string} url @param {string} [screen] */
  async open(url, screen = "welcome") {
    await this.hands.goto(url);
    await until("the page is ready", async () => (await this.where()).ready === "true", { patienceMs: 60_000 });
    await this.at(screen);
  }

  /** Says who sings, and comes to the microphone. @param {{ name?: string, team?: string }} [who] */
  async toMicrophone({ name = "Zoë", team = "fr" } = {}) {
    await this.at("welcome");
    await this.press();
    await this.at("name-team");
    await this.hands.fill("input[name=name]", name);
    await this.hands.choose("select[name=team]", team);
    await this.press();
    await this.at("premise");
    await this.press();
    await this.at("mic-check", "idle");
  }

  /** Lets the page hear three seconds, and says what it thought of them. */
  async checkMicrophone() {
    await this.press();
    await this.at("mic-check", "checked");
    return this.hands.evaluate(() => document.querySelector("[data-verdict]")?.dataset.verdict);
  }

  /** Answers, listens to the song for a moment, and comes to where one sings. @param {{ headphones?: "yes" | "no" }} [answers] */
  async toSing({ headphones = "yes" } = {}) {
    await this.press();
    await this.at("headphones");
    await this.hands.click(`input[name=headphones][value=${headphones}]`);
    await this.act("play");
    await this.shows('[data-action=play]:not([aria-disabled])');
    await this.press();
    await this.at("sing", "ready");
  }

  /** Presses the button in so many milliseconds, for whom a moment matters. @param {number} delayMs */
  pressIn(delayMs) {
    const press = (ms) => new Promise((resolve) => setTimeout(() => resolve(document.querySelector("[data-primary]").click()), ms));
    return this.hands.evaluate(press, delayMs);
  }

  async beginToSing() {
    await this.press();
    await this.at("sing", "singing");
  }

  /** Waits until nobody sings any more, and says why nothing was kept, if so. @returns {Promise<string | undefined>} */
  async lost() {
    let last;
    await until("the take is over", async () => {
      last = await this.where();
      return last.screen === "listen" || (last.screen === "sing" && last.state === "ready");
    }, { patienceMs: 60_000, everyMs: EVERY_MS });
    if (last.screen === "listen") return undefined;
    return this.hands.evaluate(() => document.querySelector("[data-notice]")?.dataset.notice ?? "nothing said");
  }

  async keep() {
    await this.press();
    await this.at("consent");
  }

  /** Says yes to what has to be agreed to. @param {{ showName?: boolean }} [answers] */
  async agree({ showName = false } = {}) {
    await this.hands.click("input[name=consent]");
    await this.hands.click("input[name=over_16]");
    if (showName) await this.hands.click("input[name=show_name]");
    await this.press();
  }

  /** Waits for the end, and says what the page knows of its take. @param {number} [patienceMs] */
  async arrives(patienceMs) {
    await this.at("done", undefined, patienceMs);
    return this.hands.evaluate(() => JSON.parse(sessionStorage.getItem("stemforge-done")));
  }
}
