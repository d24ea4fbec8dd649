// The worker's ears: what comes from the microphone's tap, measured for the meter and the pitch line, and cut into checks,
// probes and takes.
/** @import { Report } from "../types/take.js" */
/** @import { Shared } from "../shared/shared.js" */
import { Capture } from "./capture.js";
import { Levels } from "./levels.js";

/** @typedef {{ tracker: NonNullable<ReturnType<Shared["livePitch"]>>, pushedFrames: number }} Follower */
/** @typedef {{ capture: Capture, heard: (piece: Float32Array) => void, ended: () => void }} Listening */

export class Ears {
  sampleRateHz = 48_000;
  #tell;
  /** @type {MessagePort | null} */
  #port = null;
  /** One for each rate: they are few, and are used again. @type {Map<number, Follower>} */
  #followers = new Map();
  /** @type {Follower | null} */
  #follower = null;
  /** @type {Listening | null} */
  #listening = null;

  /** @param {(report: Report) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /**
   * Listens to a tap, and to no other.
   * @param {MessagePort} port
   * @param {number} sampleRateHz
   * @param {Promise<Shared | null>} shared
   */
  async tap(port, sampleRateHz, shared) {
    this.untap();
    this.#port = port;
    this.sampleRateHz = sampleRateHz;
    port.onmessage = ({ data }) => this.#hear(data);
    const code = await shared;
    if (this.#port === port) this.#follower = this.#followerAt(sampleRateHz, code);
  }

  /**
   * @param {number} sampleRateHz
   * @param {Shared | null} shared
   */
  #followerAt(sampleRateHz, shared) {
    const known = this.#followers.get(sampleRateHz);
    if (known) return known;
    const tracker = shared?.livePitch(sampleRateHz);
    if (!tracker) return null;
    const follower = { tracker, pushedFrames: 0 };
    this.#followers.set(sampleRateHz, follower);
    return follower;
  }

  untap() {
    this.#port?.close();
    this.#port = this.#listening = this.#follower = null;
  }

  /** Listens for no more than the meter. */
  stop() {
    this.#listening = null;
  }

  /** @param {{ frame: number, block: Float32Array, lostFrames: number }} block */
  #hear({ frame, block, lostFrames }) {
    const listening = this.#listening;
    if (listening) {
      const piece = listening.capture.cut(frame, block, lostFrames);
      if (piece.length > 0) listening.heard(piece);
      if (this.#listening === listening && listening.capture.isWhole) {
        this.#listening = null;
        listening.ended();
      }
    }
    const peak = new Levels().hear(block);
    this.#tell({ is: "level", peak, ...this.#follow(frame, block) });
  }

  /**
   * The pitch as of now, and the frame it belongs to.
   * @param {number} frame
   * @param {Float32Array} block
   */
  #follow(frame, block) {
    if (!this.#follower) return { frame, f0Hz: 0, confidence: 0 };
    const { tracker, pushedFrames } = this.#follower;
    const { timeS, f0Hz, confidence } = tracker.push(block);
    this.#follower.pushedFrames += block.length;
    // The tracker counts what it was handed; the context may have counted more.
    return { frame: frame - pushedFrames + timeS * this.sampleRateHz, f0Hz, confidence };
  }

  /**
   * What comes from now on, for so long.
   * @param {number} seconds
   * @returns {Promise<Levels>}
   */
  check(seconds) {
    return new Promise((resolve) => {
      const levels = new Levels();
      let framesLeft = Math.round(seconds * this.sampleRateHz);
      const heard = (/** @type {Float32Array} */ piece) => {
        levels.hear(piece);
        framesLeft -= piece.length;
        if (framesLeft > 0) return;
        this.stop();
        resolve(levels);
      };
      this.#listening = { capture: new Capture(0, Infinity), heard, ended: () => {} };
    });
  }

  /**
   * What comes between two frames, as one recording.
   * @param {number} startFrame
   * @param {number} frames
   * @returns {Promise<Float32Array>}
   */
  record(startFrame, frames) {
    return new Promise((resolve) => {
      const recording = new Float32Array(frames);
      let filled = 0;
      const heard = (/** @type {Float32Array} */ piece) => {
        recording.set(piece, filled);
        filled += piece.length;
      };
      this.#listening = { capture: new Capture(startFrame, frames), heard, ended: () => resolve(recording) };
    });
  }

  /**
   * What comes between two frames, piece by piece.
   * @param {Capture} capture
   * @param {(piece: Float32Array) => void} heard
   * @param {() => void} ended
   */
  follow(capture, heard, ended) {
    this.#listening = { capture, heard, ended };
  }
}
