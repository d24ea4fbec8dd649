// Is there a microphone, and is it heard? Three seconds of singing tell; every verdict is a warning, none a bar.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
import { h } from "../dom.js";
import { LevelMeter } from "../meter.js";
import { MicrophoneFault, microphones } from "../microphone.js";
import { copy } from "../share.js";
import { Overtaken } from "../session.js";
import { notice } from "../view.js";

const CHECK_S = 3;
/** A microphone that is so late is none. */
const DEAF_MS = 10_000;
/** @type {Record<import("../../types/take.js").TakeDetails["verdict"], string>} */
const VERDICTS = {
  good: "mic-level-good",
  quiet: "mic-level-quiet",
  silent: "mic-level-silent",
  loud: "mic-level-loud",
};

/** @param {Studio} studio @param {Session} session */
export function micCheck(studio, session) {
  const { words } = studio;
  const { client } = session;
  let isOpen = true;
  let stopHearing = () => {};
  /** Counts checks: another microphone begins a new one. */
  let checks = 0;
  void client.broken.then(() => isOpen && trouble(new MicrophoneFault("unsupported")));

  const fileInstead = { label: words.text("file-instead"), name: "file", run: () => studio.go("file") };

  /** Open, or about to be. */
  let isListening = session.recorder !== null;

  function idle() {
    studio.show({
      state: "idle",
      title: words.text("mic-title"),
      lead: words.text("mic-lead"),
      content: [h("p", { class: "hint" }, words.text("privacy-sent"))],
      primary: { label: words.text("mic-allow"), icon: "microphone", run: open },
    });
  }

  async function open() {
    studio.show({ state: "opening", title: words.text("mic-title"), lead: words.text("mic-asking") });
    studio.say(words.text("mic-asking"));
    isListening = true;
    try {
      await session.openRecorder();
      if (isOpen) check();
      else session.closeRecorder();
    } catch (cause) {
      if (isOpen && !(cause instanceof Overtaken)) trouble(cause instanceof MicrophoneFault ? cause : new MicrophoneFault("unsupported"));
    }
  }

  /** @param {MicrophoneFault} fault */
  function trouble({ why }) {
    isListening = false;
    session.closeRecorder();
    const isHopeless = why === "unsupported";
    const tryAgain = { label: words.text("try-again"), icon: /** @type {const} */ ("microphone"), run: open };
    const copyLink = {
      label: words.text("copy-link"),
      name: "copy",
      run: async () => studio.tell(words.text((await copy(location.href)) ? "copied" : "copy-by-hand")),
    };
    studio.show({
      state: why === "in-app" ? "unsupported" : why === "none" ? "missing" : why,
      title: words.text(`mic-${why}-title`),
      lead: words.text(`mic-${why}-text`),
      content: [why === "in-app" && h("p", { class: "address", dir: "ltr" }, location.href)],
      primary: isHopeless ? (client.isBroken ? null : fileInstead) : tryAgain,
      others: [...(isHopeless ? [] : [fileInstead]), ...(why === "in-app" || client.isBroken ? [copyLink] : [])],
    });
  }

  async function check() {
    stopHearing();
    studio.crowd.mood = "hearing";
    const meter = new LevelMeter();
    const verdict = h("div", { class: "verdict" });
    const device = h("div", null);
    const again = { label: words.text("try-again"), name: "check-again", run: () => void check() };
    /** @param {Partial<import("../view.js").View>} view */
    const show = (view) =>
      studio.show({
        title: words.text("mic-check-title"),
        lead: words.text("mic-check-lead"),
        content: [meter, verdict, ...advice(studio, session), device],
        ...view,
      });
    show({ state: "checking" });
    void devicePicker(studio, session, check).then((picker) => picker && device.replaceChildren(picker));
    stopHearing = client.listen((report) => {
      if (report.is === "level") studio.crowd.level = meter.hear(report.peak);
    });
    client.order({ do: "check", seconds: CHECK_S });
    const mine = (checks += 1);
    /** @type {Promise<null>} */
    const deaf = new Promise((resolve) => setTimeout(resolve, 1000 * CHECK_S + DEAF_MS, null));
    const checked = await Promise.race([client.next("checked"), deaf]);
    if (!isOpen || !session.recorder || mine !== checks) return;
    if (!checked) return trouble(new MicrophoneFault("busy"));
    const text = words.text(VERDICTS[checked.verdict]);
    const isGood = checked.verdict === "good";
    verdict.replaceChildren(notice(text, isGood ? "good" : "warn", { "data-verdict": checked.verdict }));
    show({
      state: "checked",
      primary: { label: words.text(isGood ? "continue" : "mic-continue-anyway"), run: () => studio.go("headphones") },
      others: isGood ? [] : [again],
    });
    studio.say(text);
  }

  // Out of sight the microphone is let go.
  const hide = () => {
    if (document.visibilityState !== "hidden" || !isListening) return;
    stopHearing();
    isListening = false;
    session.closeRecorder();
    idle();
  };
  document.addEventListener("visibilitychange", hide);
  if (session.recorder) void check();
  else idle();
  return () => {
    isOpen = false;
    stopHearing();
    document.removeEventListener("visibilitychange", hide);
  };
}

/** @param {Studio} studio @param {Session} session */
function advice({ words }, { recorder }) {
  if (!recorder) return [];
  const { isTelephone, isProcessed } = recorder.microphone;
  return [
    isTelephone && notice(words.text("mic-bluetooth"), "warn", { "data-verdict": "bluetooth" }),
    isProcessed && notice(words.text("mic-processing"), "warn", { "data-verdict": "processed" }),
  ];
}

/**
 * Where there are several microphones, which.
 * @param {Studio} studio
 * @param {Session} session
 * @param {() => void} opened
 */
async function devicePicker(studio, session, opened) {
  const { words } = studio;
  const devices = await microphones();
  if (devices.length < 2) return null;
  const options = devices.map(({ deviceId, label }, index) =>
    h("option", { value: deviceId }, label || words.text("mic-device-unnamed", { number: index + 1 })),
  );
  const select = h("select", { id: "device", name: "device" }, ...options);
  select.value = session.recorder?.microphone.settings.deviceId ?? "";
  select.addEventListener("change", async () => {
    session.deviceId = select.value;
    session.closeRecorder();
    await session
      .openRecorder()
      .then(opened, (cause) => cause instanceof Overtaken || studio.go("mic-check"));
  });
  return h("div", { class: "field" }, h("label", { for: "device" }, words.text("mic-device-label")), select);
}
