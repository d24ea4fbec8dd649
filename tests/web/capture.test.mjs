// Which frames of the microphone's stream become the take.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Capture } from "../../web/js/capture.js";

const block = (from, length) => Float32Array.from({ length }, (_, index) => from + index);

/** What a capture takes from a stream of blocks. */
function takeFrom(capture, blocks) {
  return blocks.flatMap(([frame, length, lost]) => [...capture.cut(frame, block(frame, length), lost)]);
}

test("the take begins and ends at its frames, wherever the blocks do", () => {
  for (const size of [1, 7, 128, 1000]) {
    const capture = new Capture(300, 500);
    const blocks = Array.from({ length: Math.ceil(1000 / size) }, (_, index) => [index * size, size]);
    assert.deepEqual(takeFrom(capture, blocks), [...block(300, 500)], `blocks of ${size}`);
    assert.ok(capture.isWhole);
    assert.equal(capture.missingFrames, 0);
  }
});

test("it is not whole before its last frame", () => {
  const capture = new Capture(0, 256);
  takeFrom(capture, [[0, 255]]);
  assert.ok(!capture.isWhole);
  takeFrom(capture, [[255, 1]]);
  assert.ok(capture.isWhole);
});

test("frames that never came are missed", () => {
  const gap = new Capture(0, 512);
  takeFrom(gap, [
    [0, 128],
    [256, 256],
  ]);
  assert.equal(gap.missingFrames, 128);
  const late = new Capture(0, 512);
  takeFrom(late, [[128, 384]]);
  assert.equal(late.missingFrames, 128);
  const silent = new Capture(0, 512);
  takeFrom(silent, [
    [0, 256, 0],
    [256, 256, 128],
  ]);
  assert.equal(silent.missingFrames, 128, "blocks that the microphone did not fill");
});

test("frames lost before and after the take are nobody's loss", () => {
  const capture = new Capture(1000, 100);
  takeFrom(capture, [
    [0, 128],
    [900, 100, 100],
    [1000, 100],
    [4000, 128, 128],
  ]);
  assert.equal(capture.missingFrames, 0);
});

test("a block that comes twice is taken once", () => {
  const capture = new Capture(0, 256);
  assert.deepEqual(
    takeFrom(capture, [
      [0, 128],
      [0, 128],
      [64, 128],
      [192, 64],
    ]),
    [...block(0, 256)],
  );
});
