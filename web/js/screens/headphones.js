// With or without headphones, and how loud: the microphone is open already, so what is heard now is what will be heard.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
import { h, icon } from "../dom.js";
import { MicrophoneFault } from "../microphone.js";
import { Overtaken } from "../session.js";
import { notice, smallButton } from "../view.js";

/** How much of the song is played: the count-in and two bars. */
const EXCERPT_S = 6;

/** @param {Studio} studio @param {"yes" | "no"} value @param {boolean} checked */
function answer({ words }, value, checked) {
  const input = h("input", { type: "radio", name: "headphones", value, checked });
  return h(
    "label",
    { class: "choice" },
    input,
    icon(value === "yes" ? "headphones" : "speaker"),
    h("span", null, words.text(`headphones-${value}`)),
  );
}

/** @param {Studio} studio @param {Session} session */
export function headphones(studio, session) {
  const { words } = studio;
  const { singer, client } = session;
  let isOpen = true;
  const hint = h("div", { class: "advice" });
  const answers = [
    answer(studio, "yes", singer.headphones === true),
    answer(studio, "no", singer.headphones === false),
  ];
  const advise = () =>
    hint.replaceChildren(
      notice(words.text(singer.headphones === false ? "headphones-speaker" : "headphones-bluetooth")),
    );
  const choose = (/** @type {Event} */ { target }) => {
    singer.headphones = /** @type {HTMLInputElement} */ (target).value === "yes";
    advise();
  };
  advise();

  async function play() {
    listen.setAttribute("aria-disabled", "true");
    try {
      const recorder = await session.openRecorder();
      const playable = await session.playable(recorder.context);
      if (!isOpen) return;
      void client.next("probed").then(({ chirp }) => heardBack(chirp));
      recorder.tryOut(playable, EXCERPT_S);
    } catch (cause) {
      if (cause instanceof MicrophoneFault) return studio.go("mic-check");
      if (!(cause instanceof Overtaken)) hint.replaceChildren(notice(words.fault("NETWORK"), "warn"));
    }
    listen.removeAttribute("aria-disabled");
  }

  /** @param {import("../../types/take.js").Chirp | null} heard */
  function heardBack(heard) {
    if (!isOpen || !heard) return;
    if (session.recorder) session.recorder.measuredRoundTripMs = heard.lagMs;
    if (!singer.headphones) return;
    hint.replaceChildren(notice(words.text("headphones-bleed"), "warn", { "data-verdict": "bleed" }));
    studio.say(words.text("headphones-bleed"));
  }

  const listen = smallButton({
    label: words.text("headphones-listen"),
    icon: "play",
    name: "play",
    run: () => void play(),
  });
  studio.show({
    title: words.text("headphones-title"),
    lead: words.text("headphones-lead"),
    content: [
      h(
        "fieldset",
        { class: "choices", onchange: choose },
        h("legend", { class: "unseen" }, words.text("headphones-title")),
        ...answers,
      ),
      h("div", { class: "card" }, h("p", null, words.text("headphones-volume")), listen),
      hint,
    ],
    primary: { label: words.text("continue"), run: () => studio.go("sing") },
  });
  const hide = () => document.visibilityState === "hidden" && session.closeRecorder();
  document.addEventListener("visibilitychange", hide);
  return () => {
    isOpen = false;
    session.recorder?.silence();
    document.removeEventListener("visibilitychange", hide);
  };
}
