namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What <c>POST /_emulator/clock</c> changes.</summary>
internal sealed record ClockChange(TimeSpan? Advance);
