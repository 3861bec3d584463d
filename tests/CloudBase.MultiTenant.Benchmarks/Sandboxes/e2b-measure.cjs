// Measures sandboxes through the unmodified e2b client; prints one JSON object of times in milliseconds.
const path = require("node:path");
const [modules, url, apiKey] = process.argv.slice(2);
const { Sandbox } = require(path.join(modules, "e2b"));
const connection = { apiUrl: url, sandboxUrl: url, apiKey };
const now = () => performance.now();
const at = (times, part) => times.slice().sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))];
const shown = (times) => ({ count: times.length, median: at(times, 0.5), p95: at(times, 0.95), p99: at(times, 0.99), max: Math.max(...times) });

async function timed(count, warm, call) {
  for (let i = 0; i < warm; i++) await call();
  const times = [];
  for (let i = 0; i < count; i++) {
    const begun = now();
    await call();
    times.push(now() - begun);
  }
  return shown(times);
}

(async () => {
  const seen = {};
  const made = [];
  const create = async (template) => {
    const sandbox = template ? await Sandbox.create(template, connection) : await Sandbox.create(connection);
    made.push(sandbox);
    return sandbox;
  };
  const clear = async () => {
    await Promise.all(made.splice(0).map((sandbox) => sandbox.kill()));
  };

  seen.create = await timed(30, 5, () => create());
  await clear();
  const sandbox = await Sandbox.create(connection);
  seen.command = await timed(100, 20, () => sandbox.commands.run("true"));
  seen.kilobyte = await timed(100, 20, () => sandbox.commands.run("head -c 1024 /dev/zero | tr '\\0' x"));

  const burst = [];
  const begun = now();
  await Promise.all(Array.from({ length: 100 }, async () => {
    const start = now();
    await create();
    burst.push(now() - start);
  }));
  seen.burst = { ...shown(burst), all: now() - begun };
  await clear();

  await sandbox.commands.run("mkdir many && cd many && for i in $(seq 2000); do head -c 26214 /dev/urandom > f$i; done", { timeoutMs: 120000 });
  const saving = now();
  const snapshot = await sandbox.createSnapshot();
  seen.save = now() - saving;
  seen.fromSnapshot = await timed(30, 5, () => create(snapshot.snapshotId));
  seen.files = Number((await made[0].commands.run("ls many | wc -l")).stdout);
  await clear();

  if (process.env.MEASURE_PAUSE !== "0") {
    const pause = [], resume = [];
    for (let i = 0; i < 20; i++) {
      let mark = now();
      await sandbox.pause();
      pause.push(now() - mark);
      mark = now();
      await Sandbox.connect(sandbox.sandboxId, connection);
      resume.push(now() - mark);
    }
    seen.pause = shown(pause);
    seen.resume = shown(resume);
  }

  // 100 MB up and down, never whole in memory on either side.
  const size = 100 * 1024 * 1024, block = new Uint8Array(64 * 1024).fill(120);
  const headers = { "e2b-sandbox-id": sandbox.sandboxId, "e2b-sandbox-port": "49983", "x-access-token": (await info()).envdAccessToken };
  async function info() {
    return (await fetch(`${url}/sandboxes/${sandbox.sandboxId}`, { headers: { "x-api-key": apiKey } })).json();
  }
  let left = size;
  const body = new ReadableStream({
    pull(controller) {
      if (left === 0) return controller.close();
      controller.enqueue(block);
      left -= block.length;
    },
  });
  let mark = now();
  const up = await fetch(`${url}/files?path=big`, { method: "POST", body, duplex: "half", headers: { ...headers, "content-type": "application/octet-stream" } });
  seen.up = { status: up.status, time: now() - mark };
  await up.arrayBuffer();
  mark = now();
  const down = await fetch(`${url}/files?path=big`, { headers: { ...headers, "accept-encoding": "identity" } });
  let read = 0;
  for await (const chunk of down.body) read += chunk.length;
  seen.down = { status: down.status, bytes: read, time: now() - mark };
  await sandbox.kill();
  process.stdout.write(JSON.stringify(seen));
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
