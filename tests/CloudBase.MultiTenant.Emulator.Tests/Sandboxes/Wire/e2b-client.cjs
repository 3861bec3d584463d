// Drives the emulator's sandboxes with the unmodified e2b client: one part of what it can; prints a JSON object of what it saw.
const fs = require("node:fs");
const path = require("node:path");
const [modules, name, url, apiKey, part] = process.argv.slice(2);
const { Sandbox } = require(path.join(modules, name));
const connection = { apiUrl: url, sandboxUrl: url, apiKey };

async function nameOf(call) {
  try {
    await call();
    return null;
  } catch (error) {
    return error.constructor.name;
  }
}

// As long as it takes: what never comes is ended by the script's own deadline, which says so.
const eventually = async (condition) => {
  while (!(await condition())) await new Promise((r) => setTimeout(r, 20));
};

const parts = {
  async commands(sandbox, seen) {
    const hi = await sandbox.commands.run('echo hi; echo "$COLOUR $ONCE"; echo oops >&2', { envs: { ONCE: "1" } });
    seen.hi = { stdout: hi.stdout, stderr: hi.stderr, exitCode: hi.exitCode };
    seen.failure = await sandbox.commands.run("exit 3").catch((error) => ({ name: error.constructor.name, exitCode: error.exitCode }));
    seen.noFolder = await nameOf(() => sandbox.commands.run("true", { cwd: "/nowhere" }));
    const background = await sandbox.commands.run("echo started; cat; exit 7", { background: true, stdin: true });
    seen.listed = (await sandbox.commands.list()).some((process) => process.pid === background.pid);
    await sandbox.commands.sendStdin(background.pid, "typed\n");
    const joined = await sandbox.commands.connect(background.pid);
    await sandbox.commands.closeStdin(background.pid);
    seen.background = await background.wait().catch((error) => ({ stdout: error.stdout, exitCode: error.exitCode }));
    seen.joined = await joined.wait().catch((error) => error.exitCode);
    const sleeper = await sandbox.commands.run("sleep 300", { background: true });
    seen.killed = await sleeper.kill();
    await sleeper.wait().catch(() => {});
    seen.killedAgain = await sandbox.commands.kill(sleeper.pid);
    seen.timeout = await nameOf(() => sandbox.commands.run("sleep 3000", { timeoutMs: 300 }));
    let chunks = 0;
    const big = await sandbox.commands.run("head -c 3000000 /dev/zero | tr '\\0' x", { onStdout: () => void chunks++ });
    seen.big = big.stdout.length;
    seen.streamed = chunks > 1;
  },

  async files(sandbox, seen) {
    const written = await sandbox.files.write("dir/ünïcode ä.txt", "text ä");
    seen.written = written.path;
    seen.read = await sandbox.files.read("dir/ünïcode ä.txt");
    const bytes = new Uint8Array(300000).map((_, i) => (i * 7) % 256);
    await sandbox.files.write("dir/bytes", bytes.buffer);
    seen.bytes = Buffer.compare(Buffer.from(await sandbox.files.read("dir/bytes", { format: "bytes" })), Buffer.from(bytes)) === 0;
    await sandbox.files.write([{ path: "dir/one", data: "1" }, { path: "/tmp/two", data: "2" }]);
    seen.several = (await sandbox.commands.run("cat dir/one /tmp/two")).stdout;
    seen.list = (await sandbox.files.list("dir")).map((entry) => entry.name).sort();
    seen.missing = await nameOf(() => sandbox.files.read("nothing"));
    seen.made = [await sandbox.files.makeDir("dir/sub"), await sandbox.files.makeDir("dir/sub")];
    await sandbox.files.rename("dir/one", "dir/sub/uno");
    seen.exists = [await sandbox.files.exists("dir/one"), await sandbox.files.exists("dir/sub/uno")];
    const info = await sandbox.files.getInfo("dir/sub/uno");
    seen.info = { type: info.type, size: info.size, permissions: info.permissions, owner: info.owner };
    await sandbox.files.remove("dir/sub");
    seen.removed = await sandbox.files.exists("dir/sub/uno");
  },

  async watch(sandbox, seen) {
    await sandbox.files.makeDir("dir");
    const events = [];
    const watch = await sandbox.files.watchDir("dir", (event) => void events.push(`${event.type} ${event.name}`));
    await sandbox.commands.run("echo x > dir/watched; rm dir/watched");
    await eventually(() => events.includes("remove watched"));
    await watch.stop();
    seen.events = [...new Set(events)].filter((event) => event === "create watched" || event === "write watched" || event === "remove watched").sort();
  },

  async links(sandbox, seen) {
    await sandbox.files.write("dir/bytes", "x".repeat(300000));
    const down = await sandbox.downloadUrl("dir/bytes", { useSignatureExpiration: 60 });
    seen.down = (await (await fetch(down)).arrayBuffer()).byteLength;
    seen.forged = (await fetch(down.replace("dir%2Fbytes", "%2Fetc%2Fpasswd"))).status;
    const form = new FormData();
    form.append("file", new Blob(["by link"]), "linked.txt");
    const up = await sandbox.uploadUrl("dir/linked.txt");
    seen.up = (await fetch(up, { method: "POST", body: form })).status;
    seen.linked = await sandbox.files.read("dir/linked.txt");
  },

  async life(sandbox, seen) {
    const listed = await Sandbox.list({ ...connection, query: { metadata: { tenant: "ä&b=c d", run: name } } }).nextItems();
    seen.list1 = listed.map((entry) => [entry.sandboxId === sandbox.sandboxId, entry.metadata.tenant, entry.state]);
    seen.list0 = (await Sandbox.list({ ...connection, query: { metadata: { tenant: "other" } } }).nextItems()).length;
    const metrics = await sandbox.getMetrics();
    seen.metrics = metrics.length === 1 && metrics[0].memTotal > 0;
    seen.running = await sandbox.isRunning();
    const before = await sandbox.getInfo();
    await sandbox.setTimeout(1200000);
    const detail = await sandbox.getInfo();
    seen.extended = detail.endAt - before.endAt > 500000;
    seen.state = detail.state;
  },

  async snapshot(sandbox, seen) {
    await sandbox.files.write("dir/linked.txt", "by link");
    const snapshot = await sandbox.createSnapshot();
    const copy = await Sandbox.create(snapshot.snapshotId, connection);
    seen.copied = await copy.files.read("dir/linked.txt");
    await copy.files.write("dir/linked.txt", "changed in the copy");
    seen.original = await sandbox.files.read("dir/linked.txt");
    seen.copyKilled = await copy.kill();
    seen.deleted = [await Sandbox.deleteSnapshot(snapshot.snapshotId, connection), await Sandbox.deleteSnapshot(snapshot.snapshotId, connection)];
  },

  async pause(sandbox, seen) {
    await sandbox.files.write("dir/linked.txt", "by link");
    seen.paused = [await sandbox.pause({ keepMemory: false }), (await sandbox.getInfo()).state, await sandbox.isRunning()];
    const again = await Sandbox.connect(sandbox.sandboxId, { ...connection, timeoutMs: 600000 });
    seen.resumed = await again.files.read("dir/linked.txt");
    seen.end = [await again.kill(), await again.kill(), await again.isRunning()];
    seen.gone = await nameOf(() => Sandbox.connect(sandbox.sandboxId, connection));
    seen.wrongKey = await nameOf(() => Sandbox.create({ ...connection, apiKey: "e2b_0000" }));
  },

  async freeze(sandbox, seen) {
    // Each beat is the time of this machine at which it was made. Nothing is told by how long something takes.
    const beating = "while :; do read -r now _ < /proc/uptime; echo $now >> beats; sleep 0.02; done";
    const now = () => Number(fs.readFileSync("/proc/uptime", "utf8").split(" ")[0]);
    const beats = async (of) => (await of.files.read("beats").catch(() => "")).split("\n").slice(0, -1).map(Number);
    const beatsAfter = (of, time) => eventually(async () => (await beats(of)).filter((beat) => beat > time).length >= 5);
    await sandbox.commands.run(beating, { background: true });
    await beatsAfter(sandbox, 0);
    const neighbour = await Sandbox.create({ ...connection, timeoutMs: 600000 });
    try {
      seen.paused = [await sandbox.pause(), (await sandbox.getInfo()).state];
      const from = now();
      // The pause lasts for several beats of a process that is not paused.
      await neighbour.commands.run(beating, { background: true });
      await beatsAfter(neighbour, from);
      const to = now();
      await Sandbox.connect(sandbox.sandboxId, { ...connection, timeoutMs: 600000 });
      await beatsAfter(sandbox, to);
      const all = await beats(sandbox);
      seen.wentOn = all.some((beat) => beat <= from) && all.some((beat) => beat > to);
      seen.whilePaused = all.filter((beat) => beat > from && beat < to).length;
    } finally {
      await neighbour.kill().catch(() => {});
    }
  },
};

setTimeout(() => {
  console.error(`the part '${part}' was not done within two minutes`);
  process.exit(1);
}, 120000).unref();

(async () => {
  const seen = {};
  const sandbox = await Sandbox.create({ ...connection, timeoutMs: 600000, metadata: { tenant: "ä&b=c d", run: name }, envs: { COLOUR: "blue" } });
  try {
    await parts[part](sandbox, seen);
  } finally {
    await sandbox.kill().catch(() => {});
  }

  process.stdout.write(JSON.stringify(seen));
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
