// Back after a closed tab or a reload: the take is here, whole, and has not arrived.
/** @import { Studio } from "../studio.js" */
/** @import { TakeRecord } from "../../types/take.js" */
import { h } from "../dom.js";

/** @param {Studio} studio @param {{ unfinished?: TakeRecord }} note */
export function resume(studio, { unfinished }) {
  if (!unfinished) return studio.go("welcome");
  const { words, client } = studio;

  async function goOn() {
    const picked = client.next("sung", "dropped");
    client.order({ do: "pick-up", key: /** @type {TakeRecord} */ (unfinished).key });
    const report = await picked;
    if (report.is === "dropped") return studio.go("welcome");
    const { take: record, bytes } = report;
    studio.take = { record, bytes };
    const { name, team, recorder } = record.details;
    Object.assign(studio.singer, { name, team, headphones: recorder.headphones ?? null });
    // Who has said yes already is not asked again.
    studio.go(record.words ? "sending" : "listen");
  }

  async function discard() {
    const picked = client.next("sung", "dropped");
    client.order({ do: "pick-up", key: /** @type {TakeRecord} */ (unfinished).key });
    await picked;
    client.order({ do: "drop" });
    studio.go("welcome");
  }

  studio.show({
    title: words.text("resume-title"),
    lead: words.text("resume-text"),
    content: [h("crowd-wave", null)],
    primary: { label: words.text("resume-send"), run: () => void goOn() },
    others: [{ label: words.text("resume-discard"), name: "discard", run: () => void discard() }],
  });
  if (unfinished.words) void goOn();
}
