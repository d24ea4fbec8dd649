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

/** The microphone was let go before it was open. */
export class Overtaken extends Error {}

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
  /** The last opening of the microphone that was asked for. @type {Promise<unknown>} */
  #opening = Promise.resolve();
  /** How often the microphone was let go. */
  #closings = 0;
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
    return (this.#shared ??= loadSharedCode().then((shared) => {
      // The network may be back next time.
      if (!shared) this.#shared = null;
      return shared;
    }));
  }

  /**
   * The microphone, opened if it is not or was lost. One at a time: whoever let it go meanwhile gets `Overtaken`.
   * @returns {Promise<Recorder>}
   */
  openRecorder() {
    const closings = this.#closings;
    const opened = this.#opening.then(async () => {
      if (closings !== this.#closings) throw new Overtaken();
      if (this.recorder?.isAlive) return this.recorder;
      this.recorder?.close();
      this.recorder = null;
      const recorder = await Recorder.open(this.client, this.deviceId);
      if (closings === this.#closings) return (this.recorder = recorder);
      recorder.close();
      throw new Overtaken();
    });
    this.#opening = opened.catch(() => {});
    return opened;
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
    this.#closings += 1;
    this.recorder?.close();
    this.recorder = null;
  }

  /** A new take's name, and whose it is. */
  newTake() {
    return { key: randomWord(), fan: fanWord(), language: this.boot.language };
  }

  /** Nothing of the take is kept, here or at the service. Says whether the service knows of that by now. */
  async dropTake() {
    this.take = null;
    const dropped = this.client.next("dropped", "failed");
    this.client.order({ do: "drop" });
    const report = await dropped;
    return report.is === "dropped" && report.isGone;
  }
}
