// What this is: a short film where there is one, and the same in words.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
import { h } from "../dom.js";
import { notice } from "../view.js";

/** @param {Studio} studio @param {NonNullable<import("../../types/boot.js").Song["film"]>} film */
function cinema({ boot, words }, film) {
  const nameOf = new Map(boot.languages.map(({ tag, name }) => [tag, name]));
  const captions = film.captions.map(({ language, url }) =>
    h("track", {
      kind: "captions",
      srclang: language,
      src: url,
      label: nameOf.get(language) ?? language,
      default: language === boot.language,
    }),
  );
  const attributes = {
    controls: true,
    playsinline: true,
    preload: "none",
    poster: film.poster,
    "aria-label": words.text("film-label"),
  };
  const video = h("video", attributes, ...captions);
  video.src = film.url;
  const failed = () => video.replaceWith(notice(words.text("film-failed")));
  video.addEventListener("error", failed);
  return [video, transcript(boot.language, words, film)];
}

/**
 * The film's captions to be read, where there are any.
 * @param {string} language
 * @param {Studio["words"]} words
 * @param {NonNullable<import("../../types/boot.js").Song["film"]>} film
 */
function transcript(language, words, { captions }) {
  const own = captions.find((one) => one.language === language) ?? captions[0];
  if (!own) return null;
  const text = h("div", { lang: own.language, dir: "auto" });
  async function read() {
    details.removeEventListener("toggle", read);
    const response = await fetch(own.url).catch(() => null);
    const cues = response?.ok ? cuesOf(await response.text()) : [words.fault("NETWORK")];
    text.replaceChildren(...cues.map((cue) => h("p", null, cue)));
  }
  const details = h("details", null, h("summary", null, words.text("film-transcript")), text);
  details.addEventListener("toggle", read);
  return details;
}

/** What is said in a WebVTT file, a cue a line, without marks of voice or style. @param {string} vtt */
export function cuesOf(vtt) {
  return vtt
    .split(/\r?\n(?:\r?\n)+/)
    .map((block) => block.split(/\r?\n/))
    .map((lines) => lines.slice(lines.findIndex((line) => line.includes("-->")) + 1 || lines.length))
    .map((lines) => lines.join(" ").replace(/<[^>]*>/g, "").trim())
    .filter(Boolean);
}

/** @param {Studio} studio @param {Session} session */
export function premise(studio, session) {
  const { words, boot } = studio;
  const { film } = boot.song;
  studio.crowd.mood = "dancing";
  studio.show({
    kind: "premise",
    title: words.text("premise-title"),
    lead: words.text("premise-lead"),
    content: film ? cinema(studio, film) : [],
    primary: { label: words.text("premise-continue"), run: () => studio.go("mic-check") },
  });
  session.sounds.prefetch();
}
