// The worker's ears: what comes from the microphone's tap, measured for the meter and the pitch line, and cut into checks,
// probes and takes.
/** @import { Report } from "../types/take.js" */
/** @import { Shared } from "../types/shared.js" */
import { Capture } from "./capture.js";
import { Levels } from "./levels.js";

/** @typedef {{ capture: Capture, heard: (piece: Float32Array) => void, ended: () => void }} Listening */

export class Ears {
  sampleRateHz = 48_000;
  #tell;
  /** @type {MessagePort | null} */
  #port = null;
  /** @type {ReturnType<Shared["livePitch"]> | null} */
  #pitch = null;
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
    const pitch = (await shared)?.livePitch(sampleRateHz) ?? null;
    if (this.#port === port) this.#pitch = pitch;
  }

  untap() {
    this.#port?.close();
    this.#port = this.#pitch = this.#listening = null;
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
    const { f0Hz, confidence } = this.#pitch?.push(block) ?? { f0Hz: 0, confidence: 0 };
    this.#tell({ is: "level", peak, endFrame: frame + block.length, f0Hz, confidence });
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
