// <stemforge-studio>: the page. Shows one screen at a time, before one crowd that hears them all.
/** @import { Boot } from "../types/boot.js" */
/** @import { Screen } from "./flow.js" */
/** @import { Session } from "./session.js" */
/** @import { View } from "./view.js" */
/** @import { Words } from "./words.js" */
import { CrowdWave } from "./crowd-wave.js";
import { find, h } from "./dom.js";
import { travel } from "./flow.js";
import { recallDone } from "./farewell.js";
import { leftBehind } from "./resume.js";
import { welcome } from "./screens/welcome.js";
import { notice, render, smallButton } from "./view.js";

/** Until then the first screen has the network for itself. */
const LATER_MS = 1500;
/** How long something is said. */
const TOAST_MS = 4000;
/** Screens that hear; on any other the microphone is let go. @type {Set<Screen>} */
const HEARING = new Set(["mic-check", "headphones", "sing"]);
/** Longest wait for a device to say what it has kept. */
const DEVICE_MS = 1500;

/** @param {string} name */
function addStyle(name) {
  return new Promise((resolve, reject) => {
    const href = new URL(`../css/${name}`, import.meta.url).href;
    document.head.append(h("link", { rel: "stylesheet", href, onload: resolve, onerror: reject }));
  });
}

export class Studio extends HTMLElement {
  /** What the server said. @type {Boot} */
  boot = /** @type {never} */ (null);
  /** @type {Words} */
  words = /** @type {never} */ (null);
  crowd = new CrowdWave();
  /** @type {Promise<{ session: Session, screens: import("./later.js")["screens"] }> | null} */
  #later = null;
  /** @type {Screen} */
  #screen = "welcome";
  /** Counts openings, so that one that was overtaken while it loaded does not open. */
  #opening = 0;
  #leave = () => {};
  #stage = h("div", { class: "stage" });
  #status = h("p", { class: "unseen", role: "status" });

  /** @param {Boot} boot @param {Words} words */
  async open(boot, words) {
    this.boot = boot;
    this.words = words;
    const nothing = { whole: null, hasScraps: false };
    const slow = new Promise((resolve) => setTimeout(resolve, DEVICE_MS, nothing));
    const [done, { whole, hasScraps }] = await Promise.all([recallDone(), Promise.race([leftBehind(), slow])]);
    this.replaceChildren(this.#stage, this.crowd, this.#status);
    addEventListener("popstate", ({ state }) => this.#travelled(state?.screen ?? "welcome"));
    await this.#open(done ? "done" : whole ? "resume" : "welcome", { done, unfinished: whole });
    history.replaceState({ screen: this.#screen }, "");
    setTimeout(() => void this.#prepare(hasScraps).catch(() => {}), LATER_MS);
  }

  /** @param {string} id @param {Record<string, string | number>} [args] */
  text(id, args) {
    return this.words.text(id, args);
  }

  get songTitle() {
    return this.boot.campaign.title;
  }

  /** The other screens, and what they share. */
  later() {
    return (this.#later ??= Promise.all([import("./later.js"), addStyle("later.css")]).then(
      ([{ screens, Session }]) => ({ screens, session: new Session(this.boot) }),
      (cause) => {
        this.#later = null;
        throw cause;
      },
    ));
  }

  /** Gets what comes next while the first screen is read. @param {boolean} hasScraps */
  async #prepare(hasScraps) {
    const { session } = await this.later();
    if (hasScraps) session.startWorker();
  }

  /** To another screen. @param {Screen} screen @param {Record<string, unknown>} [note]  what it should know */
  go(screen, note = {}) {
    void this.#open(screen, note).then((isOpen) => {
      if (!isOpen) return;
      if (history.state?.screen !== screen) history.pushState({ screen }, "");
      // A screen that opens with a fault has the focus on its field.
      if (!this.#stage.contains(document.activeElement)) this.#focusHeading();
    });
  }

  /** @param {Screen} screen @param {Record<string, unknown>} note */
  async #open(screen, note) {
    const opening = (this.#opening += 1);
    const later = screen === "welcome" ? null : await this.later().catch(() => null);
    if (opening !== this.#opening) return false;
    if (screen !== "welcome" && !later) {
      this.#missing();
      return false;
    }
    const leave = this.#leave;
    this.#leave = () => {};
    leave();
    if (!HEARING.has(screen)) void this.#later?.then(({ session }) => session.closeRecorder(), () => {});
    this.#screen = screen;
    this.#status.textContent = "";
    this.crowd.mood = "still";
    this.dataset.screen = screen;
    document.documentElement.dataset.screen = screen;
    const left = later && screen !== "welcome" ? later.screens[screen](this, later.session, note) : welcome(this);
    // A screen that has sent the fan on at once is none.
    if (this.#screen === screen && opening === this.#opening) this.#leave = left ?? (() => {});
    scrollTo(0, 0);
    return opening === this.#opening;
  }

  /** Draws the screen that is open; a later call draws it anew. @param {View} view */
  show(view) {
    const hadFocus = this.#stage.contains(document.activeElement);
    this.#stage.replaceChildren(render(this.#screen, view, this.words, (screen) => this.go(screen)));
    if (hadFocus) this.#focusHeading();
  }

  /** The rest of the page could not be had. Browsers remember that, so only a reload helps. */
  #missing() {
    const text = this.words.fault("NETWORK");
    const reload = smallButton({ label: this.words.text("try-again"), name: "reload", run: () => location.reload() });
    find(this, ".middle", HTMLElement).append(notice(text, "warn", { role: "alert", "data-fault": "NETWORK" }), reload);
  }

  #focusHeading() {
    find(this, "h1", HTMLElement).focus({ preventScroll: true });
  }

  /** Says it to everybody, for a moment. @param {string} text */
  tell(text) {
    this.say(text);
    this.#status.className = "toast";
    setTimeout(() => (this.#status.className = "unseen"), TOAST_MS);
  }

  /** Says it to those who do not see it. @param {string} text */
  say(text) {
    // What is said twice is read twice.
    this.#status.replaceChildren(h("span", null, text));
  }

  /** @param {Screen} aim */
  #travelled(aim) {
    const screen = travel(this.#screen, aim);
    if (screen !== aim) history.pushState({ screen }, "");
    if (screen !== this.#screen) void this.#open(screen, {}).then((isOpen) => isOpen && this.#focusHeading());
  }
}
