// @ts-check
/**
 * The server's own rules, live pitch and the latency probe, in WebAssembly: the other side of `crates/page`.
 *
 * Works in a window and in a worker; in a worklet with the bytes handed in, where there is no `fetch`. The page goes on
 * without: `loadShared` answers null where WebAssembly cannot run, and an instance that fails later has no objections and
 * hears nothing. The server checks everything again.
 */

/**
 * @typedef {object} Reading What is heard at one moment.
 * @property {number} timeS Middle of the frame, in seconds from the first sample of the stream; 33 ms ago at least.
 * @property {number} f0Hz F0 in Hz; 0 where no voice is heard.
 * @property {number} confidence Chance that a voice is there and `f0Hz` right, 0–1.
 * @property {number} levelDb Level of the frame, dB re full scale.
 */

/**
 * @typedef {object} LivePitch
 * @property {(samples: Float32Array) => Reading} push Takes in the next samples, any number of them, and gives the last
 *   reading; there is a new one every 10 ms of sound.
 * @property {() => void} free Lets go of the tracker's memory.
 */

/**
 * @typedef {object} Probe
 * @property {number} lagMs How much later than expected the chirps are in the recording.
 * @property {number} peakDb Height of their peak over the floor.
 * @property {boolean} isSure Whether they were really heard (18 dB and more).
 */

/**
 * @typedef {object} Shared
 * @property {(name: string) => string | null} checkName What is wrong with a fan's name: a code like `BAD_WORD`, or null.
 * @property {(name: string) => "shown" | "held"} nameStanding Whether it may stand in galleries before a person has
 *   looked.
 * @property {(team: string, codes?: readonly string[]) => string | null} checkTeam A team; one of `codes`, if there are
 *   any.
 * @property {(terms: string) => string | null} checkTerms A version of the terms.
 * @property {(durationMs: number, maxDurationMs?: number) => string | null} checkDuration
 * @property {(ticked: boolean | undefined) => string | null} checkConsent
 * @property {(ticked: boolean | undefined) => string | null} checkAge
 * @property {(sampleRateHz: number) => LivePitch | null} livePitch A tracker; null for rates that are not from 8 to
 *   192 kHz, and while there are eight already.
 * @property {(index: number, sampleRateHz: number) => Float32Array<ArrayBuffer>} chirp One of the four chirps of the
 *   probe: 20 ms at full scale; empty where there is no such chirp, or the rate is not from 16 to 192 kHz.
 * @property {(samples: Float32Array, sampleRateHz: number, startsS: readonly number[]) => Probe | null} probe Looks for
 *   the chirps, `startsS` the four times at which they would start in `samples` without any lag. A lag of −20 to 700 ms
 *   is found. Null where there is nothing to look at.
 * @property {readonly string[]} codes All codes, by number less one.
 */

/**
 * What crates/page exports. Places and lengths are in bytes of `memory` but for samples and times.
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} memory
 * @property {(length: number) => number} page_alloc
 * @property {(place: number, length: number) => void} page_free
 * @property {(fault: number) => number} page_fault_code
 * @property {(fault: number) => number} page_fault_code_length
 * @property {(place: number, length: number) => number} page_check_name
 * @property {(place: number, length: number) => number} page_name_standing
 * @property {(place: number, length: number, teams: number, teamsLength: number) => number} page_check_team
 * @property {(place: number, length: number) => number} page_check_terms
 * @property {(durationMs: number, maxDurationMs: number) => number} page_check_duration
 * @property {(ticked: number) => number} page_check_consent
 * @property {(ticked: number) => number} page_check_age
 * @property {(sampleRateHz: number) => number} page_pitch_new
 * @property {(tracker: number, samples: number, length: number, reading: number) => number} page_pitch_push
 * @property {(tracker: number) => void} page_pitch_free
 * @property {(rateHz: number) => number} page_chirp_length
 * @property {(index: number, rateHz: number, place: number, length: number) => number} page_chirp
 * @property {(samples: number, length: number, rateHz: number, startsS: number, found: number) => number} page_probe
 */

