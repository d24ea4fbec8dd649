// <song-ribbon>: the tune as bars that scroll past a line, the fan's voice as a trail over them, and below, as text,
// the words. The picture is decoration, hidden from screen readers; time runs from left to right in every language.
//
// Who asks for less motion gets a page for each line of the song instead, on which only the note that is sung lights
// up.
/** @import { Note } from "../types/boot.js" */
/** @import { Line } from "./lyrics.js" */
import { h } from "./dom.js";
import { lineAt, linesOf } from "./lyrics.js";

/** Seconds of song that a phone's width shows. */
const SHOWN_S = 4;
/** Where on it the present is. */
const PRESENT_SHARE = 0.28;
/** On wide screens a second is not stretched beyond this. */
const MOST_PIXELS_A_SECOND = 150;
const BAR_PIXELS = 15;
/** Semitones above and below the tune that still fit. */
const MARGIN_SEMITONES = 3;
/** A gap in the voice's trail that is not bridged. */
const BREATH_S = 0.15;

export class SongRibbon extends HTMLElement {
  #canvas = h("canvas", { "aria-hidden": "true" });
  #now = h("p", { class: "line-now", dir: "auto" });
  #next = h("p", { class: "line-next", dir: "auto" });
  /** @type {Note[]} */
  #notes = [];
  /** @type {Line[]} */
  #lines = [];
  #durationS = 0;
  /** The voice: song time and pitch. @type {{ songS: number, midi: number }[]} */
  #voice = [];
  #shownLine = -1;
  /** @type {HTMLElement[]} */
  #syllables = [];
  #isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  /** @type {Record<"note" | "sung" | "voice" | "line" | "word", string>} */
  #colours = { note: "", sung: "", voice: "", line: "", word: "" };
  #observer = new ResizeObserver(() => this.draw(this.#songS));
  #songS = 0;

