// What must be true of every take that has arrived.
import assert from "node:assert/strict";
import { readWav } from "./wav.mjs";
import { sha256 } from "./studio.mjs";
import { sungWhole } from "./sings.mjs";
import { offsetIn, ROUNDING, stretches, trueness } from "./signal.mjs";
import { SLOT_S } from "./voices.mjs";

/** The song and a second more. */
export const TAKE_S = 21;
const LEAST_SNR_DB = 90;

/**
 * The take that the page speaks of is on the service's disk, whole, as it was announced; returns its sound.
 * @param {Awaited<ReturnType<typeof import("./studio.mjs").startStudio>>} studio
 * @param {{ created: { take_id: string } }} done  as `Walk.arrives` says it
 */
export function received(studio, { created }) {
  const { audio, name, words } = studio.take(created.take_id);
  assert.equal(name, "audio.wav");
  assert.equal(sha256(audio), words.sha256, "what is on the disk is what the page announced");
  assert.equal(audio.length, words.size_bytes);
  const { rateHz, samples } = readWav(audio);
  assert.equal(samples.length, TAKE_S * rateHz);
  return { words, rateHz, samples };
}

/**
 * What was sung, by the time in it at which its loudest voice surely is: where in `sung` the take begins, how true it is, and
 * where it slips.
 * @param {{ samples: Int16Array, rateHz: number }} take
 * @param {Int16Array} sung
 */
export function compared({ samples, rateHz }, sung) {
  // Somewhere in two seconds of every slot there is only room, so it is looked for where most of the voice is.
  const power = (from) => samples.subarray(from, from + rateHz).reduce((sum, sample) => sum + sample * sample, 0);
  const seconds = Array.from({ length: TAKE_S - 1 }, (_, second) => second * rateHz);
  const from = seconds.reduce((best, at) => (power(at) > power(best) ? at : best));
  const offset = offsetIn(samples, sung, { from, rateHz, periodS: SLOT_S });
  return { offset, ...trueness(samples, sung, offset), ...stretches(samples, sung, offset, MOST_SLIP_S * rateHz) };
}

/** Every sample of the take is the microphone's, with none lost or added. */
export const isSampleTrue = ({ largest }) => largest <= ROUNDING;

export function assertSampleTrue({ snrDb, largest, firstOff }, rateHz) {
  assert.ok(isSampleTrue({ largest }), `off by ${largest}, ${snrDb.toFixed(1)} dB, from ${(firstOff / rateHz).toFixed(3)} s on`);
  assert.ok(snrDb >= LEAST_SNR_DB, `${snrDb} dB`);
}

/** A busy machine slips a few times in a take; a page that loses or mends something does it in every buffer. */
const MOST_SLIPS = 12;
const MOST_OFF_S = 0.4;
const MOST_SLIP_S = 1;

/**
 * Nothing was done to the sound: but for a few slips, each sample of the take is the microphone's. For a browser whose own
 * way from the microphone to the page drops or doubles a stretch where the machine is busy; for others there is `isSampleTrue`.
 * @param {{ slips: number, off: number }} comparison
 * @param {number} rateHz
 */
export const isTrueButForSlips = ({ slips, off }, rateHz) => slips <= MOST_SLIPS && off <= MOST_OFF_S * rateHz;

/** In words. @param {{ slips: number, off: number }} comparison @param {number} rateHz */
export const slipsOf = ({ slips, off }, rateHz) => `${slips} slips, ${(off / rateHz).toFixed(3)} s that were never fed`;

/**
 * On a machine that is busy, a browser itself loses samples between the microphone and the page now and then. Which take
 * that happens to is chance; what the page does wrong, it does to each.
 */
const TRIES = 4;

/**
 * Sings until a take holds, or there are no tries left, and returns it with what it was compared with.
 * @template {{ samples: Int16Array, rateHz: number }} Take
 * @param {Parameters<typeof sungWhole<Take>>[0]} sing
 * @param {Int16Array} sung
 * @param {typeof isSampleTrue | typeof isTrueButForSlips} holds
 */
export async function truest(sing, sung, holds) {
  for (let tries = 1; ; tries++) {
    const take = await sungWhole(sing);
    const comparison = compared(take, sung);
    if (tries === TRIES || holds(comparison, take.rateHz)) return { take, comparison, tries };
  }
}
