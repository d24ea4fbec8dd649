// One take on its way to the service, while it is sung and until the service says that it is there for good.
//
// A loop: what is the next thing to do? Do it; if it fails, the service's code says what is true now. Nothing is given
// up while there is hope, and every step may be repeated, so a fault only ever costs time.
/** @import { Completed, LastWords, Progress, Source, TakeRecord } from "../types/take.js" */
import { Problem } from "./api.js";

/** Largest piece: on a slow connection one still gets through. */
export const MAX_PIECE_BYTES = 512 * 1024;
/** Smallest one while it is sung, about a second: a request for every few milliseconds of sound is a burden to all. */
export const MIN_PIECE_BYTES = 64 * 1024;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** How often a take that the service no longer knows, or has found damaged, is sent anew before the fan is asked. */
const MAX_ANEW = 3;

/**
 * Waiting helps, as it does with every 5xx but a budget that is spent. The status decides: answers to HEAD have no
 * code.
 */
const BUSY = new Set([408, 423, 429]);
/** The service has forgotten the upload; an announcement with the same key begins it again. */
const FORGOTTEN = new Set(["UPLOAD_GONE", "UPLOAD_UNKNOWN", "TAKE_UNKNOWN"]);
/** What was sent is dropped there. */
export const DAMAGED = new Set(["HASH_MISMATCH", "SIZE_MISMATCH"]);

/** @param {Problem} problem */
const isPassing = ({ code, status }) =>
  code === "NETWORK" || code === "BODY_UNREADABLE" || BUSY.has(status) || (status >= 500 && code !== "BUDGET_SPENT");

/**
 * How long to wait before the next try: doubling, with jitter, never shorter than the service asks.
 * @param {number} failures     in a row, this one included
 * @param {number | null} retryAfterS
 * @param {number} chance       0 to 1
 */
export function waitMs(failures, retryAfterS, chance) {
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.5 + chance / 2);
  return Math.round(Math.max(backoff, (retryAfterS ?? 0) * 1000));
}

/**
 * @typedef {object} Surroundings
 * @property {import("./api.js").Api} api
 * @property {(take: TakeRecord) => Promise<void>} save  keeps what a closed tab would need
 * @property {(ms: number, signal: AbortSignal, isAsked: boolean) => Promise<void>} sleep  ends early when the network
 *   comes back, unless the service asked for it
 * @property {() => boolean} isOnline
 * @property {() => number} chance
 * @property {(progress: Progress) => void} tell
 */

export class Upload {
  /** How much is there; null when only the service can say. @type {number | null} */
  #offset = null;
  #failures = 0;
  #anew = 0;
  #stop = new AbortController();
  #wake = () => {};

  /**
   * @param {TakeRecord} take
   * @param {Source} source
   * @param {Surroundings} surroundings
   */
  constructor(take, source, surroundings) {
    this.take = take;
    this.source = source;
    this.around = surroundings;
  }

  /** There are new bytes, a hash, or last words. */
  poke() {
    this.#wake();
  }

  /** Ends it; nothing more is sent. */
  abort() {
    this.#stop.abort();
    this.#wake();
  }

