using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace QuickStart.Hosting;

/// <summary>The environment's variables but for those of one section, which is another host's of this program: a host refuses what nobody in it reads.</summary>
internal sealed class EnvironmentWithout(string section) : EnvironmentVariablesConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load()
    {
        base.Load();
        foreach (string key in Data.Keys.Where(k => k.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            Data.Remove(key);
        }
    }
}
