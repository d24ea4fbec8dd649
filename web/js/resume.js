// After a reload or a closed tab: what was sung and has not arrived. What was cut short is the worker's to sweep away.
/** @import { TakeRecord } from "../types/take.js" */
import { isClaimed } from "./claim.js";
import { openStore } from "./take-store.js";

/** The newest take that is whole and that no other tab is at. @returns {Promise<TakeRecord | null>} */
export async function unfinishedTake() {
  try {
    const takes = await (await openStore()).all();
    const whole = takes.filter(({ state }) => state === "sung").sort((one, other) => other.madeAtMs - one.madeAtMs);
    for (const take of whole) {
      if (!(await isClaimed(take.key))) return take;
    }
  } catch {
    // A store that cannot be read has nothing to offer.
  }
  return null;
}
