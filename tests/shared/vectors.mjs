// The vectors of this folder against the page's build of the rules, the live pitch and the probe. Needs nothing but
// JavaScript, so that the same file runs in Node and in a browser; crates/page/tests/vectors.rs does the same natively.
import measured from "./measured.json" with { type: "json" };
import vectors from "./vectors.json" with { type: "json" };

/** @typedef {import("../../web/shared/shared.js").Shared} Shared */
/** @typedef {"seconds" | "from_hz" | "to_hz" | "vibrato_hz" | "vibrato_cents" | "amplitude" | "noise"} PartKey */
/** @typedef {Partial<Record<PartKey, number>>} Part */

/**
 * Everything that is wrong, a line for each; empty if nothing is.
 * @param {Shared} shared
 * @returns {Promise<string[]>}
 */
export async function run(shared) {
  return [...rules(shared), ...pitch(shared), ...probes(shared)];
}

/** How many things `run` looks at. */
export const count = [
  ...[vectors.names, vectors.names, vectors.teams, vectors.terms, vectors.durations, vectors.consents, vectors.ages],
  ...[...Object.values(measured.pitch), Object.keys(measured.probes)],
].reduce((sum, list) => sum + list.length, 0);

/** @param {Shared} shared */
function rules(shared) {
  /** @type {string[]} */
  const wrong = [];
  /** @type {(what: string, of: unknown, answer: unknown, expected: unknown) => void} */
  const compare = (what, of, answer, expected) => {
    if (answer !== expected) wrong.push(`${what} ${JSON.stringify(of)}: ${answer}, not ${expected}`);
  };
  for (const { name, fault, standing } of vectors.names) {
    compare("name", name, shared.checkName(name), fault);
    compare("standing of", name, shared.nameStanding(name), standing);
  }
  for (const { team, codes, fault } of vectors.teams) compare("team", team, shared.checkTeam(team, codes), fault);
  for (const { terms, fault } of vectors.terms) compare("terms", terms, shared.checkTerms(terms), fault);
  for (const { duration_ms: durationMs, max_duration_ms: maxDurationMs, fault } of vectors.durations) {
    compare("duration", durationMs, shared.checkDuration(durationMs, maxDurationMs), fault);
  }
  for (const { ticked, fault } of vectors.consents) {
    compare("consent", ticked, shared.checkConsent(ticked ?? undefined), fault);
  }
  for (const { ticked, fault } of vectors.ages) compare("age", ticked, shared.checkAge(ticked ?? undefined), fault);
  return wrong;
}

/**
 * What was measured natively, within what another transform differs by: see `agree` in crates/page/tests/vectors.rs.
 * @param {Shared} shared
 */
function pitch(shared) {
  /** @type {string[]} */
  const wrong = [];
  for (const { signal, sample_rate_hz: sampleRateHz, parts } of vectors.pitch) {
    const expected = /** @type {Record<string, number[][]>} */ (measured.pitch)[signal];
    const tracker = shared.livePitch(sampleRateHz);
    if (!tracker) {
      wrong.push(`${signal}: no tracker`);
      continue;
    }
    const samples = sung(sampleRateHz, parts);
    const block = sampleRateHz / 10;
    expected.forEach(([timeS, f0Hz, confidence, levelDb], n) => {
      const reading = tracker.push(samples.subarray(n * block, (n + 1) * block));
      const isSamePitch =
        f0Hz > 0 ? Math.abs(1200 * Math.log2(reading.f0Hz / f0Hz)) < 0.1 : reading.f0Hz === 0;
      const isNear =
        Math.abs(reading.timeS - timeS) < 1e-9 &&
        Math.abs(reading.confidence - confidence) < 1e-3 &&
        Math.abs(reading.levelDb - levelDb) < 1e-3;
      if (isSamePitch && isNear) return;
      wrong.push(`${signal}: ${JSON.stringify(reading)}, not ${JSON.stringify(expected[n])}`);
    });
    tracker.free();
  }
  return wrong;
}

/** @param {Shared} shared */
function probes(shared) {
  /** @type {string[]} */
  const wrong = [];
  for (const vector of vectors.probes) {
    const expected = /** @type {Record<string, number[] | null>} */ (measured.probes)[vector.signal];
    const found = shared.probe(countIn(shared, vector), vector.sample_rate_hz, vectors.probe_starts_s);
    const isRight =
      found && expected
        ? Math.abs(found.lagMs - expected[0]) < 0.01 &&
          Math.abs(found.peakDb - expected[1]) < 0.1 &&
          found.isSure === (expected[2] === 1)
        : found === expected;
    if (!isRight) wrong.push(`${vector.signal}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
  }
  return wrong;
}

/** Uniform noise in −1…1, the same as in Rust. */
function noiseMaker() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) / 8_388_608 - 1;
  };
}

/**
 * Six partials gliding from one F0 to another, with vibrato, in noise; one part after the other.
 * @param {number} sampleRateHz
 * @param {Part[]} parts
 */
function sung(sampleRateHz, parts) {
  const noise = noiseMaker();
  let phase = 0;
  return Float32Array.from(
    parts.flatMap((part) => {
      const { seconds = 0, from_hz: fromHz = 0, to_hz: toHz = 0, amplitude = 0.3, noise: noiseAmplitude = 0 } = part;
      const { vibrato_hz: vibratoHz = 0, vibrato_cents: vibratoCents = 0 } = part;
      const length = Math.round(seconds * sampleRateHz);
      return Array.from({ length }, (_, n) => {
        let sample = 0;
        if (fromHz > 0) {
          const sway = (vibratoCents / 1200) * Math.sin(2 * Math.PI * vibratoHz * (n / sampleRateHz));
          phase = (phase + (fromHz * (toHz / fromHz) ** (n / length) * 2 ** sway) / sampleRateHz) % 1;
          for (let h = 1; h <= 6; h += 1) sample += (amplitude * Math.sin(2 * Math.PI * h * phase)) / h;
        }
        return noiseAmplitude > 0 ? sample + noiseAmplitude * noise() : sample;
      });
    }),
  );
}

/**
 * Chirps on whole samples, in noise.
 * @param {Shared} shared
 * @param {(typeof vectors.probes)[number]} vector
 */
function countIn(shared, { sample_rate_hz: sampleRateHz, lag_ms: lagMs, chirp_amplitudes: amplitudes, noise: loudness }) {
  const noise = noiseMaker();
  const length = Math.round(vectors.probe_seconds * sampleRateHz);
  const samples = Float32Array.from({ length }, () => loudness * noise());
  vectors.probe_starts_s.forEach((startS, index) => {
    const first = Math.round((startS + lagMs / 1000) * sampleRateHz);
    shared.chirp(index, sampleRateHz).forEach((chirp, n) => (samples[first + n] += amplitudes[index] * chirp));
  });
  return samples;
}
