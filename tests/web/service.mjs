// An upload service that lives in a test: as strict as the real one, and made to fail at will.
import { createHash } from "node:crypto";

const json = (status, body, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

/** A refusal. `retryAfterS` becomes the header. */
export const refusal = (status, code, { fields, retryAfterS, receivedBytes } = {}) =>
  json(
    status,
    { status, code, fields, received_bytes: receivedBytes },
    retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) },
  );

export class Service {
  /** Every request that was made: `POST /v1/takes` and so on. */
  requests = [];
  announcements = [];
  takes = new Map();
  received = [];

  /**
   * @param {object} [options]
   * @param {"tus" | "put"} [options.protocol]
   * @param {(request: { method: string, path: string, count: number }) => unknown} [options.fault]  answers with a
   *   Response to refuse, "lost" for a request that never arrives, "unheard" for one whose answer is lost, "half" for a
   *   body that breaks off in the middle, or nothing
   */
  constructor({ protocol = "tus", fault = () => undefined } = {}) {
    this.protocol = protocol;
    this.fault = fault;
    this.fetch = (url, init) => this.#answer(url, init);
  }

  async #answer(url, { method = "GET", headers = {}, body, signal } = {}) {
    const path = new URL(url, "http://service").pathname;
    this.requests.push(`${method} ${path.replace(/[0-9a-f]{32}/, "{id}")}`);
    const fault = this.fault({ method, path, count: this.requests.length });
    if (fault instanceof Response) return fault.clone();
    if (fault === "lost") throw new TypeError("network");
    const sent = typeof body === "string" ? body : body?.slice(0, fault === "half" ? body.length >> 1 : body.length);
    const answer = this.#serve(method, path, new Headers(headers), sent);
    if (fault === "unheard" || fault === "half" || signal?.aborted) throw new TypeError("network");
    return answer;
  }

  #serve(method, path, headers, body) {
    if (path === "/v1/takes") return this.#announce(headers.get("idempotency-key"), body);
    const take = this.takes.get(path.match(/[0-9a-f]{32}/)?.[0]);
    if (!take) return refusal(404, "TAKE_UNKNOWN");
    if (method === "HEAD") return new Response(null, { headers: { "upload-offset": String(take.bytes.length) } });
    if (method === "PATCH") return this.#append(take, headers, body);
    if (method === "PUT") return this.#put(take, body);
    if (method === "DELETE") return (this.takes.delete(take.id), new Response(null, { status: 204 }));
    return this.#complete(take, JSON.parse(body));
  }

  #announce(key, body) {
    this.announcements.push(body);
    const asked = JSON.parse(body);
    if (this.protocol === "put" && !asked.sha256)
      return refusal(422, "FIELDS_INVALID", { fields: [{ field: "sha256", code: "MISSING" }] });
    const id = createHash("md5").update(key).digest("hex");
    const known = this.takes.get(id);
    if (known && known.announcement !== body) return refusal(409, "IDEMPOTENCY_KEY_REUSED");
    const take = known ?? { id, announcement: body, asked, bytes: Buffer.alloc(0), isReceived: false };
    this.takes.set(id, take);
    const headers = { "content-type": asked.content_type, "content-length": String(asked.size_bytes) };
    const upload =
      this.protocol === "tus"
        ? { protocol: "tus", method: "PATCH", url: `/v1/uploads/${id}/token` }
        : { protocol: "put", method: "PUT", url: `https://bucket/${id}`, headers };
    return json(201, {
      take_id: id,
      status: take.isReceived ? "received" : take.bytes.length > 0 ? "uploading" : "created",
      upload,
      complete: { method: "POST", url: `/v1/takes/${id}/complete` },
      upload_token: "u",
      erase_token: "e",
    });
  }

  #append(take, headers, body) {
    const offset = Number(headers.get("upload-offset"));
    if (offset !== take.bytes.length) return refusal(409, "OFFSET_MISMATCH", { receivedBytes: take.bytes.length });
    if (offset + body.length > take.asked.size_bytes) return refusal(413, "TOO_MANY_BYTES");
    take.bytes = Buffer.concat([take.bytes, body]);
    return new Response(null, { status: 204, headers: { "upload-offset": String(take.bytes.length) } });
  }

  #put(take, body) {
    if (take.bytes.length > 0) return new Response("<Error/>", { status: 412 });
    // A bucket keeps nothing of a body that breaks off.
    if (body.length === take.asked.size_bytes) take.bytes = Buffer.from(body);
    return new Response(null);
  }

  #complete(take, words) {
    if (take.bytes.length !== take.asked.size_bytes)
      return refusal(409, "UPLOAD_INCOMPLETE", { receivedBytes: take.bytes.length });
    const sha256 = createHash("sha256").update(take.bytes).digest("hex");
    if (sha256 !== words.sha256) {
      take.bytes = Buffer.alloc(0);
      return refusal(422, "HASH_MISMATCH");
    }
    if (!take.isReceived) this.received.push({ ...take, words });
    take.isReceived = true;
    return json(200, { take_id: take.id, status: "received" });
  }
}
