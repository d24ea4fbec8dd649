// What this is: a short film where there is one, and the same in words.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
import { h } from "../dom.js";
import { notice } from "../view.js";

/** Captions of the sample campaign's film, which are its words too. */
const FILM_LINES = 6;

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
  const lines = Array.from({ length: FILM_LINES }, (_, line) => h("p", null, words.text(`film-${line + 1}`)));
  return [video, h("details", null, h("summary", null, words.text("film-transcript")), ...lines)];
}

/** @param {Studio} studio @param {Session} session */
export function premise(studio, session) {
  const { words, boot } = studio;
  const { film, notes } = boot.song;
  const last = notes[notes.length - 1];
  const seconds = last
    ? Math.round(last.onset_s + last.duration_s - notes[0].onset_s)
    : Math.round(boot.song.duration_s);
  studio.crowd.mood = "dancing";
  studio.show({
    kind: "premise",
    title: words.text("premise-title"),
    lead: words.text("premise-lead", { seconds }),
    content: film ? cinema(studio, film) : [],
    primary: { label: words.text("premise-continue"), run: () => studio.go("mic-check") },
  });
  session.sounds.prefetch();
}
