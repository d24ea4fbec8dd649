// 16-bit mono WAV files, as the page makes them and as its microphones are fed.

const HEADER_BYTES = 44;

/** @param {Int16Array} samples @param {number} rateHz */
export function wavOf(samples, rateHz) {
  const bytes = Buffer.alloc(HEADER_BYTES + 2 * samples.length);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rateHz, 24);
  bytes.writeUInt32LE(2 * rateHz, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  bytes.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), HEADER_BYTES);
  return bytes;
}

/** Reads what the page sent, strictly: the header is the plain one, and its sizes are those of the file. @param {Buffer} bytes */
export function readWav(bytes) {
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + HEADER_BYTES, bytes.byteOffset + bytes.length));
  const rateHz = bytes.readUInt32LE(24);
  const expected = wavOf(samples, rateHz).subarray(0, HEADER_BYTES);
  if (!bytes.subarray(0, HEADER_BYTES).equals(expected)) throw new Error(`an odd header: ${bytes.subarray(0, HEADER_BYTES).toString("hex")}`);
  return { rateHz, samples };
}
