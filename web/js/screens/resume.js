// Back after a closed tab or a reload: the take is here, whole, and has not arrived.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
/** @import { TakeRecord } from "../../types/take.js" */
import { rememberDone } from "../farewell.js";
import { notice } from "../view.js";

/** @param {Studio} studio @param {Session} session @param {{ unfinished?: TakeRecord }} note */
export function resume(studio, session, { unfinished }) {
  if (!unfinished) return studio.go("welcome");
  const { words } = studio;
  const { client } = session;
  const { key } = unfinished;
  // A second press would be a second order.
  let isAsking = false;

  /** @param {"pick-up" | "discard"} what */
  async function asked(what) {
    isAsking = true;
    show();
    const answer = client.next("sung", "dropped", "claimed", "arrived", "failed");
    client.order({ do: what, key });
    return answer;
  }

  async function goOn() {
    const report = await asked("pick-up");
    if (report.is === "arrived") {
      session.done = { who: "", created: report.created, completed: report.completed };
      rememberDone(session.done);
      return studio.go("done");
    }
    if (report.is === "claimed") return show("UPLOAD_BUSY");
    if (report.is === "failed") return show(report.code);
    if (report.is === "dropped") return studio.go("welcome");
    const { take: record, bytes } = report;
    session.take = { record, bytes };
    const { name, team, recorder } = record.details;
    Object.assign(session.singer, { name, team, headphones: recorder.headphones ?? null });
    // Who has said yes already is not asked again.
    studio.go(record.words ? "sending" : "listen");
  }

  async function discard() {
    const report = await asked("discard");
    if (report.is === "claimed") return show("UPLOAD_BUSY");
    if (report.is === "failed") return show(report.code);
    studio.go("welcome");
  }

  /** @param {string} [fault] */
  function show(fault) {
    if (fault) isAsking = false;
    const send = { label: words.text("resume-send"), run: () => void goOn() };
    const away = { label: words.text("resume-discard"), name: "discard", run: () => void discard() };
    studio.show({
      state: fault ? "failed" : isAsking ? "asked" : "asking",
      title: words.text("resume-title"),
      lead: words.text("resume-text"),
      content: [fault && notice(words.fault(fault), "warn", { "data-fault": fault, role: "alert" })],
      primary: isAsking ? null : send,
      others: isAsking ? [] : [away],
    });
  }

  if (unfinished.words) void goOn();
  else show();
}
