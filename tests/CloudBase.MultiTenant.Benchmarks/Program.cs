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

if (args is [ClientBenchmark.MeasureArgument, string onePort, string manyPort])
{
    Environment.ExitCode = await ClientBenchmark.MeasureAsync(int.Parse(onePort), int.Parse(manyPort));
    return;
}

if (args is ["client", .. string[] clientArguments])
{
    Environment.ExitCode = await ClientBenchmark.RunAsync(pinned: clientArguments is not ["--all-cores"]);
    return;
}

if (args is ["onboarding", .. string[] rest])
{
    Environment.ExitCode = await OnboardingMeasurement.RunAsync(rest);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(StoreMeasurement).Assembly).Run(args);
