// Starts the page: what the server said, the words, then the studio.
/** @import { Boot } from "../types/boot.js" */
import { find } from "./dom.js";
import { messages } from "./messages.js";
import { Studio } from "./studio.js";
import { wordsOf } from "./words.js";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** What a page cannot do without: tried until it is there. @param {string} url */
async function fetched(url) {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return response.json();
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

async function start() {
  const boot = /** @type {Boot} */ (JSON.parse(find(document, "#boot", HTMLScriptElement).text));
  const words = wordsOf(messages(await fetched(`${boot.assets}messages/${boot.language}.json`), boot.language));
  customElements.define("stemforge-studio", Studio);
  await find(document, "stemforge-studio", Studio).open(boot, words);
  document.documentElement.dataset.ready = "true";
}

void start();
