// What the last screen shows, kept as long as the tab: a reload must not lose the private link.
/** @import { Done } from "../types/boot.js" */
import { forgetFan } from "./fan.js";

const DONE = "stemforge-done";
const PATIENCE_MS = 2000;

/** @param {Done} done */
export function rememberDone(done) {
  try {
    sessionStorage.setItem(DONE, JSON.stringify(done));
  } catch {
    // Then a reload starts over.
  }
}

/** What was kept, unless the fan has erased it meanwhile: then it is forgotten here, too. @returns {Promise<Done | null>} */
export async function recallDone() {
  /** @type {Done | null} */
  let done = null;
  try {
    done = JSON.parse(sessionStorage.getItem(DONE) ?? "null");
  } catch {
    return null;
  }
  if (!done || !(await isErased(done))) return done;
  forgetDone();
  forgetFan();
  return null;
}

/** Where nobody answers it is thought there. @param {Done} done */
async function isErased({ created }) {
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, false));
  const asked = fetch(created.status_url, { credentials: "omit" })
    .then((response) => response.json())
    .then(({ status, code }) => status === "withdrawn" || code === "TAKE_UNKNOWN")
    .catch(() => false);
  return Promise.race([asked, patience]);
}

export function forgetDone() {
  try {
    sessionStorage.removeItem(DONE);
  } catch {
    // Nothing was kept.
  }
}
