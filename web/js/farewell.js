// What the last screen shows, kept as long as the tab: a reload must not lose the private link.
/** @import { Done } from "../types/boot.js" */

const DONE = "stemforge-done";

/** @param {Done} done */
export function rememberDone(done) {
  try {
    sessionStorage.setItem(DONE, JSON.stringify(done));
  } catch {
    // Then a reload starts over.
  }
}

/** @returns {Done | null} */
export function recallDone() {
  try {
    return JSON.parse(sessionStorage.getItem(DONE) ?? "null");
  } catch {
    return null;
  }
}

export function forgetDone() {
  try {
    sessionStorage.removeItem(DONE);
  } catch {
    // Nothing was kept.
  }
}
