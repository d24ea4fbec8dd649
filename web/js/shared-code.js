// The Rust code that page and service share, if this browser runs it. Without it the page goes on and the service
// decides.
/** @import { Shared } from "../shared/shared.js" */

/** @returns {Promise<Shared | null>} */
export async function loadSharedCode() {
  try {
    const { loadShared } = await import("../shared/shared.js");
    return await loadShared();
  } catch {
    return null;
  }
}
