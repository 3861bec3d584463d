using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace CloudBase.MultiTenant.Ports;

/// <summary>A small map of texts: what a step intends, or what it gave. Secrets in it are protected text. Immutable, equal by content.</summary>
public sealed class StepData : IEquatable<StepData>
{
    private readonly ImmutableSortedDictionary<string, string> _values;

    private StepData(ImmutableSortedDictionary<string, string> values) => _values = values;

    /// <summary>Gets the map without entries.</summary>
    public static StepData Empty { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>Gets the entries, sorted by name.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Gets an entry.</summary>
    /// <param name="name">The entry's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
    public string this[string name] =>
        _values.TryGetValue(name, out string? value) ? value
            : throw new KeyNotFoundException($"There is no entry '{name}'; there is: {string.Join(", ", _values.Keys)}.");

    /// <summary>Gets an entry, or null.</summary>
    /// <param name="name">The entry's name.</param>
    public string? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>Returns a map with one entry more, or changed; a null value removes the entry.</summary>
    /// <param name="name">The entry's name.</param>
    /// <param name="value">The entry's value.</param>
    public StepData With(string name, string? value) => new(value is null ? _values.Remove(name) : _values.SetItem(name, value));

    /// <summary>Returns a map with all entries of both; the other's win.</summary>
    /// <param name="other">The other map.</param>
    public StepData With(StepData other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other._values.IsEmpty ? this : new(_values.SetItems(other._values));
    }

    /// <summary>Writes the map as a JSON object.</summary>
    public string ToJson()
    {
        if (_values.IsEmpty)
        {
            return "{}";
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach ((string name, string value) in _values)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Reads a map from a JSON object of texts.</summary>
    /// <param name="json">The JSON; null and empty give the empty map.</param>
    /// <exception cref="FormatException">It is no JSON object of texts.</exception>
    public static StepData FromJson(string? json)
    {
        if (string.IsNullOrEmpty(json) || json == "{}")
        {
            return Empty;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var builder = Empty._values.ToBuilder();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                builder[property.Name] = property.Value.GetString() ?? throw new FormatException($"The entry '{property.Name}' is null.");
            }

            return new StepData(builder.ToImmutable());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("Stored step data is no JSON object of texts; the record was damaged or written by another program.", e);
        }
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] StepData? other) =>
        other is not null && (ReferenceEquals(_values, other._values) || _values.SequenceEqual(other._values));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StepData);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach ((string name, string value) in _values)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>Returns the entries' names, never their values.</summary>
    public override string ToString() => "{" + string.Join(", ", _values.Keys) + "}";
}
