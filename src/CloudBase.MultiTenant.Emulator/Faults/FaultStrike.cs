namespace CloudBase.MultiTenant.Emulator.Faults;

/// <summary>A script that strikes a call, with the chance drawn for it (0 to 1).</summary>
internal readonly record struct FaultStrike(FaultScript Script, double Fraction);
