using CloudBase.MultiTenant.Ports;
using FluentAssertions;
using Xunit;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.TestKit.Stores;

/// <summary>Every condition of every change.</summary>
public abstract partial class MultiTenantStoreContract
{
    [Fact]
    public async Task InsertTenant_KeyTaken_IsRefused()
    {
        await Store.MustCommitAsync(new StoreChange.InsertTenant(Tenant(Key("tenant"), 1)));

        await MustRefuseAsync(new StoreChange.InsertTenant(Tenant(Key("tenant"), 2)), "already");
    }

    [Fact]
    public async Task InsertTenant_AliasTaken_IsRefused()
    {
        await Store.MustCommitAsync(new StoreChange.InsertTenant(Tenant(Key("tenant"), 1)));

        await MustRefuseAsync(new StoreChange.InsertTenant(Tenant(Key("other"), 1)), "alias");
    }

    [Fact]
    public async Task InsertTenant_VersionGiven_StoresVersionOne()
    {
        await Store.MustCommitAsync(new StoreChange.InsertTenant(Tenant(Key("tenant"), 1) with { Version = 9 }));

        (await Store.FindTenantAsync(Key("tenant"), None))!.Version.Should().Be(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task UpdateTenant_OtherVersion_IsRefused(long version)
    {
        Tenant tenant = Tenant(Key("tenant"), 1);
        await Store.MustCommitAsync(new StoreChange.InsertTenant(tenant));

        await MustRefuseAsync(new StoreChange.UpdateTenant(tenant with { Version = version, State = TenantState.Active }), "version 1");
        (await Store.FindTenantAsync(tenant.Key, None))!.State.Should().Be(TenantState.Provisioning);
    }

    [Fact]
    public async Task UpdateTenant_SameVersion_CountsItUp()
    {
        Tenant tenant = Tenant(Key("tenant"), 1);
        await Store.MustCommitAsync(new StoreChange.InsertTenant(tenant));
        await Store.MustCommitAsync(new StoreChange.UpdateTenant(Filled(tenant) with { Version = 1 }));

        (await Store.FindTenantAsync(tenant.Key, None)).Should().BeEquivalentTo(Filled(tenant) with { Version = 2 });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Update_Absent_IsRefusedWhateverTheVersion(long version)
    {
        await MustRefuseAsync(new StoreChange.UpdateTenant(Tenant(Key("tenant"), 1) with { Version = version }), "version 0");
        await MustRefuseAsync(new StoreChange.UpdateOperation(OperationOf(1, Key("tenant")) with { Version = version }), "version 0");
        await MustRefuseAsync(new StoreChange.UpdateApiKeySlot(Slot("env", 1) with { Version = version }), "version 0");
        await MustRefuseAsync(new StoreChange.DeleteApiKeySlot(Slot("env", 1) with { Version = version }), "version 0");
        (await Store.FindTenantAsync(Key("tenant"), None)).Should().BeNull();
    }

    [Fact]
    public async Task UpdateTenant_AliasChanges_KeepsAliasesUnique()
    {
        await Store.MustCommitAsync(new StoreChange.InsertTenant(Tenant(Key("a"), 1)), new StoreChange.InsertTenant(Tenant(Key("b"), 2)));

        await MustRefuseAsync(new StoreChange.UpdateTenant(Tenant(Key("b"), 1) with { Version = 1 }), "alias");
        await Store.MustCommitAsync(new StoreChange.UpdateTenant(Tenant(Key("b"), 3) with { Version = 1 }));

        (await Store.FindTenantByAliasAsync(Account, Alias(3), None))!.Version.Should().Be(2);
        (await Store.FindTenantByAliasAsync(Account, Alias(2), None)).Should().BeNull();
    }

    [Fact]
    public async Task InsertOperation_IdTaken_IsRefused()
    {
        await Store.MustCommitAsync(new StoreChange.InsertOperation(OperationOf(1, Key("a"))));

        await MustRefuseAsync(new StoreChange.InsertOperation(OperationOf(1, Key("b"))), "already");
    }

    [Fact]
    public async Task UpdateOperation_StaleFence_IsRefusedEvenWithTheRightVersion()
    {
        TenantOperation operation = OperationOf(1, Key("a")) with { Fence = 5 };
        await Store.MustCommitAsync(new StoreChange.InsertOperation(operation));

        await MustRefuseAsync(new StoreChange.UpdateOperation(operation with { Version = 1, Fence = 4 }), "fence 5");
        await MustRefuseAsync(new StoreChange.UpdateOperation(operation with { Version = 2, Fence = 5 }), "version 1");
        await Store.MustCommitAsync(new StoreChange.UpdateOperation(operation with { Version = 1, Fence = 6 }));
    }

    [Fact]
    public async Task UpdateOperation_OfAnotherTenantOrBeginning_IsListedThereAndNotWhereItWas()
    {
        TenantOperation operation = OperationOf(1, Key("a")) with { CreatedAt = Now, Fence = 5 };
        await Store.MustCommitAsync(new StoreChange.InsertOperation(operation), new StoreChange.InsertOperation(OperationOf(2, Key("b")) with { CreatedAt = Now.AddSeconds(1) }));

        await MustRefuseAsync(new StoreChange.UpdateOperation(operation with { Version = 1, Fence = 4, Tenant = Key("b") }), "fence 5");
        await MustRefuseAsync(new StoreChange.UpdateOperation(operation with { Version = 2, CreatedAt = Now.AddSeconds(2) }), "version 1");
        await Store.MustCommitAsync(new StoreChange.UpdateOperation(operation with { Version = 1, Tenant = Key("b"), CreatedAt = Now.AddSeconds(2) }));

        (await IdsAsync(OperationQuery.All)).Should().Equal(Operation(2), Operation(1));
        (await IdsAsync(new OperationQuery { Tenant = TenantId.Parse("b") })).Should().Equal(Operation(2), Operation(1));
        (await IdsAsync(new OperationQuery { Tenant = TenantId.Parse("a") })).Should().BeEmpty();

        async Task<IEnumerable<OperationId>> IdsAsync(OperationQuery query) => (await Store.ListOperationsAsync(Account, query, None).ToListAsync()).Select(o => o.Id);
    }

    [Fact]
    public async Task AppendJournal_SequenceTaken_IsRefused()
    {
        await Store.MustCommitAsync(new StoreChange.InsertOperation(OperationOf(1, Key("a"))), new StoreChange.AppendJournal(Entry(Operation(1), 1)));

        await MustRefuseAsync(new StoreChange.AppendJournal(Entry(Operation(1), 1) with { Note = "other" }), "entry 1");
        (await Store.ReadJournalAsync(Operation(1), 0, None)).Should().ContainSingle().Which.Note.Should().Be("注");
    }

    [Fact]
    public async Task AppendJournal_NoOperation_IsRefused() =>
        await MustRefuseAsync(new StoreChange.AppendJournal(Entry(Operation(1), 1)), "not there");

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task AppendJournal_OtherFence_IsRefused(long fence)
    {
        await Store.MustCommitAsync(new StoreChange.InsertOperation(OperationOf(1, Key("a")) with { Fence = 3 }));

        await MustRefuseAsync(new StoreChange.AppendJournal(Entry(Operation(1), 1, fence)), "fence 3");
    }

    [Fact]
    public async Task AppendJournal_FenceTakenInTheSameSet_CountsWhateverTheOrder()
    {
        TenantOperation operation = OperationOf(1, Key("a")) with { Fence = 3 };
        await Store.MustCommitAsync(new StoreChange.InsertOperation(operation));
        var takeOver = new StoreChange.UpdateOperation(operation with { Version = 1, Fence = 4 });

        await MustRefuseAsync(new StoreChange.AppendJournal(Entry(operation.Id, 1, 3)), "fence 4", takeOver);
        await Store.MustCommitAsync(new StoreChange.AppendJournal(Entry(operation.Id, 1, 4)), takeOver);
    }

    [Fact]
    public async Task BindEnvironment_BoundBefore_IsRefusedEvenToTheSameTenant()
    {
        var binding = new EnvironmentBinding(EnvironmentId.Parse("env"), Key("a"), Now);
        await Store.MustCommitAsync(new StoreChange.BindEnvironment(binding));

        await MustRefuseAsync(new StoreChange.BindEnvironment(binding with { Tenant = Key("b") }), "bound");
        await MustRefuseAsync(new StoreChange.BindEnvironment(binding), "bound");
        (await Store.FindBindingAsync(Account, binding.Environment, None))!.Tenant.Should().Be(Key("a"));
    }

    [Fact]
    public async Task InsertApiKeySlot_SlotTakenOrScopeNoLongerAsSeen_IsRefused()
    {
        ApiKeySlot first = Slot("env", 1, "mcp", 1) with { Version = 1 };
        await Store.MustCommitAsync(new StoreChange.InsertApiKeySlot(first, null));

        await MustRefuseAsync(new StoreChange.InsertApiKeySlot(Slot("env", 1, "mcp", 2), first), "slot 1");
        await MustRefuseAsync(new StoreChange.InsertApiKeySlot(Slot("env", 2, "mcp", 2), null), "'cbmt-k1' in slot 1 with version 1, not none");
        await MustRefuseAsync(new StoreChange.InsertApiKeySlot(Slot("env", 2, "mcp", 2), first with { Version = 2 }), "version 1, not 'cbmt-k1' in slot 1 with version 2");
        await MustRefuseAsync(new StoreChange.InsertApiKeySlot(Slot("env", 2, "mcp", 2), first with { KeyName = "gone" }), "not 'gone'");
        await MustRefuseAsync(new StoreChange.InsertApiKeySlot(Slot("env", 2, "Mcp", 2), first), "is none");
        await MustRefuseAsync(new StoreChange.InsertApiKeySlot(Slot("env", 2, "mcp", 1), first), "generation 1");
        await Store.MustCommitAsync(
            new StoreChange.InsertApiKeySlot(Slot("env", 2, "mcp", 2), first), new StoreChange.InsertApiKeySlot(Slot("env", 3, "Mcp", 1), null),
            new StoreChange.InsertApiKeySlot(Slot("other", 1, "mcp", 1), null));
        await MustRefuseAsync(new StoreChange.InsertApiKeySlot(Slot("env", 4, "mcp", 3), first), "slot 2");
        (await Store.ReadApiKeySlotsAsync(Account, EnvironmentId.Parse("env"), None)).Select(s => s.Slot).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task InsertApiKeySlot_SeenRowWasRemovedAndTheScopeBeganAnew_IsRefused()
    {
        ApiKeySlot seen = Slot("env", 1, "mcp", 1, "of-the-crashed") with { Version = 1 };
        await Store.MustCommitAsync(new StoreChange.InsertApiKeySlot(seen, null));
        await Store.MustCommitAsync(new StoreChange.DeleteApiKeySlot(seen));
        await MustRefuseAsync(new StoreChange.InsertApiKeySlot(Slot("env", 2, "mcp", 2), seen), "is none");
        await Store.MustCommitAsync(new StoreChange.InsertApiKeySlot(Slot("env", 1, "mcp", 1, "of-the-next"), null));

        await MustRefuseAsync(new StoreChange.InsertApiKeySlot(Slot("env", 2, "mcp", 2), seen), "of-the-next");
    }

    [Fact]
    public async Task UpdateApiKeySlot_Conditions_AreKept()
    {
        await Store.MustCommitAsync(
            new StoreChange.InsertApiKeySlot(Slot("env", 1, "mcp", 1), null),
            new StoreChange.InsertApiKeySlot(Slot("env", 2, "mcp", 2), Slot("env", 1, "mcp", 1) with { Version = 1 }));
        ApiKeySlot stored = Slot("env", 1, "mcp", 1) with { Version = 1, KeyId = "k" };

        await MustRefuseAsync(new StoreChange.UpdateApiKeySlot(stored with { Version = 2 }), "version 1");
        await MustRefuseAsync(new StoreChange.UpdateApiKeySlot(stored with { Slot = 3 }), "version 0");
        await MustRefuseAsync(new StoreChange.UpdateApiKeySlot(stored with { Generation = 2 }), "generation 2");
        await Store.MustCommitAsync(new StoreChange.UpdateApiKeySlot(stored));
        (await Store.ReadApiKeySlotsAsync(Account, stored.Environment, None))[0].Should().Be(stored with { Version = 2 });
    }

    [Fact]
    public async Task DeleteApiKeySlot_OtherVersion_IsRefused()
    {
        await Store.MustCommitAsync(new StoreChange.InsertApiKeySlot(Slot("env", 1), null));

        await MustRefuseAsync(new StoreChange.DeleteApiKeySlot(Slot("env", 1)), "version 1");
        await Store.MustCommitAsync(new StoreChange.DeleteApiKeySlot(Slot("env", 1) with { Version = 1 }));
        (await Store.ReadApiKeySlotsAsync(Account, EnvironmentId.Parse("env"), None)).Should().BeEmpty();
    }

    [Fact]
    public async Task UpdateApiKeySlot_ClaimedAnewMeanwhile_IsRefusedAlthoughTheVersionIsTheSame()
    {
        ApiKeySlot sleeper = Slot("env", 1, keyName: "of-the-sleeper") with { Version = 1 };
        await Store.MustCommitAsync(new StoreChange.InsertApiKeySlot(sleeper, null));
        await Store.MustCommitAsync(
            new StoreChange.DeleteApiKeySlot(sleeper), new StoreChange.InsertApiKeySlot(Slot("env", 1, keyName: "of-the-next"), null));

        await MustRefuseAsync(new StoreChange.UpdateApiKeySlot(sleeper with { KeyId = "k" }), "of-the-next");
        await MustRefuseAsync(new StoreChange.DeleteApiKeySlot(sleeper), "of-the-next");
    }

    [Fact]
    public async Task MoveAuditCursor_Backwards_IsRefused()
    {
        await Store.MustCommitAsync(new StoreChange.MoveAuditCursor("sink", 5));

        await MustRefuseAsync(new StoreChange.MoveAuditCursor("sink", 4), "at 5");
        await Store.MustCommitAsync(new StoreChange.MoveAuditCursor("sink", 5), new StoreChange.MoveAuditCursor("other", 1));
        await Store.MustCommitAsync(new StoreChange.MoveAuditCursor("sink", 6));
        (await Store.ReadAuditCursorAsync("sink", None)).Should().Be(6);
        (await Store.ReadAuditCursorAsync("other", None)).Should().Be(1);
    }

    [Fact]
    public async Task Commit_LastChangeRefused_MakesNoneOfThem()
    {
        await Store.MustCommitAsync(new StoreChange.AppendAudit(Audit("first")));
        var refused = new StoreChange.UpdateTenant(Tenant(Key("nobody"), 9) with { Version = 1 });

        CommitResult result = await Store.CommitAsync(
            new StoreChange.InsertTenant(Tenant(Key("tenant"), 1)), new StoreChange.InsertOperation(OperationOf(1, Key("tenant"))),
            new StoreChange.AppendJournal(Entry(Operation(1), 1)), new StoreChange.AppendAudit(Audit("lost")),
            new StoreChange.BindEnvironment(new EnvironmentBinding(EnvironmentId.Parse("env"), Key("tenant"), Now)),
            new StoreChange.InsertApiKeySlot(Slot("env", 1), null), new StoreChange.MoveAuditCursor("sink", 1), refused);

        result.Refused.Should().BeSameAs(refused);
        (await Store.FindTenantAsync(Key("tenant"), None)).Should().BeNull();
        (await Store.FindTenantByAliasAsync(Account, Alias(1), None)).Should().BeNull();
        (await Store.FindOperationAsync(Operation(1), None)).Should().BeNull();
        (await Store.ReadJournalAsync(Operation(1), 0, None)).Should().BeEmpty();
        (await Store.FindBindingAsync(Account, EnvironmentId.Parse("env"), None)).Should().BeNull();
        (await Store.ReadApiKeySlotsAsync(Account, EnvironmentId.Parse("env"), None)).Should().BeEmpty();
        (await Store.ReadAuditCursorAsync("sink", None)).Should().Be(0);
        await Store.MustCommitAsync(new StoreChange.AppendAudit(Audit("second")));
        (await Store.ReadAuditAsync(0, 10, None)).Select(r => (r.Sequence, r.Detail)).Should().Equal((1, "first"), (2, "second"));
    }

    [Fact]
    public async Task Commit_SameRowTwiceInOneSet_AppliesInOrder()
    {
        Tenant tenant = Tenant(Key("tenant"), 1);
        await Store.MustCommitAsync(
            new StoreChange.InsertTenant(tenant), new StoreChange.UpdateTenant(tenant with { Version = 1, State = TenantState.Active }),
            new StoreChange.UpdateTenant(tenant with { Version = 2, State = TenantState.Suspended }));
        (await Store.FindTenantAsync(tenant.Key, None)).Should().BeEquivalentTo(tenant with { Version = 3, State = TenantState.Suspended });

        await MustRefuseAsync(new StoreChange.InsertTenant(Tenant(Key("b"), 2)), "already", new StoreChange.InsertTenant(Tenant(Key("b"), 3)));
        (await Store.FindTenantAsync(Key("b"), None)).Should().BeNull();
    }

    private async Task MustRefuseAsync(StoreChange refused, string because, params IReadOnlyList<StoreChange> before)
    {
        CommitResult result = await Store.CommitAsync([.. before, refused]);
        result.IsCommitted.Should().BeFalse();
        result.Refused.Should().BeSameAs(refused);
        result.Reason.Should().Contain(because);
    }
}
