// The page's side of the worker: orders go there, reports come back.
/** @import { Order, Progress, Report } from "../types/take.js" */

export class TakeClient {
  #worker = new Worker(new URL("./take-worker.js", import.meta.url), { type: "module" });
  /** @type {Set<(report: Report) => void>} */
  #listeners = new Set();
  /** Where the take last was: who opens late can begin from there. @type {Progress | null} */
  progress = null;
  /** Whether the device has no room, so that only this page has the take. */
  isUnkept = false;
  #isReady = false;
  /** Resolves if the worker cannot run at all. @type {Promise<void>} */
  broken;
  isBroken = false;

  constructor() {
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.broken = new Promise((resolve) => {
      this.#worker.onerror = () => {
        if (this.#isReady) return;
        this.isBroken = true;
        resolve();
      };
    });
  }

  /** @param {Report} report */
  #hear(report) {
    this.#isReady = true;
    if (report.is === "unkept") this.isUnkept = true;
    if (report.is === "progress") this.progress = report.progress;
    for (const listener of [...this.#listeners]) listener(report);
  }

  /** @param {Order} order @param {Transferable[]} [moved] */
  order(order, moved = []) {
    this.#worker.postMessage(order, moved);
  }

  /**
   * Hears every report until the answer is called.
   * @param {(report: Report) => void} listener
   */
  listen(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * The next report of these kinds.
   * @template {Report["is"]} Kind
   * @param {Kind[]} kinds
   * @returns {Promise<Extract<Report, { is: Kind }>>}
   */
  next(...kinds) {
    return new Promise((resolve) => {
      const stop = this.listen((report) => {
        if (!kinds.some((kind) => kind === report.is)) return;
        stop();
        resolve(/** @type {Extract<Report, { is: Kind }>} */ (report));
      });
    });
  }
}
