// Who this is, as far as anybody needs to know: a random word, so that a fan's takes are known to be one fan's. No
// cookie.

const FAN = "stemforge-fan";

/** A word that nobody else has. */
export function randomWord() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

let forThisPage = "";

/** This device's word; where nothing may be kept, this page's. */
export function fanWord() {
  try {
    const known = localStorage.getItem(FAN);
    if (known && /^[\w-]{16,64}$/.test(known)) return known;
    const made = randomWord();
    localStorage.setItem(FAN, made);
    return made;
  } catch {
    return (forThisPage ||= randomWord());
  }
}

/** Somebody else sings on this device. */
export function forgetFan() {
  forThisPage = "";
  try {
    localStorage.removeItem(FAN);
  } catch {
    // Then nothing was kept.
  }
}
