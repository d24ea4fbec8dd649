// <level-meter>: the stand rises with the microphone's level. What it means is said in words beside it.
import { CrowdWave } from "./crowd-wave.js";
import { decibels } from "./levels.js";

/** The quietest and the loudest that the picture tells apart. */
const FLOOR_DB = -60;
/** Falls slower than it rises, so that the eye can follow. */
const FALL = 0.8;

export class LevelMeter extends HTMLElement {
  #crowd = new CrowdWave();
  #shown = 0;

  connectedCallback() {
    this.append(this.#crowd);
  }

  /** @param {number} peak  amplitude, 0 to 1 */
  hear(peak) {
    const level = Math.max(0, Math.min(1, 1 - decibels(peak) / FLOOR_DB));
    this.#shown = Math.max(level, this.#shown * FALL);
    this.#crowd.level = this.#shown;
  }
}

customElements.define("level-meter", LevelMeter);
