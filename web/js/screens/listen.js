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
    if (play.hasAttribute("aria-disabled")) return;
    play.setAttribute("aria-disabled", "true");
    if (!player) play.replaceChildren(words.text("listen-preparing"));
    const playing = player ?? new MixPlayer();
    playing.wake();
    try {
      if (!player) await prepare(playing);
      player = playing;
      if (!isOpen) return playing.close();
      await playing.play();
      trouble.replaceChildren();
      setPlaying(true);
    } catch (cause) {
      player = null;
      playing.close();
      setPlaying(false);
      // `fetch` fails with a TypeError where there is no network.
      const text = words.fault(cause instanceof TypeError ? "NETWORK" : "UNKNOWN");
      trouble.replaceChildren(notice(text, "warn"));
      studio.say(text);
    } finally {
      play.removeAttribute("aria-disabled");
    }
  }

  /** @param {MixPlayer} made */
  async function prepare(made) {
    const { bytes } = /** @type {NonNullable<Session["take"]>} */ (take);
    const voice = isOurs ? fromWav(bytes) : await decoded(bytes);
    if (!voice) throw new Error("this browser cannot play it");
    await made.prepare({ ...voice, lagMs: details.lagMs }, details.isPlaced ? session.sounds : null);
    made.isAlone = alone.checked;
    made.onEnded = () => setPlaying(false);
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

  if (details.isPlaced) session.sounds.prefetchCrowd();

  function again() {
    void session.dropTake();
    studio.go(details.recorder.method === "file" ? "file" : "sing");
  }

  return () => {
    isOpen = false;
    player?.close();
  };
}
