// The sample campaign cut short: where it does not matter how long is sung, a few seconds do. Count-in and clicks stay.

/** The song, of which takes are a second longer. */
export const BRIEF_S = 4;

/** Lets a Playwright context be told of a short song. @param {import("playwright-core").BrowserContext} context */
export function cutShort(context, seconds = BRIEF_S) {
  return context.route(/\/[a-z]{2}\/$/, async (route) => {
    const response = await route.fetch();
    const page = await response.text();
    const body = page.replace(/"duration_s":20\.0,"tempo_bpm"/, `"duration_s":${seconds},"tempo_bpm"`);
    if (response.ok() && body === page) throw new Error("the page is not told of a song of 20 s");
    await route.fulfill({ response, body });
  });
}
