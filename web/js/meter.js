// <level-meter>: the microphone's level as a scarf that is pulled out. What it means is said in words beside it.
import { decibels } from "./levels.js";

/** The quietest that is told from silence. */
const FLOOR_DB = -60;
/** Falls slower than it rises, so that the eye can follow. */
const FALL = 0.85;

export class LevelMeter extends HTMLElement {
  #shown = 0;

  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
  }

  /** Shows a peak, and says what it shows, 0 to 1. @param {number} peak  amplitude, 0 to 1 */
  hear(peak) {
    const level = Math.max(0, Math.min(1, 1 - decibels(peak) / FLOOR_DB));
    this.#shown = Math.max(level, this.#shown * FALL);
    this.style.setProperty("--level", this.#shown.toFixed(3));
    return this.#shown;
  }
}

customElements.define("level-meter", LevelMeter);
