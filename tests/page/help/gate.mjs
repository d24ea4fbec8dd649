// The network between the fan and the service, one that can be lost: bytes pass while it is open.
import { connect, createServer } from "node:net";

/** @param {number} port  the service's */
export async function startGate(port) {
  /** @type {Set<() => void>} */
  const open = new Set();
  /** What the fan has sent. */
  let passedBytes = 0;
  let isOpen = true;
  /** @type {{ atBytes: number, act: () => void } | null} */
  let due = null;
  /** Where each piece began that was sent. @type {number[]} */
  const offsets = [];

  const server = createServer((fan) => {
    if (!isOpen) return fan.destroy();
    const service = connect(port, "127.0.0.1");
    const end = () => {
      open.delete(end);
      // What came before the end still arrives.
      service.end();
      fan.destroy();
    };
    open.add(end);
    for (const socket of [fan, service]) socket.on("error", end).on("close", end);
    service.pipe(fan);
    fan.on("data", (bytes) => {
      for (const [, offset] of bytes.toString("latin1").matchAll(/\r\nupload-offset: (\d+)\r\n/gi)) offsets.push(Number(offset));
      const before = due ? Math.min(bytes.length, due.atBytes - passedBytes) : bytes.length;
      service.write(bytes.subarray(0, before));
      passedBytes += before;
      if (before < bytes.length || passedBytes === due?.atBytes) {
        const { act } = due;
        due = null;
        act();
        if (!isOpen) return;
        service.write(bytes.subarray(before));
        passedBytes += bytes.length - before;
      }
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    offsets,
    /** Does it when the fan has sent so much more, in the midst of whatever is being sent. @param {number} bytes @param {() => void} act */
    after: (bytes, act) => new Promise((resolve, reject) => {
      due = {
        atBytes: passedBytes + bytes,
        act() {
          try {
            resolve(act());
          } catch (cause) {
            reject(cause);
          }
        },
      };
    }),
    /** The network is gone, and all that was on its way. */
    shut() {
      isOpen = false;
      for (const end of [...open]) end();
    },
    open() {
      isOpen = true;
    },
    stop() {
      this.shut();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
