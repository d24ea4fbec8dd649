// A network that breaks: passes bytes on to a port and cuts the connection when enough have passed.
import { connect, createServer } from "node:net";

/** Cuts after each of `cuts` (bytes from the client since the start, rising); then nothing breaks any more. */
export async function startCuttingProxy(port, cuts) {
  const left = [...cuts];
  const open = new Set();
  let passed = 0;
  const server = createServer((client) => {
    const service = connect(port, "127.0.0.1");
    const both = [client, service];
    both.forEach((socket) => open.add(socket));
    const end = () =>
      both.forEach((socket) => {
        open.delete(socket);
        socket.destroy();
      });
    both.forEach((socket) => socket.on("error", end).on("close", end));
    service.pipe(client);
    client.on("data", (bytes) => {
      if (left.length > 0 && passed + bytes.length >= left[0]) {
        const before = left.shift() - passed;
        passed += before;
        // What came before the cut still arrives.
        service.end(bytes.subarray(0, before));
        client.destroy();
        return;
      }
      passed += bytes.length;
      if (!service.write(bytes)) {
        client.pause();
        service.once("drain", () => client.resume());
      }
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    cutsLeft: () => left.length,
    stop() {
      open.forEach((socket) => socket.destroy());
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
