// The count-in's clicks are chirps, and so the probe for the device's round trip: what comes out of the loudspeaker is
// found again in the microphone to a fraction of a millisecond, and with headphones it is not found at all.
/** @import { Chirp } from "../types/take.js" */
/** @import { Shared } from "../types/shared.js" */

/** Peak over floor from which a measurement counts: Hi-Audio's threshold, and 5 dB over what silence gave in ours. */
const LEAST_PEAK_DB = 18;

/**
 * How late the chirps are in a recording, if they are in it.
 * @param {Shared | null} shared
 * @param {Float32Array} recording
 * @param {number} sampleRateHz
 * @param {number[]} timesS  where they would be without delay
 * @returns {Chirp | null}
 */
export function findChirps(shared, recording, sampleRateHz, timesS) {
  const found = timesS.length > 0 && shared?.findChirps?.(recording, sampleRateHz, timesS);
  return found && found.peakDb >= LEAST_PEAK_DB ? found : null;
}
