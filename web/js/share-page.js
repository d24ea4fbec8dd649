// The buttons of a share page, which works without them: the share sheet with the cover, and the page's address to copy.
import { copy, fetchCover, share, shareable } from "./share.js";

const page = /** @type {HTMLElement} */ (document.querySelector("[data-share-page]"));
const status = /** @type {HTMLElement} */ (page.querySelector("[data-status]"));
const { cover = "", message = "", copied = "" } = page.dataset;

/** @param {string} action @param {() => Promise<void>} run */
function offer(action, run) {
  const button = /** @type {HTMLButtonElement} */ (page.querySelector(`[data-action="${action}"]`));
  button.hidden = false;
  button.addEventListener("click", () => void run());
}

if (shareable({ files: [] })) {
  // Fetched before the tap: a share sheet opens only right after one.
  const picture = fetchCover(cover, "cover.jpg");
  offer("share", async () => {
    const file = await picture;
    const what = shareable({ title: document.title, text: message, url: location.href, files: file ? [file] : [] });
    if (what) await share(what);
  });
}

offer("copy", async () => {
  // Where nothing can be copied, it stands there to be copied by hand.
  status.textContent = (await copy(location.href)) ? copied : location.href;
});
