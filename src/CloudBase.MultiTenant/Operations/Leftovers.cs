using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>What a cancelled operation left as it is, in its result.</summary>
internal static class Leftovers
{
    /// <summary>The name under which results list what is left: <c>leftovers.0000</c> and so on.</summary>
    public const string Name = "leftovers";

    public static StepData Write(IReadOnlyList<string> left) => left.Index().Aggregate(
        StepData.Empty, static (data, one) => data.With($"{Name}.{one.Index.ToString("D4", CultureInfo.InvariantCulture)}", one.Item));
}
