// The stand behind every screen: people who are a waveform. They do the wave, rise with a voice, light up as a take
// arrives; one of them is you. A picture beside words, so hidden from screen readers.

/** As wide as a person is drawn (studio.css). */
const SEAT_PIXELS = 36;
const MOST_SEATS = 64;
/** The golden ratio's fraction spreads heights evenly and without a pattern to the eye. */
const SPREAD = 0.618034;

/** @typedef {"still" | "dancing" | "hearing" | "away"} Mood */

export class CrowdWave extends HTMLElement {
  /** The front row. @type {HTMLElement[]} */
  #front = [];

  connectedCallback() {
    if (this.#front.length > 0) return;
    this.setAttribute("aria-hidden", "true");
    // An odd number, so that one is in the middle.
    const seats = Math.min(MOST_SEATS, Math.ceil(Math.max(innerWidth, 360) / SEAT_PIXELS / 2) * 2) + 1;
    for (const row of [0, 1]) {
      const people = Array.from({ length: seats + 1 - row }, (_, seat) => {
        const person = document.createElement("i");
        const tall = ((seat + 1) * (row + 1) * SPREAD) % 1;
        person.style.setProperty("--seat", String(seat));
        person.style.setProperty("--tall", tall.toFixed(2));
        if (tall > 0.6) person.className = "cheering";
        return person;
      });
      const line = document.createElement("div");
      line.append(...people);
      this.append(line);
      this.#front = people;
    }
    this.#front[(seats - 1) / 2].className = "you cheering";
  }

  /** @param {Mood} mood */
  set mood(mood) {
    this.className = mood;
    if (mood !== "hearing") this.level = 0;
    this.filled = 0;
  }

  /** A voice: everybody rises. @param {number} level 0 to 1 */
  set level(level) {
    this.style.setProperty("--level", level.toFixed(3));
  }

  /** How many of them have heard it. @param {number} share 0 to 1 */
  set filled(share) {
    const middle = (this.#front.length - 1) / 2;
    this.#front.forEach((person, seat) =>
      person.classList.toggle("lit", Math.abs(seat - middle) < share * (middle + 1)),
    );
  }
}

customElements.define("crowd-wave", CrowdWave);
