// What a take is on its way: on the device, on the wire, between page and worker.

/** Answer to an announcement. */
export interface Created {
  take_id: string;
  status: "created" | "uploading" | "received";
  upload: {
    protocol: "tus" | "put";
    method: string;
    url: string;
    headers?: Record<string, string>;
    expires_at: string;
  };
  complete: { method: string; url: string };
  upload_token: string;
  erase_token: string;
  erase_url: string;
  status_url: string;
}

/** Answer to the last words. */
export interface Completed {
  take_id: string;
  share_url?: string;
  artwork?: { square: string; wide: string; story: string };
}

export interface FieldFault {
  field: string;
  code: string;
}

export interface Processing {
  echo_cancellation?: boolean;
  noise_suppression?: boolean;
  auto_gain_control?: boolean;
}

/** How a take was made. What is not known is left out or null. */
export interface RecorderReport {
  method: "worklet" | "media_recorder" | "file";
  sample_rate_hz?: number;
  round_trip_ms?: number | null;
  round_trip_method?: "chirp" | "api" | null;
  chirp_peak_db?: number | null;
  base_latency_ms?: number | null;
  output_latency_ms?: number | null;
  processing?: Processing;
  clipped?: boolean;
  too_quiet?: boolean;
  headphones?: boolean | null;
}

/** Said when all is sent: laid over the announcement. */
export interface LastWords {
  sha256?: string;
  consent?: boolean;
  over_16?: boolean;
  show_name?: boolean;
  name?: string;
  team?: string;
  terms?: string;
  language?: string;
  lag_ms?: number;
  duration_ms?: number;
  recorder?: RecorderReport;
}

/** What the page has to know of a take to go on with it. */
export interface TakeDetails {
  name: string;
  team: string;
  /** How late the voice is in the recording, as far as is known: what the mix is shifted by. */
  lagMs: number;
  /** How long before the song the recording begins: 0 where both are on one clock. */
  leadMs: number;
  /** It is known where the song lies in it, so that it can be heard in the mix. */
  isPlaced: boolean;
  durationMs: number | null;
  verdict: "good" | "quiet" | "silent" | "loud";
  recorder: RecorderReport;
}

/** A take that has not arrived. */
export interface TakeRecord {
  key: string;
  /**
   * `singing` until its last sample is here; whatever is found in that state was cut short. Of what is `dropped` there is
   * only this, until the service has dropped it, too.
   */
  state: "singing" | "sung" | "dropped";
  contentType: string;
  sizeBytes: number;
  /** The announcement, byte for byte the same at every try. */
  announcement: string;
  /** The bucket signs for a hash, so it is announced when it is sung. */
  needsHash: boolean;
  created: Created | null;
  sha256: string | null;
  details: TakeDetails;
  /** Given when the fan has said yes. */
  words: LastWords | null;
  madeAtMs: number;
}

export interface TakeStore {
  /** Whether a closed tab finds it again. */
  readonly isKept: boolean;
  all(): Promise<TakeRecord[]>;
  put(take: TakeRecord): Promise<void>;
  append(key: string, at: number, bytes: Uint8Array): Promise<void>;
  pieces(key: string): Promise<Uint8Array[]>;
  /** Removes its sound, and keeps what is said of it. */
  empty(take: TakeRecord): Promise<void>;
  drop(key: string): Promise<void>;
}

/** Where bytes come from while they are sung. */
export interface Source {
  readonly sizeBytes: number;
  readonly availableBytes: number;
  slice(from: number, to: number): Uint8Array<ArrayBuffer>;
}

export interface Progress {
  phase: "announcing" | "sending" | "listening" | "confirming" | "waiting" | "offline";
  sentBytes: number;
  sizeBytes: number;
  /** While waiting: how long, and why. */
  waitMs?: number;
  code?: string;
}

/** Everything that the worker is told. */
export type Order =
  | { do: "tap"; port: MessagePort; sampleRateHz: number }
  | { do: "untap" }
  | { do: "check"; seconds: number }
  | { do: "probe"; startFrame: number; seconds: number; clicksAtS: number[] }
  | { do: "sing"; take: NewTake; startFrame: number; frames: number; clicksAtS: number[] }
  | { do: "file"; take: NewTake; blob: Blob; pcm: Float32Array<ArrayBuffer> | null; clicksAtS: number[] }
  | { do: "pick-up"; key: string }
  | { do: "discard"; key: string }
  | { do: "drop" }
  | { do: "finish"; words: LastWords }
  | { do: "retry" };

export interface NewTake {
  key: string;
  contentType: string;
  fan: string;
  language: string;
  details: TakeDetails;
}

/** Everything that it says. */
export type Report =
  | { is: "ready" }
  | { is: "level"; peak: number; frame: number; f0Hz: number; confidence: number }
  | { is: "checked"; verdict: TakeDetails["verdict"] }
  | { is: "probed"; chirp: Chirp | null }
  | { is: "sung"; bytes: Uint8Array<ArrayBuffer>; take: TakeRecord }
  | { is: "broken"; why: "missing-samples" }
  | { is: "unkept" }
  | { is: "progress"; progress: Progress }
  | { is: "arrived"; created: Created; completed: Completed }
  | { is: "failed"; code: string; fields: FieldFault[] }
  /** `isGone`: of the service, too; else it will be at a later visit. */
  | { is: "dropped"; isGone: boolean }
  /** Another tab has it. */
  | { is: "claimed" };

/** Four chirps found in a recording. */
export interface Chirp {
  lagMs: number;
  peakDb: number;
}
