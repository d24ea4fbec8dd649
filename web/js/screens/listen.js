// Hear yourself in the crowd, and decide: this one, or once more.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
import { h, icon } from "../dom.js";
import { MixPlayer, decoded } from "../mix-player.js";
import { fromWav } from "../wav.js";
import { bigButton, notice } from "../view.js";

/** Verdicts on a take that are worth a word. @type {Record<string, string>} */
const VERDICTS = { quiet: "take-quiet", silent: "take-silent", loud: "take-loud" };

/** @param {Studio} studio @param {Session} session */
export function listen(studio, session) {
  const { words } = studio;
  const { take } = session;
  if (!take) return studio.go("sing");
  const { details, contentType } = take.record;
  /** @type {MixPlayer | null} */
  let player = null;
  let isOpen = true;
  const isOurs = contentType === "audio/wav" && details.recorder.method === "worklet";
  const said = VERDICTS[details.verdict];
  const isBleeding = details.recorder.round_trip_method === "chirp" && details.recorder.headphones === true;

  const play = bigButton({ label: words.text("listen-play"), icon: "play", name: "play", run: () => void toggle() });
  const trouble = h("div");
  const setPlaying = (/** @type {boolean} */ isPlaying) => {
    play.replaceChildren(icon(isPlaying ? "pause" : "play"), words.text(isPlaying ? "listen-pause" : "listen-play"));
    studio.crowd.mood = isPlaying ? "dancing" : "still";
  };

  async function toggle() {
    if (player?.isPlaying) return player.stop();
    play.setAttribute("aria-disabled", "true");
    const isNew = !player;
    if (isNew) play.replaceChildren(words.text("listen-preparing"));
    try {
      player ??= await makePlayer();
      if (!isOpen) return player.close();
      await player.play();
      trouble.replaceChildren();
      setPlaying(true);
    } catch {
      setPlaying(false);
      trouble.replaceChildren(notice(words.fault("NETWORK"), "warn"));
      studio.say(words.fault("NETWORK"));
    }
    play.removeAttribute("aria-disabled");
  }

  async function makePlayer() {
    const { bytes } = /** @type {NonNullable<Session["take"]>} */ (take);
    const voice = isOurs ? fromWav(bytes) : await decoded(bytes);
    if (!voice) throw new Error("this browser cannot play it");
    const made = new MixPlayer({ ...voice, lagMs: details.lagMs }, details.isPlaced ? session.sounds : null);
    await made.prepare();
    made.isAlone = alone.checked;
    made.onEnded = () => setPlaying(false);
    return made;
  }

  const choice = (/** @type {string} */ value, /** @type {string} */ label, /** @type {boolean} */ checked) => {
    const input = h("input", { type: "radio", name: "heard", value, checked });
    return { input, element: h("label", { class: "choice" }, input, h("span", null, label)) };
  };
  const crowd = choice("crowd", words.text("listen-crowd"), true);
  const { input: alone, element: aloneChoice } = choice("alone", words.text("listen-alone"), false);
  const choose = () => {
    if (player) player.isAlone = alone.checked;
  };

  studio.show({
    title: words.text("listen-title"),
    lead: details.isPlaced ? words.text("listen-lead") : undefined,
    content: [
      play,
      trouble,
      details.isPlaced &&
        h(
          "fieldset",
          { class: "choices short", onchange: choose },
          h("legend", { class: "unseen" }, words.text("listen-choice-label")),
          crowd.element,
          aloneChoice,
        ),
      said && notice(words.text(said), "warn", { "data-verdict": details.verdict }),
      isBleeding && notice(words.text("take-bleed"), "warn", { "data-verdict": "bleed" }),
    ],
    primary: { label: words.text("listen-keep"), icon: "check", run: () => studio.go("consent") },
    others: [{ label: words.text("listen-again"), name: "again", run: again }],
  });

  function again() {
    session.dropTake();
    studio.go(details.recorder.method === "file" ? "file" : "sing");
  }

  return () => {
    isOpen = false;
    player?.close();
  };
}
