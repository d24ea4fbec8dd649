// The first screen: what this is, in which language, and a button.
/** @import { Studio } from "../studio.js" */
import { h, icon } from "../dom.js";

/** @param {Studio} studio */
function languages({ boot, words }) {
  const links = boot.languages.map(({ tag, name, url }) =>
    h(
      "li",
      null,
      h("a", { href: url, lang: tag, hreflang: tag, "aria-current": tag === boot.language && "true" }, name),
    ),
  );
  const current = boot.languages.find(({ tag }) => tag === boot.language)?.name ?? boot.language;
  const name = h("span", { class: "unseen" }, words.text("language-menu"));
  return h(
    "nav",
    { class: "languages" },
    h("details", null, h("summary", null, icon("globe"), name, current), h("ul", null, ...links)),
  );
}

/** @param {Studio} studio */
export function welcome(studio) {
  const { words, boot } = studio;
  studio.crowd.mood = "dancing";
  studio.show({
    kind: "welcome",
    title: words.text("welcome-title"),
    lead: words.text("welcome-lead", { song: studio.songTitle }),
    top: languages(studio),
    content: [
      h("p", { class: "facts" }, words.text("welcome-facts")),
      boot.voices !== undefined && h("p", { class: "voices" }, words.text("voices-so-far", { count: boot.voices })),
    ],
    primary: {
      label: words.text("welcome-start"),
      run: () => studio.go("name-team"),
    },
  });
}