  /**
   * Sends it. Resolves when the service has said that the take is there for good; rejects when only the fan can help.
   */
  async run() {
    this.#failures = 0;
    this.#anew = 0;
    for (;;) {
      if (this.#stop.signal.aborted) throw new Problem(0, "ABORTED");
      try {
        const completed = await this.#next();
        this.#failures = 0;
        if (completed) return completed;
      } catch (cause) {
        if (!(cause instanceof Problem)) throw cause;
        await this.#recover(cause);
      }
    }
  }

  /** @returns {Promise<Completed | void>} */
  #next() {
    const { take, source } = this;
    if (!take.created) return take.needsHash && !take.sha256 ? this.#idle() : this.#announce();
    const isWhole = source.availableBytes === source.sizeBytes;
    if (take.created.upload.protocol === "put") {
      if (this.#offset !== source.sizeBytes) return isWhole ? this.#put() : this.#idle();
    } else {
      if (this.#offset === null) return this.#ask();
      const waitingBytes = source.availableBytes - this.#offset;
      if (waitingBytes >= MIN_PIECE_BYTES || (isWhole && waitingBytes > 0)) return this.#send(this.#offset);
      if (!isWhole) return this.#idle();
    }
    return take.words && take.sha256 ? this.#complete(take.words, take.sha256) : this.#idle();
  }

  /** @param {Progress["phase"]} phase @param {Partial<Progress>} [more] */
  #tell(phase, more) {
    this.around.tell({ phase, sentBytes: this.#offset ?? 0, sizeBytes: this.source.sizeBytes, ...more });
  }

  /** @returns {Promise<void>} */
  #idle() {
    this.#tell("listening");
    return new Promise((resolve) => (this.#wake = resolve));
  }

  async #announce() {
    this.#tell("announcing");
    const { take } = this;
    const fields = JSON.parse(take.announcement);
    const announcement = take.needsHash ? JSON.stringify({ ...fields, sha256: take.sha256 }) : take.announcement;
    // Not to be aborted: what the service may know of has to be known here, to be erased there.
    take.created = await this.around.api.announce(take.key, announcement);
    this.#offset = take.created.status === "created" ? 0 : null;
    await this.around.save(take);
  }

  async #ask() {
    this.#tell("sending");
    this.#offset = await this.around.api.offset(this.#url, this.#stop.signal);
  }

  /** @param {number} offset */
  async #send(offset) {
    this.#tell("sending");
    const piece = this.source.slice(offset, Math.min(this.source.availableBytes, offset + MAX_PIECE_BYTES));
    // Until the answer is here, only the service knows how much of the piece arrived.
    this.#offset = null;
    this.#offset = await this.around.api.send(this.#url, offset, piece, this.#stop.signal);
  }

  async #put() {
    this.#tell("sending");
    const { upload } = this.#created;
    const { sizeBytes } = this.source;
    await this.around.api.put(upload.url, upload.headers ?? {}, this.source.slice(0, sizeBytes), this.#stop.signal);
    this.#offset = sizeBytes;
  }

  /** @param {LastWords} words @param {string} sha256 */
  async #complete(words, sha256) {
    this.#tell("confirming");
    const { api } = this.around;
    return api.complete(this.#created, { ...words, sha256 }, this.#stop.signal).catch((cause) => {
      if (!(cause instanceof Problem) || cause.code !== "LAST_WORDS_DIFFER") throw cause;
      // It is there, as it was said first: by another tab, or before a reload.
      return api.complete(this.#created, {}, this.#stop.signal);
    });
  }

  get #created() {
    if (!this.take.created) throw new Problem(0, "TAKE_UNKNOWN");
    return this.take.created;
  }

  get #url() {
    return this.#created.upload.url;
  }

  /**
   * Learns from a failure what is true now, waits if that helps, and throws if nothing does.
   * @param {Problem} problem
   */
  async #recover(problem) {
    const { code, status } = problem;
    const isPut = this.take.created?.upload.protocol === "put";
    if (isPut && code === "HTTP_412") {
      // The bucket has it already: the answer to an earlier try was lost.
      this.#offset = this.source.sizeBytes;
    } else if (isPut && code === "HTTP_403") {
      // The signature has run out; announcing again renews it.
      await this.#startAnew(problem);
    } else if (code === "FIELDS_INVALID" && !this.take.created && this.#wantsHash(problem)) {
      this.take.needsHash = true;
      await this.around.save(this.take);
    } else if (code === "OFFSET_MISMATCH" || code === "UPLOAD_INCOMPLETE") {
      await this.#count(problem);
      this.#offset = isPut ? null : problem.receivedBytes;
    } else if (FORGOTTEN.has(code) || status === 404 || (status === 410 && code !== "TAKE_WITHDRAWN")) {
      await this.#startAnew(problem);
    } else if (DAMAGED.has(code)) {
      await this.#countAnew(problem);
      this.#offset = null;
    } else if (isPassing(problem)) {
      if (this.take.created && this.#offset !== this.source.sizeBytes) this.#offset = null;
      await this.#wait(problem);
    } else {
      throw problem;
    }
  }

  /** @param {Problem} problem */
  #wantsHash({ fields }) {
    return !this.take.needsHash && fields.length > 0 && fields.every(({ field }) => field === "sha256");
  }

  /** @param {Problem} problem */
  async #startAnew(problem) {
    await this.#countAnew(problem);
    this.take.created = null;
    this.#offset = null;
  }

  /** @param {Problem} problem */
  async #countAnew(problem) {
    this.#anew += 1;
    if (this.#anew > MAX_ANEW) throw problem;
    if (this.#anew > 1) await this.#wait(problem);
  }

  /** The first time is news, the second in a row is worth a wait. @param {Problem} problem */
  async #count(problem) {
    if (this.#failures > 0) await this.#wait(problem);
    else this.#failures = 1;
  }

  /** @param {Problem} problem */
  async #wait({ code, retryAfterS }) {
    this.#failures += 1;
    const ms = waitMs(this.#failures, retryAfterS, this.around.chance());
    this.#tell(this.around.isOnline() ? "waiting" : "offline", { waitMs: ms, code });
    await this.around.sleep(ms, this.#stop.signal, retryAfterS !== null);
  }
}
