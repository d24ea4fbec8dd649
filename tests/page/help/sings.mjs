// Singing to the end on a machine that has too much to do.
import assert from "node:assert/strict";

/** A browser may lose samples now and then. One that loses some of every take is not busy, but broken. */
const MOST_TRIES = 8;

/** Where samples are lost the page says so, and one sings again, as a fan would. @param {string | undefined} why */
export function assertOnlySamples(why, tries) {
  assert.ok(why === undefined || why === "missing-samples", `the take was lost: ${why}`);
  assert.ok(why === undefined || tries < MOST_TRIES, `samples were missing from ${tries} takes in a row`);
}

/**
 * Sings a take.
 * @param {import("./walk.mjs").Walk} walk  where one is ready to sing
 * @param {() => Promise<unknown>} [meanwhile]  begun with each try
 */
export async function sings(walk, meanwhile = async () => {}) {
  for (let tries = 1; ; tries++) {
    const happening = meanwhile();
    await walk.beginToSing();
    const why = await walk.lost();
    if (why === undefined) return happening;
    assertOnlySamples(why, tries);
  }
}

/**
 * Goes the whole way to a take, from a page of its own each time; `sing` returns nothing where samples were lost.
 * @template Take
 * @param {(judge: (why: string | undefined) => boolean) => Promise<Take | undefined>} sing  `judge` says whether to go on
 * @returns {Promise<Take>}
 */
export async function sungWhole(sing) {
  for (let tries = 1; ; tries++) {
    const take = await sing((why) => {
      assertOnlySamples(why, tries);
      return why === undefined;
    });
    if (take !== undefined) return take;
  }
}
