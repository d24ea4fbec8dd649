// The bytes of one take, in memory while they come in, in order.
/** @import { Source } from "../types/take.js" */

/** @implements {Source} */
export class TakeBytes {
  #bytes;
  availableBytes = 0;

  /** @param {number} sizeBytes */
  constructor(sizeBytes) {
    this.#bytes = new Uint8Array(sizeBytes);
  }

  get sizeBytes() {
    return this.#bytes.length;
  }

  get isWhole() {
    return this.availableBytes === this.sizeBytes;
  }

  /** @param {Uint8Array} piece */
  append(piece) {
    this.#bytes.set(piece, this.availableBytes);
    this.availableBytes += piece.length;
  }

  /** @param {number} from @param {number} to */
  slice(from, to) {
    return this.#bytes.slice(from, Math.min(to, this.availableBytes));
  }

  /** SHA-256 in lower-case hexadecimal digits. */
  async sha256() {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", this.#bytes));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
