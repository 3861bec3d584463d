using System.Globalization;
using CloudBase.MultiTenant.Ports;
using FluentAssertions;
using Xunit;
using static CloudBase.MultiTenant.TestKit.Stores.PoolSamples;

namespace CloudBase.MultiTenant.TestKit.Stores;

/// <summary>Records that hosts share.</summary>
public abstract partial class MultiTenantStoreContract
{
    [Fact]
    public async Task PutSharedRecord_Version0_InsertsOnceAndIsCountedUp()
    {
        SharedRecord record = Shared("node", value: "关");
        await MustRefuseAsync(new StoreChange.PutSharedRecord(record with { Version = 1 }), "version 0, not 1");
        await Store.MustCommitAsync(new StoreChange.PutSharedRecord(record));

        await MustRefuseAsync(new StoreChange.PutSharedRecord(record), "version 1, not 0");
        await Store.MustCommitAsync(new StoreChange.PutSharedRecord(Shared("node") with { Version = 1 }));
        (await (await ReopenAsync()).FindSharedRecordAsync(Account, record.Kind, "node", None)).Should().Be(Shared("node") with { Version = 2 });
    }

    [Fact]
    public async Task OverwriteSharedRecord_WhateverIsStored_IsWrittenAndCountedUpToTheMost()
    {
        SharedRecord record = Shared("node");
        await Store.MustCommitAsync(new StoreChange.OverwriteSharedRecord(record with { Version = 7 }, 2));
        await Store.MustCommitAsync(new StoreChange.PutSharedRecord(Shared("node", value: "two") with { Version = 1 }));

        await MustRefuseAsync(new StoreChange.OverwriteSharedRecord(record, 2), "written 2 times, and 2 is the most");
        await MustRefuseAsync(new StoreChange.OverwriteSharedRecord(Shared("other"), 0), "written 0 times, and 0 is the most");
        (await Store.FindSharedRecordAsync(Account, record.Kind, "node", None)).Should().Be(Shared("node", value: "two") with { Version = 2 });
        await Store.MustCommitAsync(
            new StoreChange.OverwriteSharedRecord(record), new StoreChange.DeleteSharedRecord(record with { Version = 3 }), new StoreChange.OverwriteSharedRecord(record, 1));
        (await (await ReopenAsync()).FindSharedRecordAsync(Account, record.Kind, "node", None)).Should().Be(record with { Version = 1 });
    }

    [Fact]
    public async Task OverwriteSharedRecord_SixtyFourRaceForFivePlaces_FiveGetOne()
    {
        IMultiTenantStore[] hosts = [Store, await ReopenAsync()];
        var overwrite = new StoreChange.OverwriteSharedRecord(Shared("taken"), 5);

        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () => await hosts[i % 2].CommitAsync(
            new StoreChange.PutSharedRecord(Shared($"n-{i:D2}", "place")), overwrite, new StoreChange.PutSharedRecord(Shared($"p-{i:D2}", "place"))))));

        results.Count(r => r.IsCommitted).Should().Be(5);
        results.Where(r => !r.IsCommitted).Should().OnlyContain(r => ReferenceEquals(r.Refused, overwrite));
        (await Store.ReadSharedRecordsAsync(Account, "place", None)).Should().HaveCount(10, "what was to be made with a place is made only with it");
        (await Store.FindSharedRecordAsync(Account, "template-breaker", "taken", None))!.Version.Should().Be(5);
    }

    [Theory]
    [InlineData(41, 1)]
    [InlineData(1, 129)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void SharedRecord_OfAKindOrNameThatIsEmptyOrTooLong_IsNone(int kind, int name)
    {
        Func<SharedRecord> make = () => Shared("node") with { Kind = new string('k', kind), Name = new string('n', name) };

        make.Should().Throw<ArgumentException>();
        (Shared("node") with { Kind = new string('k', 40), Name = new string('n', 128) }).Name.Should().HaveLength(128);
    }

    [Fact]
    public async Task DeleteSharedRecord_OtherVersion_IsRefused()
    {
        SharedRecord record = Shared("node");
        await MustRefuseAsync(new StoreChange.DeleteSharedRecord(record), "version 0");
        await Store.MustCommitAsync(new StoreChange.PutSharedRecord(record));

        await MustRefuseAsync(new StoreChange.DeleteSharedRecord(record), "version 1");
        await Store.MustCommitAsync(new StoreChange.DeleteSharedRecord(record with { Version = 1 }), new StoreChange.PutSharedRecord(record));
        (await Store.FindSharedRecordAsync(Account, record.Kind, "node", None)).Should().Be(record with { Version = 1 });
    }

    [Fact]
    public async Task ReadSharedRecords_OfAKind_ComeByNameAndCaseTellsThemApart()
    {
        string[] names = ["node", "Node", "é", "e\u0301", "a", "张", "\U0001F469", "\uFFFD"];
        await Store.MustCommitAsync(
        [
            .. names.Select(n => new StoreChange.PutSharedRecord(Shared(n, value: n))), new StoreChange.PutSharedRecord(Shared("node", "Template-breaker")),
            new StoreChange.PutSharedRecord(Shared("node") with { Account = CloudAccountName.Parse("other") }),
        ]);

        (await Store.ReadSharedRecordsAsync(Account, "template-breaker", None)).Select(r => r.Name).Should().Equal(names.Order(StringComparer.Ordinal));
        (await Store.FindSharedRecordAsync(Account, "template-breaker", "Node", None))!.Data["state"].Should().Be("Node");
        (await Store.FindSharedRecordAsync(Account, "template-breaker", "NODE", None)).Should().BeNull();
        (await Store.ReadSharedRecordsAsync(Account, "bucket", None)).Should().BeEmpty();
    }

    [Fact]
    public async Task PutSharedRecord_SixteenWritersOnOneCounter_LoseNoIncrement()
    {
        IMultiTenantStore[] hosts = [Store, await ReopenAsync()];
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            for (int done = 0; done < 4;)
            {
                IMultiTenantStore store = hosts[i % 2];
                SharedRecord read = await store.FindSharedRecordAsync(Account, "bucket", "n", None) ?? Shared("n", "bucket", "0");
                int next = int.Parse(read.Data["state"], CultureInfo.InvariantCulture) + 1;
                CommitResult result = await store.CommitAsync(new StoreChange.PutSharedRecord(Shared("n", "bucket", $"{next}") with { Version = read.Version }));
                done += result.IsCommitted ? 1 : 0;
            }
        })));

        SharedRecord end = (await Store.FindSharedRecordAsync(Account, "bucket", "n", None))!;
        (end.Data["state"], end.Version).Should().Be(("64", 64));
    }
}
