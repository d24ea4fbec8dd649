// What the server tells the page at its start.

import type { Completed, Created } from "./take.js";

export interface Note {
  onset_s: number;
  duration_s: number;
  midi: number;
  syllable: string;
}

export interface Song {
  backing: string;
  crowd: string | null;
  film: { url: string; poster: string; captions: { language: string; url: string }[] } | null;
  duration_s: number;
  tempo_bpm: number;
  first_bar_s: number;
  notes: Note[];
}

export interface Boot {
  language: string;
  direction: "ltr" | "rtl";
  assets: string;
  languages: { tag: string; name: string; url: string }[];
  campaign: { title: string; terms: string };
  song: Song;
  teams: { code: string; name: string }[];
  /** Voices so far, where that is known. */
  voices?: number;
  limits: { max_take_bytes: number; max_duration_s: number };
}

/** What the fan sees at the end, kept for a reload. */
export interface Done {
  /** Who stands on the cover: the fan's name or the team's. */
  who: string;
  created: Created;
  completed: Completed;
}
