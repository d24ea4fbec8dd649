// The song's sounds: fetched once, early, and decoded at the rate of whoever plays them.
/** @import { Song } from "../types/boot.js" */

export class SongSounds {
  /** @type {Map<string, Promise<ArrayBuffer>>} */
  #fetched = new Map();
  /** @type {Map<string, Promise<AudioBuffer>>} */
  #decoded = new Map();

  /** @param {Song} song */
  constructor(song) {
    this.song = song;
  }

  /** Begins to fetch what will be needed. */
  prefetch() {
    this.#fetch(this.song.backing).catch(() => {});
  }

  /** Begins to fetch the choir, for whoever has sung. */
  prefetchCrowd() {
    if (this.song.crowd) this.#fetch(this.song.crowd).catch(() => {});
  }

  /** @param {BaseAudioContext} context */
  backing(context) {
    return this.#decode(this.song.backing, context);
  }

  /**
   * The choir of those who were here before.
   * @param {BaseAudioContext} context
   * @returns {Promise<AudioBuffer | null>}
   */
  async crowd(context) {
    // Without it the fan hears only the song and themselves; that is worth no error.
    return this.song.crowd ? this.#decode(this.song.crowd, context).catch(() => null) : null;
  }

  /** @param {string} url */
  #fetch(url) {
    return remembered(this.#fetched, url, async () => {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      return response.arrayBuffer();
    });
  }

  /** @param {string} url @param {BaseAudioContext} context */
  #decode(url, context) {
    return remembered(this.#decoded, `${url} ${context.sampleRate}`, async () =>
      // A decoder takes the bytes away from us, and another context may need them.
      context.decodeAudioData((await this.#fetch(url)).slice(0)),
    );
  }
}

/**
 * A failure is not remembered.
 * @template T
 * @param {Map<string, Promise<T>>} known
 * @param {string} key
 * @param {() => Promise<T>} make
 */
function remembered(known, key, make) {
  const made = known.get(key) ?? make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}
