// The tap on the microphone: copies blocks and posts them, and nothing else. Whatever takes longer than a copy starves
// the audio thread (measured: pitch tracking here lost half of its frames).

const BLOCK_FRAMES = 2048;

class Tap extends AudioWorkletProcessor {
  #block = new Float32Array(BLOCK_FRAMES);
  #filled = 0;
  #lostFrames = 0;
  /** @type {MessagePort | null} */
  #listener = null;
  #isOpen = true;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      this.#listener = data.listener ?? null;
      this.#isOpen = Boolean(this.#listener);
    };
  }

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    const heard = inputs[0]?.[0];
    const frames = heard?.length ?? 128;
    if (heard) this.#block.set(heard, this.#filled);
    else this.#lostFrames += frames;
    this.#filled += frames;
    if (this.#filled === BLOCK_FRAMES) this.#post(currentFrame + frames - BLOCK_FRAMES);
    return this.#isOpen;
  }

  /** @param {number} frame */
  #post(frame) {
    const block = this.#block;
    this.#listener?.postMessage({ frame, block, lostFrames: this.#lostFrames }, [block.buffer]);
    this.#block = new Float32Array(BLOCK_FRAMES);
    this.#filled = 0;
    this.#lostFrames = 0;
  }
}

registerProcessor("tap", Tap);
