// The fan's pitch on the song's time: MIDI numbers in the octave of the tune.
/** @import { Note } from "../types/boot.js" */

/** Below it the tracker guesses. */
const LEAST_CONFIDENCE = 0.5;

/** @param {number} f0Hz */
const midiOf = (f0Hz) => 69 + 12 * Math.log2(f0Hz / 440);

/** @param {Note[]} notes */
export function centreOf(notes) {
  const sum = notes.reduce((total, { midi }) => total + midi, 0);
  return notes.length > 0 ? sum / notes.length : 60;
}

/**
 * A pitch in the octave around `centre`, so that a bass and a child see their line on the same bars.
 * @param {number} f0Hz
 * @param {number} confidence
 * @param {number} centre
 * @returns {number | null}  null where nobody sings
 */
export function foldedMidi(f0Hz, confidence, centre) {
  if (!(f0Hz > 0) || confidence < LEAST_CONFIDENCE) return null;
  const midi = midiOf(f0Hz);
  return midi - 12 * Math.round((midi - centre) / 12);
}
