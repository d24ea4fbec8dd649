// From a stream of blocks, each with the frame it begins at, exactly the frames of one take: sample 0 is song time 0.

/** Cuts one take out of the microphone's stream, and notices what is missing. */
export class Capture {
  /**
   * @param {number} startFrame  first frame of the take, on the context's clock
   * @param {number} frames      its length
   */
  constructor(startFrame, frames) {
    this.nextFrame = startFrame;
    this.endFrame = startFrame + frames;
    this.missingFrames = 0;
  }

  /**
   * The part of a block that belongs to the take and was not there yet.
   * @param {number} frame       where the block begins
   * @param {Float32Array} block
   * @param {number} [lostFrames]  how many of its frames the microphone did not deliver
   */
  cut(frame, block, lostFrames = 0) {
    const from = Math.max(frame, this.nextFrame);
    const to = Math.min(frame + block.length, this.endFrame);
    if (to <= from) return block.subarray(0, 0);
    this.missingFrames += from - this.nextFrame + lostFrames;
    this.nextFrame = to;
    return block.subarray(from - frame, to - frame);
  }

  /** Whether the last frame was heard. */
  get isWhole() {
    return this.nextFrame >= this.endFrame;
  }
}
