// What the screens after the first share: who sings, with which microphone, and the take.
/** @import { Boot, Done } from "../types/boot.js" */
/** @import { TakeRecord } from "../types/take.js" */
/** @import { Shared } from "../types/shared.js" */
import { fanWord, randomWord } from "./fan.js";
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
  client = new TakeClient();
  /** The code that is shared with the service; null where it does not run. @type {Promise<Shared | null>} */
  shared = loadSharedCode();

  /** @param {Boot} boot */
  constructor(boot) {
    this.boot = boot;
    this.sounds = new SongSounds(boot.song);
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
