// Drives an emulator with the unmodified official client; prints one JSON line of what it saw.
const path = require("node:path");
const [modules, endpoint, secretId, secretKey] = process.argv.slice(2);
const { tcb, sts } = require(path.join(modules, "tencentcloud-sdk-nodejs"));

function client(Client, id, key, token) {
  return new Client({
    credential: { secretId: id, secretKey: key, token },
    region: "ap-shanghai",
    profile: { httpProfile: { endpoint, protocol: "http://" } },
  });
}

async function codeOf(call) {
  try {
    await call();
    return null;
  } catch (error) {
    return error.code;
  }
}

(async () => {
  const Tcb = tcb.v20180608.Client;
  const environments = client(Tcb, secretId, secretKey);
  const created = await environments.CreateEnv({ Alias: "official", PackageId: "baas_personal", Resources: ["flexdb", "storage", "function"] });
  const described = await environments.DescribeEnvs({ EnvId: created.EnvId });
  const policy = {
    version: "2.0",
    statement: [{ effect: "allow", action: ["tcb:DescribeEnvs"], resource: [`qcs::tcb:ap-shanghai::env/${created.EnvId}`] }],
  };
  const token = await client(sts.v20180813.Client, secretId, secretKey).GetFederationToken({
    Name: "tenant",
    Policy: encodeURIComponent(JSON.stringify(policy)),
    DurationSeconds: 1800,
  });
  const { TmpSecretId, TmpSecretKey, Token } = token.Credentials;
  const tenant = client(Tcb, TmpSecretId, TmpSecretKey, Token);
  const seenByTenant = await tenant.DescribeEnvs({ EnvId: created.EnvId });
  const refusedToTenant = await codeOf(() => tenant.DestroyEnv({ EnvId: created.EnvId }));
  await environments.DestroyEnv({ EnvId: created.EnvId });
  const billing = await environments.DescribeBillingInfo({ EnvId: created.EnvId });
  const wrongKey = await codeOf(() => client(Tcb, secretId, secretKey + "x").DescribeEnvs({}));
  const wrongId = await codeOf(() => client(Tcb, "AKIDnobody", secretKey).DescribeEnvs({}));
  console.log(JSON.stringify({
    environmentId: created.EnvId,
    alias: described.EnvList[0].Alias,
    status: described.EnvList[0].Status,
    seenByTenant: seenByTenant.Total,
    refusedToTenant,
    billingStatus: billing.EnvBillingInfoList[0].Status,
    wrongKey,
    wrongId,
  }));
})().catch(error => {
  console.error(error);
  process.exit(1);
});
