namespace CloudBase.MultiTenant.Operations;

/// <summary>What a round of steps is for.</summary>
internal enum RunnerMode
{
    /// <summary>To get on.</summary>
    Forward,

    /// <summary>To settle what was begun and to collect what is to be undone.</summary>
    Undoing,

    /// <summary>To undo it.</summary>
    Compensating,
}
