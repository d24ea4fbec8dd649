// What the screens after the first share: who sings, with which microphone, and the take.
/** @import { Boot, Done } from "../types/boot.js" */
/** @import { TakeRecord } from "../types/take.js" */
/** @import { Shared } from "../shared/shared.js" */
import { fanWord, randomWord } from "./fan.js";
import { clickSounds, clickTimes } from "./clicks.js";
import { Recorder } from "./recorder.js";
import { loadSharedCode } from "./shared-code.js";
import { SongSounds } from "./song.js";
import { TakeClient } from "./take-client.js";

/** @typedef {{ record: TakeRecord, bytes: Uint8Array<ArrayBuffer> }} Take */

export class Session {
  singer = { name: "", team: "", headphones: /** @type {boolean | null} */ (null) };
  /** @type {Recorder | null} */
  recorder = null;
  /** Chosen among several microphones. @type {string | undefined} */
  deviceId = undefined;
  /** What was sung and has not arrived. @type {Take | null} */
  take = null;
  /** @type {Done | null} */
  done = null;
  /** @type {TakeClient | null} */
  #client = null;
  /** @type {Promise<Shared | null> | null} */
  #shared = null;

  /** @param {Boot} boot */
  constructor(boot) {
    this.boot = boot;
    this.sounds = new SongSounds(boot.song);
  }

  /** The worker, from when it is needed. */
  get client() {
    return this.startWorker();
  }

  /** It begins by sweeping up what was cut short. */
  startWorker() {
    return (this.#client ??= new TakeClient());
  }

  /** The code that is shared with the service, from when it is needed; null where it does not run. */
  get shared() {
    return (this.#shared ??= loadSharedCode());
  }

  /** The microphone, opened if it is not. */
  async openRecorder() {
    this.recorder ??= await Recorder.open(this.client, this.deviceId);
    return this.recorder;
  }

  /**
   * The song and its clicks, ready for a context. Rejects where the song cannot be had.
   * @param {BaseAudioContext} context
   * @returns {Promise<import("./recorder.js").Playable>}
   */
  async playable(context) {
    const backing = await this.sounds.backing(context);
    const clicks = clickSounds(await this.shared, context.sampleRate);
    return { backing, clicks, clicksAtS: clicks.length > 0 ? clickTimes(this.boot.song) : [] };
  }

  closeRecorder() {
    this.recorder?.close();
    this.recorder = null;
  }

  /** A new take's name, and whose it is. */
  newTake() {
    return { key: randomWord(), fan: fanWord(), language: this.boot.language };
  }

  /** Nothing of the take is kept, here or at the service. */
  dropTake() {
    this.take = null;
    this.client.order({ do: "drop" });
  }
}
