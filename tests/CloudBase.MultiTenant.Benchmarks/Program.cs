using BenchmarkDotNet.Running;
using CloudBase.MultiTenant.Benchmarks.Onboarding;
using CloudBase.MultiTenant.Benchmarks.Stores;
using CloudBase.MultiTenant.Benchmarks.TencentCloud;

if (args is ["stores", ..])
{
    await StoreMeasurement.RunAsync(Console.Out);
    return;
}

if (args is [LoopbackServer.Argument])
{
    await LoopbackServer.ServeAsync();
    return;
}

if (args is ["client", ..])
{
    Environment.ExitCode = await ClientBenchmark.RunAsync(rounds: 5, TimeSpan.FromSeconds(1.5));
    return;
}

if (args is ["onboarding", .. string[] rest])
{
    Environment.ExitCode = await OnboardingMeasurement.RunAsync(rest);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(StoreMeasurement).Assembly).Run(args);
