using System.Globalization;
using CloudBase.MultiTenant.Emulator.Hosting;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Reads a fault script from the page's form.</summary>
internal static class FaultForm
{
    /// <exception cref="ArgumentException">A field makes no sense; the message names it.</exception>
    public static FaultScript Read(FormFields form) => new()
    {
        Kind = Enum.TryParse<FaultKind>(form.Text("kind"), out var kind) && Enum.IsDefined(kind)
            ? kind
            : throw BodyRules.Refusal("kind", form.Text("kind")),
        Service = form.Text("service"),
        Action = form.Text("action"),
        Nth = Number(form, "nth"),
        Times = Number(form, "times"),
        Probability = form.Text("probability") is not { } chance ? 1
            : double.TryParse(chance, CultureInfo.InvariantCulture, out var probability) ? probability
            : throw BodyRules.Refusal("probability", chance),
        ErrorCode = form.Text("errorCode"),
        Message = form.Text("message"),
        Delay = form.Text("delay") is { } delay ? FormTime.Read("delay", delay) : null,
    };

    private static int Number(FormFields form, string name) =>
        form.Text(name) is not { } text ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw BodyRules.Refusal(name, text);
}
