// How loud it is, and whether it clips.

/** As loud as a sample can be counted before it is taken for clipped. */
const CLIP_LEVEL = 0.99;
/** One loud sample is a loud sample; three in a row are a flat top. */
const CLIP_SAMPLES = 3;
/** Below this peak over a whole check, a voice is lost in the noise. */
export const QUIET_DB = -36;
/** Below this there is nobody. */
export const SILENT_DB = -60;

/** @param {number} amplitude */
export const decibels = (amplitude) => 20 * Math.log10(Math.max(amplitude, 1e-6));

/** The peak of what was heard, and a latch for clipping. */
export class Levels {
  peak = 0;
  isClipped = false;
  /** Loud samples in a row, also across blocks. */
  #run = 0;

  /**
   * Hears a block and says its own peak.
   * @param {Float32Array} block
   */
  hear(block) {
    let peak = 0;
    for (const sample of block) {
      const amplitude = Math.abs(sample);
      if (amplitude > peak) peak = amplitude;
      this.#run = amplitude >= CLIP_LEVEL ? this.#run + 1 : 0;
      if (this.#run >= CLIP_SAMPLES) this.isClipped = true;
    }
    this.peak = Math.max(this.peak, peak);
    return peak;
  }

  /** The verdict in one word; all of them warn, none forbids. */
  get verdict() {
    if (this.isClipped) return "loud";
    const peakDb = decibels(this.peak);
    if (peakDb < SILENT_DB) return "silent";
    return peakDb < QUIET_DB ? "quiet" : "good";
  }
}
