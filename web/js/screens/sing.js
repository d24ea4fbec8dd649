// The take: four clicks, the chorus, and nothing else on the screen but the words, the tune and a way to stop.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
import { clickTimes } from "../clicks.js";
import { h } from "../dom.js";
import { linesOf } from "../lyrics.js";
import { foldedMidi, centreOf } from "../live-pitch.js";
import { MicrophoneFault } from "../microphone.js";
import { SongRibbon } from "../ribbon.js";
import { Overtaken } from "../session.js";
import { maySleep, stayAwake } from "../wake-lock.js";
import { notice } from "../view.js";

/** From here on it is nearly done. */
const LAST_S = 4;
/** A microphone that says nothing for so long is not one any more. */
const DEAF_MS = 5000;
/** Why a take was not kept → what is said of it. @type {Record<string, string>} */
const LOST = {
  hidden: "hidden",
  interrupted: "interrupted",
  microphone: "interrupted",
  "missing-samples": "interrupted",
  stopped: "stopped",
};

/** @param {Studio} studio @param {Session} session @param {{ lost?: string }} note */
export function sing(studio, session, { lost }) {
  const { words, boot } = studio;
  const { client } = session;
  const ribbon = new SongRibbon();
  let isSinging = false;
  let isOpen = true;
  let stopHearing = () => {};
  /** Counts starts, so that one that was stopped while it opened does not sing. */
  let starts = 0;
  let heardAtMs = 0;
  /** @type {number | undefined} */
  let frame;

  /** @param {string} [why] */
  function ready(why) {
    isSinging = false;
    ribbon.still(boot.song.notes, boot.song.duration_s);
    const said = why && LOST[why];
    studio.show({
      state: "ready",
      kind: "singing",
      title: said ? words.text(`${said}-title`) : words.text("sing-title"),
      lead: words.text("sing-lead"),
      content: [
        said && notice(words.text(`${said}-text`), "warn", { "data-notice": why }),
        said === undefined && why && notice(words.fault(why), "warn", { "data-notice": why }),
        ribbon,
        lyrics(),
      ],
      primary: { label: words.text(said ? "sing-again" : "sing-start"), icon: "microphone", run: () => void start() },
    });
  }

  const lyrics = () =>
    h(
      "div",
      { class: "all-lyrics", role: "group", "aria-label": words.text("sing-lyrics-label"), dir: "auto" },
      ...linesOf(boot.song.notes).map(({ syllables }) => h("p", null, syllables.map(({ text }) => text).join(""))),
    );

  async function start() {
    const status = h("p", { class: "cue" }, words.text("sing-loading"));
    const stop = {
      label: words.text("sing-stop"),
      icon: /** @type {const} */ ("stop"),
      name: "stop",
      run: () => void abandon("stopped"),
    };
    const view = { kind: "singing", title: words.text("sing-title"), content: [status, ribbon], others: [stop] };
    studio.show({ ...view, state: "starting" });
    studio.say(words.text("sing-loading"));
    isSinging = true;
    const start = (starts += 1);
    try {
      const recorder = await session.openRecorder();
      const playable = await session.playable(recorder.context);
      if (!isSinging || start !== starts) return;
      void stayAwake();
      run(recorder, playable, status);
      studio.show({ ...view, state: "singing" });
    } catch (cause) {
      if (!isOpen || cause instanceof Overtaken || start !== starts) return;
      isSinging = false;
      if (cause instanceof MicrophoneFault) studio.go("mic-check");
      else ready("NETWORK");
    }
  }

  /**
   * @param {import("../recorder.js").Recorder} recorder
   * @param {import("../recorder.js").Playable} playable
   * @param {HTMLElement} status
   */
  function run(recorder, playable, status) {
    const { name, team, headphones } = session.singer;
    const roundTripMs = recorder.roundTripMs;
    /** @type {import("../../types/take.js").TakeDetails} */
    const details = {
      name,
      team,
      lagMs: roundTripMs,
      leadMs: 0,
      isPlaced: true,
      durationMs: null,
      verdict: "good",
      recorder: recorder.report(headphones),
    };
    const startS = recorder.sing(boot, playable, { ...session.newTake(), details }, (why) => void abandon(why));
    const centre = centreOf(boot.song.notes);
    const { context } = recorder;
    studio.crowd.mood = "hearing";
    ribbon.run(boot.song.notes, boot.song.duration_s);
    heardAtMs = performance.now();
    stopHearing = client.listen((report) => {
      if (report.is === "level") {
        heardAtMs = performance.now();
        studio.crowd.level = Math.min(1, report.peak * 1.5);
        const songS = report.frame / context.sampleRate - startS - roundTripMs / 1000;
        ribbon.trace(songS, foldedMidi(report.f0Hz, report.confidence, centre));
      } else if (report.is === "broken") void abandon(report.why);
      else if (report.is === "sung") sung(report);
    });
    const heardLateS = context.outputLatency || 0;
    const draw = () => {
      if (!isSinging) return;
      // A clock that stands still, as after a call, says nothing of it.
      if (performance.now() - heardAtMs > DEAF_MS) return void abandon("interrupted");
      const songS = context.currentTime - startS - heardLateS;
      ribbon.draw(songS);
      cue(status, songS);
      frame = requestAnimationFrame(draw);
    };
    draw();
  }

  /** What to do now, said once. @param {HTMLElement} status @param {number} songS */
  function cue(status, songS) {
    const { duration_s: durationS, notes } = boot.song;
    const firstS = notes[0]?.onset_s ?? 0;
    const id =
      songS < firstS - 0.25
        ? "sing-get-ready"
        : songS < durationS - LAST_S
          ? "sing-now"
          : songS < durationS
            ? "sing-nearly-done"
            : "sing-done";
    const beats = clickTimes(boot.song).filter((timeS) => timeS <= songS).length;
    const text = words.text(id);
    status.dataset.beat = id === "sing-get-ready" && beats > 0 ? String(beats) : "";
    if (status.textContent !== text) status.textContent = text;
  }

  /** @param {Extract<import("../../types/take.js").Report, { is: "sung" }>} report */
  function sung({ take: record, bytes }) {
    end();
    session.closeRecorder();
    session.take = { record, bytes };
    studio.go("listen");
  }

  function end() {
    isSinging = false;
    cancelAnimationFrame(frame ?? 0);
    stopHearing();
    maySleep();
  }

  /** Nothing is kept. @param {string} why */
  async function abandon(why) {
    if (!isSinging) return;
    end();
    session.closeRecorder();
    void session.dropTake();
    if (isOpen) ready(why);
    studio.say(words.text(`${LOST[why]}-title`));
  }

  const hide = () => {
    if (document.visibilityState !== "hidden") return;
    if (isSinging) void abandon("hidden");
    else session.closeRecorder();
  };
  document.addEventListener("visibilitychange", hide);
  ready(lost);
  return () => {
    isOpen = false;
    document.removeEventListener("visibilitychange", hide);
    void abandon("stopped");
  };
}