const CHIRPS = 4;
const SAMPLE_BYTES = 4;
const NUMBER_BYTES = 8;
const MAX_DURATION_MS = 600_000;
/** @type {Reading} */
const SILENCE = { timeS: 0, f0Hz: 0, confidence: 0, levelDb: -120 };

/**
 * Loads the module, which lies beside this file; null where that fails or WebAssembly cannot run.
 * @param {string | URL} [wasmUrl]
 * @returns {Promise<Shared | null>}
 */
export async function loadShared(wasmUrl = new URL("stemforge.wasm", import.meta.url)) {
  try {
    const response = await fetch(wasmUrl);
    return response.ok ? await sharedFromBytes(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/**
 * The same from bytes that are here: for worklets, which are handed them.
 * @param {BufferSource} bytes
 * @returns {Promise<Shared | null>}
 */
export async function sharedFromBytes(bytes) {
  try {
    const { instance } = await WebAssembly.instantiate(bytes);
    return shared(/** @type {Exports} */ (/** @type {unknown} */ (instance.exports)));
  } catch {
    return null;
  }
}

/**
 * @param {Exports} wasm
 * @returns {Shared}
 */
function shared(wasm) {
  let hasFailed = false;

  /**
   * Calls into the module; where that fails the answer is `otherwise`. A module that has panicked is not called again.
   * @template T
   * @param {T} otherwise
   * @param {() => T} call
   * @returns {T}
   */
  function guarded(otherwise, call) {
    if (hasFailed) return otherwise;
    try {
      return call();
    } catch (error) {
      hasFailed = error instanceof WebAssembly.RuntimeError;
      return otherwise;
    }
  }

  /** @param {number} length in bytes */
  function lend(length) {
    const place = wasm.page_alloc(length);
    if (place === 0 && length > 0) throw new RangeError("no memory");
    return place;
  }

  /**
   * Lends the module some bytes for one call. Memory may move while it is lent, so views are made where they are needed.
   * @template T
   * @param {Uint8Array} bytes
   * @param {(place: number, length: number) => T} call
   * @returns {T}
   */
  function withBytes(bytes, call) {
    const place = lend(bytes.length);
    new Uint8Array(wasm.memory.buffer, place, bytes.length).set(bytes);
    const answer = call(place, bytes.length);
    wasm.page_free(place, bytes.length);
    return answer;
  }

  /**
   * @template T
   * @param {string} text
   * @param {(place: number, length: number) => T} call
   * @returns {T}
   */
  const withText = (text, call) => withBytes(new TextEncoder().encode(text), call);

  /** @param {ArrayBufferView} values */
  const bytesOf = (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

  /** @param {number} fault */
  function codeOf(fault) {
    if (fault === 0) return null;
    const letters = new Uint8Array(wasm.memory.buffer, wasm.page_fault_code(fault), wasm.page_fault_code_length(fault));
    return String.fromCharCode(...letters);
  }

  /** @param {boolean | undefined} ticked */
  const answer = (ticked) => (ticked === undefined ? -1 : Number(ticked));

  /**
   * @param {number} place
   * @param {number} index
   */
  const numberAt = (place, index) => new DataView(wasm.memory.buffer).getFloat64(place + index * NUMBER_BYTES, true);

  /**
   * @param {number} sampleRateHz
   * @returns {LivePitch | null}
   */
  function livePitch(sampleRateHz) {
    const tracker = wasm.page_pitch_new(sampleRateHz);
    if (tracker === 0) return null;
    const readingBytes = 4 * NUMBER_BYTES;
    const reading = lend(readingBytes);
    let room = 0;
    let place = 0;
    let isFree = false;

    /** @param {Float32Array} samples */
    function push(samples) {
      if (samples.length > room) {
        wasm.page_free(place, room * SAMPLE_BYTES);
        room = samples.length;
        place = lend(room * SAMPLE_BYTES);
      }
      new Float32Array(wasm.memory.buffer, place, samples.length).set(samples);
      wasm.page_pitch_push(tracker, place, samples.length, reading);
      return {
        timeS: numberAt(reading, 0),
        f0Hz: numberAt(reading, 1),
        confidence: numberAt(reading, 2),
        levelDb: numberAt(reading, 3),
      };
    }

    function free() {
      isFree = true;
      wasm.page_pitch_free(tracker);
      wasm.page_free(place, room * SAMPLE_BYTES);
      wasm.page_free(reading, readingBytes);
    }

    return {
      push: (samples) => (isFree ? SILENCE : guarded(SILENCE, () => push(samples))),
      free: () => (isFree ? undefined : guarded(undefined, free)),
    };
  }

  /**
   * @param {number} index
   * @param {number} sampleRateHz
   */
  function chirp(index, sampleRateHz) {
    const length = wasm.page_chirp_length(sampleRateHz);
    if (length === 0) return new Float32Array();
    const place = lend(length * SAMPLE_BYTES);
    const written = wasm.page_chirp(index, sampleRateHz, place, length);
    const samples = new Float32Array(new Float32Array(wasm.memory.buffer, place, written));
    wasm.page_free(place, length * SAMPLE_BYTES);
    return samples;
  }

  /**
   * @param {Float32Array} samples
   * @param {number} sampleRateHz
   * @param {readonly number[]} startsS
   * @returns {Probe | null}
   */
  function probe(samples, sampleRateHz, startsS) {
    if (startsS.length !== CHIRPS) return null;
    return withBytes(bytesOf(samples), (place) =>
      withBytes(bytesOf(Float64Array.from(startsS)), (starts) => {
        const found = lend(2 * NUMBER_BYTES);
        const verdict = wasm.page_probe(place, samples.length, sampleRateHz, starts, found);
        const heard = { lagMs: numberAt(found, 0), peakDb: numberAt(found, 1), isSure: verdict === 2 };
        wasm.page_free(found, 2 * NUMBER_BYTES);
        return verdict === 0 ? null : heard;
      }),
    );
  }

  /** @type {string[]} */
  const codes = [];
  for (let code = codeOf(1); code; code = codeOf(codes.length + 1)) codes.push(code);

  /**
   * @param {string} team
   * @param {readonly string[]} teams
   */
  const checkTeam = (team, teams) =>
    withText(team, (place, length) =>
      withText(teams.join("\n"), (list, listLength) => codeOf(wasm.page_check_team(place, length, list, listLength))),
    );

  return {
    codes,
    checkName: (name) => guarded(null, () => codeOf(withText(name, wasm.page_check_name))),
    nameStanding: (name) =>
      guarded("held", () => (withText(name, wasm.page_name_standing) === 0 ? "shown" : "held")),
    checkTeam: (team, teams = []) => guarded(null, () => checkTeam(team, teams)),
    checkTerms: (terms) => guarded(null, () => codeOf(withText(terms, wasm.page_check_terms))),
    checkDuration: (durationMs, maxDurationMs = MAX_DURATION_MS) =>
      guarded(null, () => codeOf(wasm.page_check_duration(durationMs, maxDurationMs))),
    checkConsent: (ticked) => guarded(null, () => codeOf(wasm.page_check_consent(answer(ticked)))),
    checkAge: (ticked) => guarded(null, () => codeOf(wasm.page_check_age(answer(ticked)))),
    livePitch: (sampleRateHz) => guarded(null, () => livePitch(sampleRateHz)),
    chirp: (index, sampleRateHz) => guarded(new Float32Array(), () => chirp(index, sampleRateHz)),
    probe: (samples, sampleRateHz, startsS) => guarded(null, () => probe(samples, sampleRateHz, startsS)),
  };
}
