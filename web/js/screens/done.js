// You're in: the cover, a way to show it, and the private link.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
import { h, icon } from "../dom.js";
import { forgetFan } from "../fan.js";
import { forgetDone } from "../farewell.js";
import { copy, fetchCover, share, shareable } from "../share.js";
import { notice, smallButton } from "../view.js";

const FORMATS = /** @type {const} */ (["square", "story", "wide"]);

/** @param {Studio} studio @param {Session} session @param {{ done?: Session["done"] }} note */
export function done(studio, session, note) {
  const { words, songTitle } = studio;
  session.done ??= note.done ?? null;
  if (!session.done) return studio.go("welcome");
  const { created, completed, who } = session.done;
  const { share_url: sharePath, artwork } = completed;
  const url = new URL(sharePath ?? `/${studio.boot.language}/`, location.href).href;
  /** @type {File[]} */
  const files = [];
  if (artwork) void fetchCover(artwork.square, "cover.jpg").then((file) => file && files.push(file));

  /** Copies a link, or shows it where that is not allowed. @param {string} link @param {HTMLElement} place */
  async function hand(link, place) {
    if (await copy(link)) return studio.tell(words.text("copied"));
    const shown = h("input", { readonly: true, dir: "ltr", value: link, "aria-label": words.text("copy-by-hand") });
    place.after(shown);
    shown.select();
    studio.tell(words.text("copy-by-hand"));
  }

  async function shareIt() {
    const text = words.plain("share-message", { song: songTitle });
    const what = shareable({ title: songTitle, text, url, files });
    if (!what || !(await share(what))) await hand(url, copyButton);
  }

  function cover() {
    if (!artwork) return null;
    const picture = h("img", {
      "data-cover": true,
      width: 1080,
      height: 1080,
      alt: words.text("cover-alt", { who, song: songTitle }),
    });
    const failed = () => picture.replaceWith(notice(words.text("cover-failed"), "warn"));
    picture.addEventListener("error", failed);
    picture.src = artwork.square;
    return h("div", { class: "cover" }, picture);
  }

  const copyButton = smallButton({
    label: words.text("copy-link"),
    icon: "copy",
    name: "copy",
    run: () => void hand(url, copyButton),
  });
  const eraseButton = smallButton({
    label: words.text("delete-copy"),
    icon: "copy",
    name: "copy-erase",
    run: () => void hand(eraseUrl, eraseButton),
  });
  const eraseUrl = new URL(created.erase_url, location.href).href;
  const downloads =
    artwork &&
    h(
      "ul",
      { class: "downloads", "aria-label": words.text("download-title") },
      ...FORMATS.map((format) =>
        h(
          "li",
          null,
          h(
            "a",
            { href: artwork[format], download: `cover-${format}.jpg`, class: "button small" },
            icon("download"),
            words.text(`download-${format}`),
          ),
        ),
      ),
    );
  studio.crowd.mood = "away";
  studio.show({
    kind: "done",
    isFinal: true,
    title: words.text("thanks-title"),
    lead: words.text("thanks-lead"),
    content: [
      cover(),
      h(
        "div",
        { class: "row" },
        copyButton,
        sharePath &&
          h("a", { href: sharePath, "data-share-page": true, class: "button small" }, words.text("open-page")),
      ),
      downloads,
      h(
        "section",
        { class: "card private" },
        h("h2", null, words.text("delete-title")),
        h("p", null, words.text("delete-text")),
        h(
          "div",
          { class: "row" },
          eraseButton,
          h("a", { href: eraseUrl, "data-erase": true }, words.text("delete-open")),
        ),
      ),
      smallButton({ label: words.text("next-singer"), name: "next-singer", run: next }),
    ],
    primary: { label: words.text("share"), icon: "share", run: () => void shareIt() },
  });

  function next() {
    forgetFan();
    forgetDone();
    session.done = null;
    Object.assign(session.singer, { name: "", team: "" });
    studio.go("welcome");
  }
}
