namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>Rows in the order of creation; a list call sees a row only when it is older than the list lag.</summary>
internal sealed class LaggedList<TRecord>
    where TRecord : Record
{
    private readonly List<TRecord> _rows = [];

    public IReadOnlyList<TRecord> All => _rows;

    public void Load(IEnumerable<TRecord> rows)
    {
        _rows.Clear();
        _rows.AddRange(rows.OrderBy(row => row.Sequence));
    }

    public void Add(TRecord row) => _rows.Add(row);

    public void Remove(TRecord row)
    {
        var index = FirstWhere(other => other.Sequence >= row.Sequence);
        if (index < _rows.Count && ReferenceEquals(_rows[index], row))
        {
            _rows.RemoveAt(index);
        }
    }

    public int VisibleCount(DateTimeOffset newestVisible) => FirstWhere(row => row.CreatedAt > newestVisible);

    /// <summary>A page, newest first, of what is old enough to be listed.</summary>
    public IEnumerable<TRecord> NewestFirst(DateTimeOffset newestVisible, long offset, long limit)
    {
        for (var index = VisibleCount(newestVisible) - 1 - offset; index >= 0 && limit-- > 0; index--)
        {
            yield return _rows[(int)index];
        }
    }

    private int FirstWhere(Predicate<TRecord> isAtOrAfter)
    {
        int low = 0, high = _rows.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isAtOrAfter(_rows[middle]))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
