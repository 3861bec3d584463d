using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>The checked arguments of a call.</summary>
internal readonly struct Arguments(JsonElement root)
{
    public string? Text(string name) => TryGet(name, out var value) ? value.GetString() : null;

    public string Required(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw CloudErrorException.InvalidValue(name, string.Empty, "it must not be empty");

    public long? Number(string name) => TryGet(name, out var value) ? value.GetInt64() : null;

    public bool? Flag(string name) => TryGet(name, out var value) ? value.GetBoolean() : null;

    public List<string> Texts(string name)
    {
        List<string> texts = [];
        if (TryGet(name, out var value))
        {
            foreach (var element in value.EnumerateArray())
            {
                texts.Add(element.GetString()!);
            }
        }

        return texts;
    }

    public List<long> Numbers(string name)
    {
        List<long> numbers = [];
        if (TryGet(name, out var value))
        {
            foreach (var element in value.EnumerateArray())
            {
                numbers.Add(element.GetInt64());
            }
        }

        return numbers;
    }

    public List<Arguments> Items(string name)
    {
        List<Arguments> items = [];
        if (TryGet(name, out var value))
        {
            foreach (var element in value.EnumerateArray())
            {
                items.Add(new Arguments(element));
            }
        }

        return items;
    }

    /// <summary>The names of what was given.</summary>
    public List<string> Names()
    {
        List<string> names = [];
        foreach (var property in root.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                names.Add(property.Name);
            }
        }

        return names;
    }

    public Arguments? Item(string name) => TryGet(name, out var value) ? new Arguments(value) : null;

    public long Range(string name, long minimum, long maximum, long fallback)
    {
        var value = Number(name) ?? fallback;
        return value >= minimum && value <= maximum
            ? value
            : throw CloudErrorException.InvalidValue(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture), $"it must be {minimum} to {maximum}");
    }

    private bool TryGet(string name, out JsonElement value) =>
        root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}
