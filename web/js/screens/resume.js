// Back after a closed tab or a reload: the take is here, whole, and has not arrived.
/** @import { Session } from "../session.js" */
/** @import { Studio } from "../studio.js" */
/** @import { TakeRecord } from "../../types/take.js" */

/** @param {Studio} studio @param {Session} session @param {{ unfinished?: TakeRecord }} note */
export function resume(studio, session, { unfinished }) {
  if (!unfinished) return studio.go("welcome");
  const { words } = studio;
  const { client } = session;

  async function goOn() {
    const picked = client.next("sung", "dropped");
    client.order({ do: "pick-up", key: /** @type {TakeRecord} */ (unfinished).key });
    const report = await picked;
    if (report.is === "dropped") return studio.go("welcome");
    const { take: record, bytes } = report;
    session.take = { record, bytes };
    const { name, team, recorder } = record.details;
    Object.assign(session.singer, { name, team, headphones: recorder.headphones ?? null });
    // Who has said yes already is not asked again.
    studio.go(record.words ? "sending" : "listen");
  }

  async function discard() {
    const picked = client.next("sung", "dropped");
    client.order({ do: "pick-up", key: /** @type {TakeRecord} */ (unfinished).key });
    await picked;
    session.dropTake();
    studio.go("welcome");
  }

  studio.show({
    title: words.text("resume-title"),
    lead: words.text("resume-text"),
    primary: { label: words.text("resume-send"), run: () => void goOn() },
    others: [{ label: words.text("resume-discard"), name: "discard", run: () => void discard() }],
  });
  if (unfinished.words) void goOn();
}
