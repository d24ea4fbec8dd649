// <stemforge-studio>: the page. Shows one screen at a time, and holds what they share.
/** @import { Boot, Done } from "../types/boot.js" */
/** @import { TakeRecord } from "../types/take.js" */
/** @import { Shared } from "../types/shared.js" */
/** @import { Screen } from "./flow.js" */
/** @import { View } from "./view.js" */
/** @import { Words } from "./words.js" */
import { find, h } from "./dom.js";
import { travel } from "./flow.js";
import { fanWord, randomWord } from "./fan.js";
import { recallDone } from "./farewell.js";
import { Recorder } from "./recorder.js";
import { unfinishedTake } from "./resume.js";
import { screens } from "./screens/all.js";
import { loadSharedCode } from "./shared-code.js";
import { SongSounds } from "./song.js";
import { TakeClient } from "./take-client.js";
import { render } from "./view.js";

/** @typedef {{ record: TakeRecord, bytes: Uint8Array<ArrayBuffer> }} Take */

export class Studio extends HTMLElement {
  /** What the server said. @type {Boot} */
  boot = /** @type {never} */ (null);
  /** @type {Words} */
  words = /** @type {never} */ (null);
  /** @type {SongSounds} */
  song = /** @type {never} */ (null);
  /** Who sings, and whether with headphones. */
  singer = { name: "", team: "", headphones: /** @type {boolean | null} */ (null) };
  /** @type {Recorder | null} */
  recorder = null;
  /** Chosen among several microphones. @type {string | undefined} */
  deviceId = undefined;
  /** What was sung and not sent yet. @type {Take | null} */
  take = null;
  /** @type {Done | null} */
  done = null;
  /** @type {Promise<Shared | null> | null} */
  #shared = null;
  /** @type {TakeClient | null} */
  #client = null;
  /** @type {Screen} */
  #screen = "welcome";
  #leave = () => {};
  #stage = h("div", { class: "stage" });
  #status = h("p", { class: "unseen", role: "status" });

  /** @param {Boot} boot @param {Words} words */
  async open(boot, words) {
    this.boot = boot;
    this.words = words;
    this.song = new SongSounds(boot.song);
    this.done = recallDone();
    const unfinished = this.done ? null : await unfinishedTake();
    this.replaceChildren(this.#stage, this.#status);
    addEventListener("popstate", ({ state }) => this.#travelled(state?.screen ?? "welcome"));
    if (this.done) this.#open("done", {});
    else if (unfinished) this.#open("resume", { unfinished });
    else this.#open("welcome", {});
    history.replaceState({ screen: this.#screen }, "");
  }

  /** @param {string} id @param {Record<string, string | number>} [args] */
  text(id, args) {
    return this.words.text(id, args);
  }

  get songTitle() {
    return this.boot.campaign.title;
  }

  /** The worker, from when it is needed. */
  get client() {
    return (this.#client ??= new TakeClient());
  }

  /** The code that is shared with the service, from when it is needed; null where it does not run. */
  get shared() {
    return (this.#shared ??= loadSharedCode());
  }

  /** To another screen. @param {Screen} screen @param {Record<string, unknown>} [note]  what it should know */
  go(screen, note = {}) {
    if (screen !== this.#screen) history.pushState({ screen }, "");
    this.#open(screen, note);
    find(this, "h1", HTMLElement).focus();
  }

  /** @param {Screen} screen @param {Record<string, unknown>} note */
  #open(screen, note) {
    this.#leave();
    this.#leave = () => {};
    this.#screen = screen;
    this.#status.textContent = "";
    this.dataset.screen = screen;
    document.documentElement.dataset.screen = screen;
    this.#leave = screens[screen](this, note) ?? (() => {});
    scrollTo(0, 0);
  }

  /** Draws the screen that is open; a later call draws it anew. @param {View} view */
  show(view) {
    const hadFocus = this.#stage.contains(document.activeElement);
    this.#stage.replaceChildren(render(this.#screen, view, this.words, (screen) => this.go(screen)));
    if (hadFocus) find(this, "h1", HTMLElement).focus({ preventScroll: true });
  }

  /** Says it to those who do not see it. @param {string} text */
  say(text) {
    this.#status.textContent = text;
  }

  /** @param {Screen} aim */
  #travelled(aim) {
    const screen = travel(this.#screen, aim);
    if (screen !== aim) history.pushState({ screen }, "");
    if (screen !== this.#screen) {
      this.#open(screen, {});
      find(this, "h1", HTMLElement).focus();
    }
  }

  /** The microphone, opened if it is not. */
  async openRecorder() {
    this.recorder ??= await Recorder.open(this.client, this.deviceId);
    return this.recorder;
  }

  closeRecorder() {
    this.recorder?.close();
    this.recorder = null;
  }

  /** A new take's name, and what is known of it before it is sung. */
  newTake() {
    return { key: randomWord(), fan: fanWord(), language: this.boot.language };
  }
}
