// The Rust code that page and service share (web/shared/shared.js), as this page uses it.

export interface Pitch {
  /** From the first sample that was pushed. */
  timeS: number;
  /** 0 where no voice is heard. */
  f0Hz: number;
  confidence: number;
  levelDb: number;
}

export interface Shared {
  /** A fault's code, or null. */
  checkName(text: string): string | null;
  /** Whether others see a name before a person has looked at it. */
  nameStanding(text: string): "shown" | "held";
  livePitch(sampleRateHz: number): { push(block: Float32Array): Pitch } | null;
  /** The sound of one of the four clicks. */
  chirp(index: number, sampleRateHz: number): Float32Array<ArrayBuffer>;
  /** How late the clicks are in a recording. */
  probe(
    recording: Float32Array,
    sampleRateHz: number,
    startsS: number[],
  ): { lagMs: number; peakDb: number; isSure: boolean } | null;
}
