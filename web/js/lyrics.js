// Notes as lines of words.
/** @import { Note } from "../types/boot.js" */

/** A rest that ends a line. */
const REST_S = 0.4;
/** Longest line: it has to fit a phone. */
const MOST_SYLLABLES = 9;

/**
 * @typedef {{ text: string, startS: number, endS: number }} Syllable
 * @typedef {{ startS: number, endS: number, syllables: Syllable[] }} Line
 */

/**
 * A syllable that ends in a hyphen belongs to the next one; `~` holds the one before.
 * @param {Note[]} notes  in the order of time
 * @returns {Line[]}
 */
export function linesOf(notes) {
  /** @type {Line[]} */
  const lines = [];
  for (const { onset_s: startS, duration_s: durationS, syllable } of notes) {
    const endS = startS + durationS;
    const isJoined = syllable.endsWith("-");
    const text = isJoined ? syllable.slice(0, -1) : `${syllable.replace(/^~$/, "")} `;
    const line = lines.at(-1);
    if (!line || startS - line.endS >= REST_S || line.syllables.length >= MOST_SYLLABLES) {
      lines.push({ startS, endS, syllables: [{ text, startS, endS }] });
    } else {
      line.syllables.push({ text, startS, endS });
      line.endS = endS;
    }
  }
  return lines;
}

/**
 * The line to look at: the one that is sung, or the next.
 * @param {Line[]} lines
 * @param {number} timeS
 */
export function lineAt(lines, timeS) {
  const at = lines.findIndex(({ endS }) => timeS < endS);
  return at < 0 ? lines.length - 1 : at;
}
