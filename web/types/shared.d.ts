// The Rust code that page and service share (web/shared/shared.js), as this page uses it.

export interface Pitch {
  f0Hz: number;
  confidence: number;
  levelDb: number;
}

export interface Shared {
  checkName(text: string): string | null;
  checkTeam(text: string): string | null;
  checkDuration(ms: number): string | null;
  /** The click that is looked for. */
  chirp?(sampleRateHz: number): Float32Array<ArrayBuffer>;
  findChirps?(
    recording: Float32Array,
    sampleRateHz: number,
    timesS: number[],
  ): { lagMs: number; peakDb: number } | null;
  livePitch(sampleRateHz: number): { push(block: Float32Array): Pitch };
}
