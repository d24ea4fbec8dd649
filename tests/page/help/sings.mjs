// Singing to the end on a machine that has too much to do.
import assert from "node:assert/strict";
import { until } from "./until.mjs";

/**
 * Sings a take. Where samples are lost the page says so, and one sings again, as a fan would.
 * @param {import("./walk.mjs").Walk} walk  where one is ready to sing
 * @param {() => Promise<unknown>} [meanwhile]  begun with each try
 */
export async function sings(walk, meanwhile = async () => {}) {
  for (;;) {
    const happening = meanwhile();
    await walk.beginToSing();
    let where;
    await until("the take is over", async () => {
      where = await walk.where();
      return where.screen === "listen" || (where.screen === "sing" && where.state === "ready");
    });
    if (where.screen === "listen") return happening;
    const why = await walk.hands.evaluate(() => document.querySelector("[data-notice]")?.dataset.notice);
    assert.equal(why, "missing-samples");
  }
}
