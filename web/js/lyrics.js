// Notes as lines of words.
/** @import { Note } from "../types/boot.js" */

/** A rest that ends a line. */
const REST_S = 0.4;
/** Longest line: it has to fit a phone. */
const MOST_SYLLABLES = 10;
/** Shortest piece of a line that is too long. */
const FEWEST_SYLLABLES = 3;

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
  /** @type {Syllable[][]} */
  const phrases = [];
  let lastS = -Infinity;
  for (const { onset_s: startS, duration_s: durationS, syllable } of notes) {
    const endS = startS + durationS;
    const text = syllable.endsWith("-") ? syllable.slice(0, -1) : `${syllable.replace(/^~$/, "")} `;
    if (startS - lastS >= REST_S) phrases.push([]);
    phrases.at(-1)?.push({ text, startS, endS });
    lastS = endS;
  }
  return phrases.flatMap(broken).map((syllables) => ({
    startS: syllables[0].startS,
    endS: syllables[syllables.length - 1].endS,
    syllables,
  }));
}

/**
 * A phrase that is too long is broken where a word ends and one would breathe: before the latest onset after the one before.
 * @param {Syllable[]} phrase
 * @returns {Syllable[][]}
 */
function broken(phrase) {
  if (phrase.length <= MOST_SYLLABLES) return [phrase];
  const middle = phrase.length / 2;
  let best = 0;
  let bestWaitS = -1;
  for (let at = FEWEST_SYLLABLES; at <= phrase.length - FEWEST_SYLLABLES; at++) {
    if (!phrase[at - 1].text.endsWith(" ")) continue;
    const waitS = phrase[at].startS - phrase[at - 1].startS;
    const isNearer = Math.abs(at - middle) < Math.abs(best - middle);
    if (waitS > bestWaitS + 1e-3 || (waitS > bestWaitS - 1e-3 && isNearer)) [best, bestWaitS] = [at, waitS];
  }
  return best === 0 ? [phrase] : [...broken(phrase.slice(0, best)), ...broken(phrase.slice(best))];
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
