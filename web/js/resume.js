// After a reload, a closed tab or a crash: what lies on the device.
/** @import { TakeRecord } from "../types/take.js" */
import { isClaimed } from "./claim.js";
import { openStore } from "./take-store.js";

/**
 * @typedef {object} LeftBehind
 * @property {TakeRecord | null} whole  the newest take that was sung to its end and has not arrived
 * @property {boolean} hasScraps        takes that were cut short, which are the worker's to sweep away
 */

/** What no other tab is at. @returns {Promise<LeftBehind>} */
export async function leftBehind() {
  /** @type {LeftBehind} */
  const left = { whole: null, hasScraps: false };
  try {
    const takes = await (await openStore()).all();
    takes.sort((one, other) => other.madeAtMs - one.madeAtMs);
    for (const take of takes) {
      if (await isClaimed(take.key)) continue;
      if (take.state === "sung") left.whole ??= take;
      else left.hasScraps = true;
    }
  } catch {
    // A store that cannot be read has nothing to offer.
  }
  return left;
}
