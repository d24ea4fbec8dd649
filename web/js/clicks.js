// The four clicks before the song. They are chirps, and so the probe for the device's round trip: what comes out of the
// loudspeaker is found again in the microphone to a fraction of a millisecond, and with headphones it is not found.
/** @import { Chirp } from "../types/take.js" */
/** @import { Shared } from "../shared/shared.js" */

const CLICKS = 4;

/**
 * Song times of the clicks: the beats of the bar before the first. None where the song has no such bar.
 * @param {{ tempo_bpm: number, first_bar_s: number }} song
 */
export function clickTimes({ tempo_bpm: tempoBpm, first_bar_s: firstBarS }) {
  const beatS = 60 / tempoBpm;
  const startS = firstBarS - CLICKS * beatS;
  // A bar that begins with the song may do so a rounding error before it.
  return startS < -1e-6 ? [] : Array.from({ length: CLICKS }, (_, click) => Math.max(0, startS + click * beatS));
}

/**
 * The sounds of the clicks; none where the shared code does not run or not at this rate: the song has a count-in too.
 * @param {Shared | null} shared
 * @param {number} sampleRateHz
 */
export function clickSounds(shared, sampleRateHz) {
  const sounds = Array.from({ length: CLICKS }, (_, click) => shared?.chirp(click, sampleRateHz) ?? new Float32Array());
  return sounds.every(({ length }) => length > 0) ? sounds : [];
}

/**
 * How late the clicks are in a recording, if they are surely in it.
 * @param {Shared | null} shared
 * @param {Float32Array} recording
 * @param {number} sampleRateHz
 * @param {number[]} timesS  where they would be without delay
 * @returns {Chirp | null}
 */
export function findClicks(shared, recording, sampleRateHz, timesS) {
  const found = timesS.length > 0 ? shared?.probe(recording, sampleRateHz, timesS) : null;
  return found?.isSure ? { lagMs: found.lagMs, peakDb: found.peakDb } : null;
}
