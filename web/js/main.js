// Starts the page: what the server said, the words, then the studio.
/** @import { Boot } from "../types/boot.js" */
import { find } from "./dom.js";
import { messages } from "./messages.js";
import { Studio } from "./studio.js";
import { wordsOf } from "./words.js";

async function start() {
  const boot = /** @type {Boot} */ (JSON.parse(find(document, "#boot", HTMLScriptElement).text));
  const response = await fetch(`${boot.assets}messages/${boot.language}.json`);
  const words = wordsOf(messages(await response.json(), boot.language));
  customElements.define("stemforge-studio", Studio);
  await find(document, "stemforge-studio", Studio).open(boot, words);
  document.documentElement.dataset.ready = "true";
}

void start();
