using CloudBase.MultiTenant.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CloudBase.MultiTenant.Sqlite;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model.</summary>
internal sealed class DesignTimeContexts : IDesignTimeDbContextFactory<MultiTenantDbContext>
{
    public MultiTenantDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<MultiTenantDbContext>();
        SqliteFile.ConfigureWithoutModel(options, "Data Source=design-time.db");
        return new MultiTenantDbContext(options.Options);
    }
}
