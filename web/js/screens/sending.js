// The rest of the way. Most of it is sent already; whatever fails is tried again by itself, or says what the fan can
// do.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
/** @import { Progress, Report } from "../../types/take.js" */
import { h } from "../dom.js";
import { rememberDone } from "../farewell.js";
import { notice } from "../view.js";
import { maySleep, stayAwake } from "../wake-lock.js";

/** Fields that have a screen of their own. @type {Record<string, import("../flow.js").Screen>} */
const SCREENS = { name: "name-team", team: "name-team", consent: "consent", over_16: "consent", show_name: "consent" };
/** Faults after which this take can never arrive. */
const LOST = new Set([
  "TAKE_WITHDRAWN",
  "NOT_AUDIO",
  "CONTENT_MISMATCH",
  "CONTENT_TYPE_UNSUPPORTED",
  "TOO_MANY_BYTES",
  "IDEMPOTENCY_KEY_REUSED",
  "UPLOAD_GONE",
  "TAKE_UNKNOWN",
]);

/** @param {Studio} studio @param {Session} session */
export function sending(studio, session) {
  const { words } = studio;
  const { client, take } = session;
  if (!take) return studio.go("welcome");
  const { details } = take.record;
  const bar = h("progress", { max: 1, "aria-label": words.text("upload-label") });
  const said = h("p", { class: "cue", "data-phase": "sending" });
  void stayAwake();

  /** @param {Progress} progress */
  function advance({ phase, sentBytes, sizeBytes, waitMs, code }) {
    said.dataset.phase = phase;
    if (sentBytes > 0 || phase !== "waiting") bar.value = sentBytes / sizeBytes;
    studio.crowd.filled = sentBytes / sizeBytes;
    const seconds = Math.ceil((waitMs ?? 0) / 1000);
    const percent = Math.round((100 * sentBytes) / sizeBytes);
    const isQuiet = code === "NETWORK" || code === undefined;
    said.textContent =
      phase === "offline"
        ? words.text("upload-offline")
        : phase !== "waiting"
          ? words.text("upload-progress", { percent })
          : isQuiet
            ? words.text("upload-waiting", { seconds })
            : `${words.fault(code)} ${words.text("error-retry-in", { seconds })}`;
    if (phase === "offline" || phase === "waiting") studio.say(said.textContent);
  }

  function show() {
    studio.show({
      state: "sending",
      kind: "sending",
      title: words.text("upload-label"),
      lead: words.text("upload-stay"),
      content: [bar, said, client.isUnkept && notice(words.text("error-device-full"), "warn")],
    });
  }

  /** @param {Extract<Report, { is: "failed" }>} failure */
  function failed({ code, fields }) {
    maySleep();
    // What this page showed is not what is agreed to any more: it is loaded anew, and asks again.
    if (fields.some((fault) => fault.code === "TERMS_OUTDATED")) {
      removeEventListener("beforeunload", warn);
      return location.reload();
    }
    const faults = Object.fromEntries(fields.map((fault) => [fault.field, fault.code]));
    const screen = fields.map(({ field }) => SCREENS[field]).find(Boolean);
    if (screen) return studio.go(screen, { faults, next: "consent" });
    const text = words.fault(fields[0]?.code ?? code);
    studio.crowd.filled = 0;
    studio.show({
      state: "failed",
      kind: "sending",
      title: words.text("upload-label"),
      content: [notice(text, "warn", { "data-fault": code, role: "alert" })],
      primary: LOST.has(code)
        ? { label: words.text("sing-again"), run: again }
        : { label: words.text("try-again"), run: retry },
    });
  }

  function retry() {
    void stayAwake();
    show();
    client.order({ do: "retry" });
  }

  function again() {
    void session.dropTake();
    studio.go(details.recorder.method === "file" ? "file" : "sing");
  }

  /** Who stands on the cover. */
  function publicName() {
    const { name, team } = session.singer;
    const teamName = studio.boot.teams.find(({ code }) => code === team)?.name ?? "";
    return (take?.record.words?.show_name && name) || teamName;
  }

  const stop = client.listen((report) => {
    if (report.is === "progress") advance(report.progress);
    else if (report.is === "failed") failed(report);
    else if (report.is === "arrived") {
      session.done = { who: publicName(), created: report.created, completed: report.completed };
      rememberDone(session.done);
      session.take = null;
      studio.go("done");
    }
  });
  const warn = (/** @type {Event} */ event) => event.preventDefault();
  addEventListener("beforeunload", warn);
  show();
  if (client.progress) advance(client.progress);
  return () => {
    stop();
    maySleep();
    removeEventListener("beforeunload", warn);
  };
}
