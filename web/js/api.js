// The upload service's requests, one function each. Whatever is no success is a Problem with the service's own code.
/** @import { Completed, Created, FieldFault, LastWords } from "../types/take.js" */

const TUS = { "tus-resumable": "1.0.0" };
/** A request that hears nothing for so long will hear nothing. */
const PATIENCE_MS = 20_000;
/** Slowest connection on which bytes are still waited for. */
const SLOWEST_BYTES_PER_MS = 4;

/** A failed request: `code` is the service's, or NETWORK where nobody answered. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {{ fields?: FieldFault[], receivedBytes?: number | null, retryAfterS?: number | null }} [more]
   */
  constructor(status, code, { fields = [], receivedBytes = null, retryAfterS = null } = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.receivedBytes = receivedBytes;
    this.retryAfterS = retryAfterS;
  }
}

/**
 * A number that a header holds, if it holds one.
 * @param {Response} response
 * @param {string} name
 */
function headerNumber(response, name) {
  const text = response.headers.get(name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** @param {Response} response */
async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem(response.status, typeof body.code === "string" ? body.code : `HTTP_${response.status}`, {
    fields: Array.isArray(body.fields) ? body.fields : [],
    receivedBytes: headerNumber(response, "upload-offset") ?? body.received_bytes ?? null,
    retryAfterS: headerNumber(response, "retry-after"),
  });
}

/** The service. `fetch` is passed in so that faults can be tried. */
export class Api {
  #fetch;

  /** @param {typeof globalThis.fetch} [fetchIt] */
  constructor(fetchIt = (...request) => fetch(...request)) {
    this.#fetch = fetchIt;
  }

  /**
   * @param {string} url
   * @param {RequestInit} init
   * @param {AbortSignal} [signal]
   * @param {number} [bytes]  sent with it
   * @param {(response: Response) => Promise<any>} [read]  what is wanted of the answer, within the same time
   */
  async #ask(url, init, signal, bytes = 0, read = async (response) => response) {
    const giveUp = new AbortController();
    const stop = () => giveUp.abort();
    const timer = setTimeout(stop, PATIENCE_MS + bytes / SLOWEST_BYTES_PER_MS);
    signal?.addEventListener("abort", stop);
    try {
      signal?.throwIfAborted();
      const response = await this.#fetch(url, { ...init, signal: giveUp.signal, credentials: "omit" });
      if (!response.ok) throw await problemOf(response);
      return await read(response);
    } catch (cause) {
      if (cause instanceof Problem) throw cause;
      throw new Problem(0, signal?.aborted ? "ABORTED" : "NETWORK");
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  /** What is said in JSON. @param {string} url @param {RequestInit} init @param {AbortSignal} [signal] */
  async #json(url, init, signal) {
    return this.#ask(url, init, signal, 0, (response) => response.json());
  }

  /**
   * @param {string} key
   * @param {string} announcement  the same bytes at every try
   * @param {AbortSignal} [signal]
   * @returns {Promise<Created>}
   */
  async announce(key, announcement, signal) {
    const headers = { "content-type": "application/json", "idempotency-key": key };
    return this.#json("/v1/takes", { method: "POST", headers, body: announcement }, signal);
  }

  /** @param {string} url @param {AbortSignal} [signal] */
  async offset(url, signal) {
    const response = await this.#ask(url, { method: "HEAD", headers: TUS }, signal);
    return headerNumber(response, "upload-offset") ?? 0;
  }

  /**
   * Sends bytes that belong at `offset`, and says where the upload stands then.
   * @param {string} url
   * @param {number} offset
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {AbortSignal} [signal]
   */
  async send(url, offset, bytes, signal) {
    const headers = { ...TUS, "upload-offset": String(offset), "content-type": "application/offset+octet-stream" };
    const response = await this.#ask(url, { method: "PATCH", headers, body: bytes }, signal, bytes.length);
    return headerNumber(response, "upload-offset") ?? offset + bytes.length;
  }

  /**
   * Puts a whole take into a bucket. The browser itself says how long it is.
   * @param {string} url
   * @param {Record<string, string>} headers
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {AbortSignal} [signal]
   */
  async put(url, { "content-length": _, ...headers }, bytes, signal) {
    await this.#ask(url, { method: "PUT", headers, body: bytes }, signal, bytes.length);
  }

  /**
   * @param {Created} created
   * @param {LastWords} words
   * @param {AbortSignal} [signal]
   * @returns {Promise<Completed>}
   */
  async complete(created, words, signal) {
    const headers = { authorization: `Bearer ${created.upload_token}`, "content-type": "application/json" };
    const request = { method: created.complete.method, headers, body: JSON.stringify(words) };
    return this.#json(created.complete.url, request, signal);
  }

  /** How far the service says that it is. @param {Created} created @returns {Promise<{ status: string }>} */
  async status({ status_url: url }) {
    return this.#json(url, { method: "GET" });
  }

  /** @param {Created} created */
  async erase({ take_id: id, erase_token: token }) {
    const headers = { authorization: `Bearer ${token}` };
    await this.#ask(`/v1/takes/${id}`, { method: "DELETE", headers, keepalive: true });
  }
}
