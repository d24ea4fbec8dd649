// After a reload, a closed tab or a crash: what lies on the device.
/** @import { TakeRecord } from "../types/take.js" */
import { isClaimed } from "./claim.js";
import { openStore } from "./take-store.js";

/**
 * @typedef {object} LeftBehind
 * @property {TakeRecord | null} whole  the newest take that was sung to its end and has not arrived
 * @property {boolean} hasScraps        takes that were cut short or given up, which are the worker's to sweep away
 */

/** How long a take waits for its fan's yes, here as at the service. */
export const KEPT_MS = 24 * 3_600_000;

/** What no other tab is at. @returns {Promise<LeftBehind>} */
export async function leftBehind() {
  /** @type {LeftBehind} */
  const left = { whole: null, hasScraps: false };
  try {
    const takes = await (await openStore()).all();
    takes.sort((one, other) => other.madeAtMs - one.madeAtMs);
    for (const take of takes) {
      if (await isClaimed(take.key)) continue;
      const isOld = take.words === null && Date.now() - take.madeAtMs > KEPT_MS;
      if (take.state === "sung" && !isOld) left.whole ??= take;
      else left.hasScraps = true;
    }
  } catch {
    // A store that cannot be read has nothing to offer.
  }
  return left;
}
