// The first screen: what this is, in which language, and a button.
/** @import { Studio } from "../studio.js" */
import { h } from "../dom.js";

/** @param {Studio} studio */
function languages({ boot, words }) {
  const links = boot.languages.map(({ tag, name, url }) =>
    h("li", null, h("a", { href: url, lang: tag, hreflang: tag, "aria-current": tag === boot.language && "true" }, name)),
  );
  return h("nav", { class: "languages", "aria-label": words.text("language-menu") }, h("ul", null, ...links));
}

/** @param {Studio} studio */
export function welcome(studio) {
  const { words } = studio;
  studio.show({
    kind: "welcome",
    title: words.text("welcome-title"),
    lead: words.text("welcome-lead", { song: studio.songTitle }),
    content: [h("p", { class: "facts" }, words.text("welcome-facts")), h("crowd-wave", { class: "dancing" }), languages(studio)],
    primary: {
      label: words.text("welcome-start"),
      run() {
        studio.song.prefetch();
        studio.go("name-team");
      },
    },
  });
}
