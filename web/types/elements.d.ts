// The page's own elements, so that the compiler knows what a tag makes.
import type { CrowdWave } from "../js/crowd-wave.js";

declare global {
  interface HTMLElementTagNameMap {
    "crowd-wave": CrowdWave;
  }
}
