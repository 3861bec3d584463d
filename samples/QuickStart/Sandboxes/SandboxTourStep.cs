namespace QuickStart.Sandboxes;

/// <summary>One thing that was done with a sandbox.</summary>
/// <param name="What">What was done.</param>
/// <param name="Seen">What came of it.</param>
/// <param name="Took">How long it took.</param>
/// <param name="AsExpected">Whether it is what should come of it.</param>
internal sealed record SandboxTourStep(string What, string Seen, TimeSpan Took, bool AsExpected);
