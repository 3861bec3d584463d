using System.Data.Common;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>A row that gives its values by their place among its columns.</summary>
internal interface IStoredRow
{
    /// <summary>Returns the value of a column; null is the database's null.</summary>
    object? ValueOf(int column);
}

/// <summary>A row that says which columns it has and is read from them, in one order: nothing has to be compiled for that while a host starts.</summary>
/// <typeparam name="TSelf">The row.</typeparam>
internal interface IStoredRow<out TSelf> : IStoredRow
    where TSelf : IStoredRow<TSelf>
{
    /// <summary>Gets the properties that have a column, all of them.</summary>
    static abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Makes a row of what a reader is at.</summary>
    static abstract TSelf Read(DbDataReader row);
}
