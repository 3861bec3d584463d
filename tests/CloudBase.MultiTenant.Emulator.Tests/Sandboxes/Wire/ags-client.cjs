// Drives the ags actions with the unmodified official client, and the sandbox behind them with what they give; prints what it saw.
const path = require("node:path");
const [modules, url, secretId, secretKey] = process.argv.slice(2);
const { ags } = require(path.join(modules, "tencentcloud-sdk-nodejs"));
const { Sandbox } = require(path.join(modules, "e2b"));
const client = new ags.v20250920.Client({
  credential: { secretId, secretKey },
  region: "ap-shanghai",
  profile: { httpProfile: { endpoint: new URL(url).host, protocol: "http://" } },
});

async function codeOf(call) {
  try {
    await call();
    return null;
  } catch (error) {
    return error.code;
  }
}

async function until(id, status) {
  const end = Date.now() + 120000;
  while (true) {
    const { InstanceSet } = await client.DescribeSandboxInstanceList({ InstanceIds: [id] });
    if (InstanceSet[0].Status === status) return InstanceSet[0];
    if (Date.now() > end) throw new Error(`${id} did not become ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

(async () => {
  const seen = {};
  const tool = { ToolName: "worker", ToolType: "custom", NetworkConfiguration: { NetworkMode: "SANDBOX" }, DefaultTimeout: "10m", ClientToken: "t-1", CustomConfiguration: { Env: [{ Name: "COLOUR", Value: "red" }] } };
  const { ToolId } = await client.CreateSandboxTool(tool);
  seen.sameTool = (await client.CreateSandboxTool(tool)).ToolId === ToolId;
  seen.nameTaken = await codeOf(() => client.CreateSandboxTool({ ...tool, ClientToken: "t-2" }));
  const tools = await client.DescribeSandboxToolList({ ToolIds: [ToolId] });
  seen.tool = [tools.TotalCount, tools.SandboxToolSet[0].ToolName, tools.SandboxToolSet[0].Status, tools.SandboxToolSet[0].DefaultTimeoutSeconds];

  const start = { ToolName: "worker", Timeout: "5m0s", ClientToken: "start-1", Metadata: [{ Name: "tenant", Value: "acme" }] };
  const { Instance } = await client.StartSandboxInstance(start);
  seen.started = [Instance.Status, Instance.TimeoutSeconds, Instance.AuthMode, /^[0-9a-f]{32}$/.test(Instance.InstanceId)];
  seen.sameInstance = (await client.StartSandboxInstance(start)).Instance.InstanceId === Instance.InstanceId;
  const id = Instance.InstanceId;
  seen.running = (await until(id, "RUNNING")).Metadata;
  seen.toolInUse = await codeOf(() => client.DeleteSandboxTool({ ToolId }));
  seen.timeouts = [await codeOf(() => client.UpdateSandboxInstance({ InstanceId: id, Timeout: "29s" })), await codeOf(() => client.UpdateSandboxInstance({ InstanceId: id, Timeout: "25h" })), await codeOf(() => client.UpdateSandboxInstance({ InstanceId: id, Timeout: "1h" }))];

  // The data plane, by the acquired token.
  const { Token, TrafficToken } = await client.AcquireSandboxInstanceToken({ InstanceId: id });
  const { APIKey, KeyId } = await client.CreateAPIKey({ Name: "ci" });
  const sandbox = await Sandbox.connect(id, { apiUrl: url, sandboxUrl: url, apiKey: APIKey });
  seen.output = (await sandbox.commands.run("echo $COLOUR")).stdout;
  const call = (token) => fetch(`${url}/process.Process/List`, { method: "POST", body: "{}", headers: { "content-type": "application/json", "e2b-sandbox-id": id, "x-access-token": token } });
  seen.tokens = [(await call(Token)).status, (await call(TrafficToken)).status, (await call("sit_none")).status];

  // Pause and resume without memory, stop.
  seen.pausing = (await client.PauseSandboxInstance({ InstanceId: id, Memory: false })).InstanceStatus;
  await until(id, "PAUSED");
  seen.pausedAgain = await codeOf(() => client.PauseSandboxInstance({ InstanceId: id, Memory: false }));
  await client.ResumeSandboxInstance({ InstanceId: id, Timeout: "5m" });
  await until(id, "RUNNING");
  await client.StopSandboxInstance({ InstanceId: id });
  seen.stopped = (await until(id, "STOPPED")).StopReason;
  seen.dataPlaneAfter = (await call(Token)).status;
  seen.unknown = await codeOf(() => client.StopSandboxInstance({ InstanceId: "0".repeat(32) }));

  // Keys.
  seen.keys = (await client.DescribeAPIKeyList({})).APIKeySet.map((key) => [key.Name, key.MaskedKey.includes(APIKey)]);
  await client.DeleteAPIKey({ KeyId });
  seen.keyGone = await Sandbox.connect(id, { apiUrl: url, apiKey: APIKey }).catch((error) => error.constructor.name);
  seen.toolDeleted = await codeOf(() => client.DeleteSandboxTool({ ToolId }));
  process.stdout.write(JSON.stringify(seen));
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
