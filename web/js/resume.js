// After a reload or a closed tab: what was sung and has not arrived is offered again; what was cut short is thrown away.
/** @import { TakeRecord } from "../types/take.js" */
import { Api } from "./api.js";
import { isClaimed } from "./claim.js";
import { openStore } from "./take-store.js";

/** The newest take that is whole and that no other tab is at. @returns {Promise<TakeRecord | null>} */
export async function unfinishedTake() {
  try {
    const store = await openStore();
    const takes = await store.all();
    takes.sort((one, other) => other.madeAtMs - one.madeAtMs);
    let newest = null;
    for (const take of takes) {
      if (await isClaimed(take.key)) continue;
      if (take.state === "sung") newest ??= take;
      else {
        await store.drop(take.key);
        // Without an answer the service sweeps it away by itself.
        if (take.created) void new Api().erase(take.created).catch(() => {});
      }
    }
    return newest;
  } catch {
    return null;
  }
}
