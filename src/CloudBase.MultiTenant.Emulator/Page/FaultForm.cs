using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Reads a fault script from the page's form.</summary>
internal static class FaultForm
{
    /// <exception cref="ArgumentException">A field makes no sense; the message names it.</exception>
    public static FaultScript Read(FormFields form) => new()
    {
        Kind = Enum.TryParse<FaultKind>(form.Text("kind"), out var kind) && Enum.IsDefined(kind)
            ? kind
            : throw new ArgumentException($"kind is '{form.Text("kind")}'; it is one of {string.Join(", ", Enum.GetNames<FaultKind>())}."),
        Service = form.Text("service"),
        Action = form.Text("action"),
        Nth = Number(form, "nth"),
        Times = Number(form, "times"),
        Probability = form.Text("probability") is not { } chance ? 1
            : double.TryParse(chance, CultureInfo.InvariantCulture, out var probability) ? probability
            : throw new ArgumentException($"probability is '{chance}' but must be a number above 0 and at most 1."),
        ErrorCode = form.Text("errorCode"),
        Message = form.Text("message"),
        Delay = form.Text("delay") is not { } delay ? null
            : TimeSpan.TryParse(delay, CultureInfo.InvariantCulture, out var time) ? time
            : throw new ArgumentException($"delay is '{delay}' but must be a time such as 00:00:02."),
    };

    private static int Number(FormFields form, string name) =>
        form.Text(name) is not { } text ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"{name} is '{text}' but must be a whole number from 1.");
}
