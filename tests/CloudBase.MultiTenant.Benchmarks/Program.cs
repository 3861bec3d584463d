using BenchmarkDotNet.Running;
using CloudBase.MultiTenant.Benchmarks.EmulatorStart;
using CloudBase.MultiTenant.Benchmarks.EnvironmentPool;
using CloudBase.MultiTenant.Benchmarks.Hosting;
using CloudBase.MultiTenant.Benchmarks.Onboarding;
using CloudBase.MultiTenant.Benchmarks.SandboxPool;
using CloudBase.MultiTenant.Benchmarks.Sandboxes;
using CloudBase.MultiTenant.Benchmarks.Stores;
using CloudBase.MultiTenant.Benchmarks.TencentCloud;

if (args is ["stores", .. string[] storeArguments])
{
    await StoreMeasurement.RunAsync(Console.Out, commitsOnly: storeArguments.Contains("--commits"));
    return;
}

if (args is [LoopbackServer.Argument, string listed, string sleeps])
{
    LoopbackServer.Serve(int.Parse(listed), bool.Parse(sleeps));
    return;
}

if (args is [ClientBenchmark.MeasureArgument, string environments, string port])
{
    Environment.ExitCode = await ClientBenchmark.MeasureAsync(int.Parse(environments), int.Parse(port));
    return;
}

if (args is ["client", .. string[] clientArguments])
{
    Environment.ExitCode = await ClientBenchmark.RunAsync(
        pinned: !clientArguments.Contains("--all-cores"), serverSleeps: clientArguments.Contains("--server-sleeps"));
    return;
}

if (args is ["onboarding", .. string[] rest])
{
    Environment.ExitCode = await OnboardingMeasurement.RunAsync(rest);
    return;
}

if (args is ["emulator", .. string[] emulatorArguments])
{
    Environment.ExitCode = await EmulatorMeasurement.RunAsync(emulatorArguments);
    return;
}

if (args is [HostStartMeasurement.ChildArgument, string variant, string started, string folder])
{
    await HostStartMeasurement.StartOneAsync(variant, started, folder);
    return;
}

if (args is ["host-start", ..])
{
    await HostStartMeasurement.RunAsync();
    return;
}

if (args is ["first-success"])
{
    await FirstSuccessMeasurement.RunAsync();
    return;
}

if (args is ["aot", string program])
{
    await AotMeasurement.RunAsync(program);
    return;
}

if (args is ["sandboxes"])
{
    Environment.ExitCode = await SandboxMeasurement.RunAsync();
    return;
}

if (args is ["sandbox-pool", .. string[] poolArguments])
{
    Environment.ExitCode = await SandboxPoolMeasurement.RunAsync(Console.Out, processorOnly: poolArguments.Contains("--processor"));
    if (!poolArguments.Contains("--processor"))
    {
        Environment.ExitCode |= await SandboxTemplateMeasurement.RunAsync(Console.Out);
    }

    return;
}

if (args is ["environment-pool"])
{
    Environment.ExitCode = await EnvironmentPoolMeasurement.RunAsync(Console.Out);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(StoreMeasurement).Assembly).Run(args);