  connectedCallback() {
    if (!this.#canvas.isConnected) this.append(this.#canvas, this.#now, this.#next);
    this.#observer.observe(this.#canvas);
  }

  disconnectedCallback() {
    this.#observer.disconnect();
  }

  /** The beginning of the song, at rest. @param {Note[]} notes @param {number} durationS */
  still(notes, durationS) {
    this.run(notes, durationS);
    this.#songS = (notes[0]?.onset_s ?? 0) - 0.5;
    this.#now.hidden = this.#next.hidden = true;
  }

  /** @param {Note[]} notes @param {number} durationS */
  run(notes, durationS) {
    this.#notes = notes;
    this.#durationS = durationS;
    this.#lines = linesOf(notes);
    this.#voice = [];
    this.#shownLine = -1;
    this.#now.hidden = this.#next.hidden = false;
  }

  /** What the fan sings. @param {number} songS @param {number | null} midi */
  trace(songS, midi) {
    if (midi !== null) this.#voice.push({ songS, midi });
  }

  /** @param {number} songS */
  draw(songS) {
    this.#songS = songS;
    this.#words(songS);
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const pen = this.#canvas.getContext("2d");
    if (!pen || width === 0) return;
    const density = Math.min(2, devicePixelRatio || 1);
    if (this.#canvas.width !== Math.round(width * density)) this.#readColours();
    this.#canvas.width = Math.round(width * density);
    this.#canvas.height = Math.round(height * density);
    pen.scale(density, density);
    const x = this.#across(width, songS);
    const y = this.#down(height);
    this.#drawBars(pen, x, y, songS, width);
    if (!this.#isCalm) this.#drawPresent(pen, x(songS), height);
    this.#drawVoice(pen, x, y);
  }

  #readColours() {
    const style = getComputedStyle(this);
    const colours = /** @type {("note" | "sung" | "voice" | "line" | "word")[]} */ (Object.keys(this.#colours));
    for (const name of colours) this.#colours[name] = style.getPropertyValue(`--ribbon-${name}`);
  }

  /** Song time → pixels. @param {number} width @param {number} songS */
  #across(width, songS) {
    const line = this.#lines[lineAt(this.#lines, songS)];
    if (this.#isCalm && line) {
      const scale = Math.min(MOST_PIXELS_A_SECOND, (width - 24) / (line.endS - line.startS));
      return (/** @type {number} */ timeS) => 12 + (timeS - line.startS) * scale;
    }
    const scale = Math.min(MOST_PIXELS_A_SECOND, width / SHOWN_S);
    return (/** @type {number} */ timeS) => width * PRESENT_SHARE + (timeS - songS) * scale;
  }

  /** MIDI number → pixels. @param {number} height */
  #down(height) {
    const pitches = this.#notes.map(({ midi }) => midi);
    const lowest = Math.min(...pitches) - MARGIN_SEMITONES;
    const highest = Math.max(...pitches) + MARGIN_SEMITONES;
    return (/** @type {number} */ midi) => height - ((midi - lowest) / (highest - lowest)) * height;
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {(s: number) => number} x
   * @param {(midi: number) => number} y
   * @param {number} songS
   * @param {number} width
   */
  #drawBars(pen, x, y, songS, width) {
    pen.font = "600 14px system-ui, sans-serif";
    pen.direction = "ltr";
    pen.lineCap = "round";
    // Where the last words above and below the bars end: one that does not fit above goes below, or is only in the
    // text.
    const ends = [-Infinity, -Infinity];
    for (const { onset_s: onsetS, duration_s: durationS, midi, syllable } of this.#notes) {
      const from = x(onsetS);
      const to = x(onsetS + durationS);
      if (to < 0 || from > width) continue;
      const isSung = songS >= onsetS;
      pen.strokeStyle = isSung ? this.#colours.sung : this.#colours.note;
      pen.lineWidth = isSung && songS < onsetS + durationS ? BAR_PIXELS + 4 : BAR_PIXELS;
      // Round ends reach half a width beyond the line, which must not be of no length; notes stay apart by two pixels.
      const end = pen.lineWidth / 2;
      pen.beginPath();
      pen.moveTo(from + end, y(midi));
      pen.lineTo(Math.max(from + end + 0.1, to - end - 2), y(midi));
      pen.stroke();
      pen.fillStyle = this.#colours.word;
      const word = syllable.replace(/-$/, "");
      const side = ends.findIndex((end) => from >= end);
      if (side < 0) continue;
      pen.fillText(word, from + 2, y(midi) + (side === 0 ? -BAR_PIXELS : BAR_PIXELS + 10));
      ends[side] = from + 6 + pen.measureText(word).width;
    }
  }

  /** @param {CanvasRenderingContext2D} pen @param {number} present @param {number} height */
  #drawPresent(pen, present, height) {
    pen.fillStyle = this.#colours.line;
    pen.fillRect(present - 1, 0, 2, height);
  }

  /** @param {CanvasRenderingContext2D} pen @param {(s: number) => number} x @param {(midi: number) => number} y */
  #drawVoice(pen, x, y) {
    pen.strokeStyle = this.#colours.voice;
    pen.lineWidth = 4;
    pen.lineJoin = "round";
    pen.beginPath();
    let lastS = -Infinity;
    for (const { songS, midi } of this.#voice) {
      if (x(songS) < -20) continue;
      if (songS - lastS > BREATH_S) pen.moveTo(x(songS), y(midi));
      pen.lineTo(x(songS), y(midi));
      lastS = songS;
    }
    pen.stroke();
  }

  /** @param {number} songS */
  #words(songS) {
    const at = lineAt(this.#lines, songS);
    const line = this.#lines[at];
    if (!line || this.#now.hidden) return;
    if (at !== this.#shownLine) {
      this.#shownLine = at;
      this.#syllables = line.syllables.map(({ text }) => h("span", null, text));
      this.#now.replaceChildren(...this.#syllables);
      this.#next.textContent = this.#lines[at + 1]?.syllables.map(({ text }) => text).join("") ?? "";
    }
    line.syllables.forEach(({ startS }, index) => this.#syllables[index].classList.toggle("sung", songS >= startS));
    this.style.setProperty("--gone", String(Math.max(0, Math.min(1, songS / this.#durationS))));
  }
}

customElements.define("song-ribbon", SongRibbon);
