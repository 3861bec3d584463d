using System.Text.Encodings.Web;
using System.Text.Json;
using CloudBase.MultiTenant;
using QuickStart.Proof;
using QuickStart.Tenants;

namespace QuickStart.Output;

/// <summary>The one JSON document of --json.</summary>
internal static class JsonReport
{
    internal static void Write(Stream stdout, PreflightReport report)
    {
        using Utf8JsonWriter json = Begin(stdout);
        json.WriteStartObject();
        json.WriteBoolean("passed", report.Passed);
        json.WriteStartArray("findings");
        foreach (PreflightFinding finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("name", finding.Name);
            json.WriteString("status", finding.Status.ToString());
            json.WriteString("what", finding.What);
            json.WriteString("whatToDo", finding.WhatToDo);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stdout.WriteByte((byte)'\n');
    }

    internal static void Write(
        Stream stdout, IReadOnlyList<TenantOutcome> outcomes, CostEstimate estimate, IReadOnlyList<(int Tenants, CostEstimate Estimate)> scenarios, KillVerdict? kill, SandboxVerdict? sandbox)
    {
        using Utf8JsonWriter json = Begin(stdout);
        json.WriteStartObject();
        json.WriteStartArray("tenants");
        foreach (TenantOutcome outcome in outcomes)
        {
            WriteTenant(json, outcome);
        }

        json.WriteEndArray();
        json.WriteStartObject("estimate");
        WriteEstimate(json, outcomes.Count, estimate);
        json.WriteString("priceBookDate", estimate.PriceBookDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartArray("scenarios");
        foreach ((int tenants, CostEstimate scenario) in scenarios)
        {
            json.WriteStartObject();
            WriteEstimate(json, tenants, scenario);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        if (kill is not null)
        {
            WriteKill(json, kill, sandbox);
        }

        json.WriteEndObject();
        json.Flush();
        stdout.WriteByte((byte)'\n');
    }

    private static Utf8JsonWriter Begin(Stream stdout) => new(stdout, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static void WriteKill(Utf8JsonWriter json, KillVerdict kill, SandboxVerdict? sandbox)
    {
        json.WriteStartObject("proof");
        json.WriteNumber("killedExitCode", kill.Run.ExitCode);
        json.WriteNumber("killedAfterSeconds", Math.Round(kill.Run.After.TotalSeconds, 3));
        json.WriteString("killedAtTenant", kill.Run.Tenant);
        json.WriteString("killedAtStep", kill.Run.Step);
        json.WriteNumber("ordersWhenKilled", kill.Before.Orders);
        json.WriteNumber("orders", kill.After.Orders);
        json.WriteNumber("environments", kill.After.Environments);
        json.WriteNumber("environmentsOfTenants", kill.After.Owned);
        json.WriteBoolean("oneEach", kill.Holds);
        if (sandbox is not null)
        {
            json.WriteStartObject("sandbox");
            json.WriteNumber("killedExitCode", sandbox.ExitCode);
            json.WriteString("tenant", sandbox.Tenant.Value);
            json.WriteString("sandboxWhenKilled", sandbox.Held.Sandbox);
            json.WriteString("sandbox", sandbox.Again.Sandbox);
            json.WriteString("how", sandbox.Again.How);
            json.WriteNumber("incarnationWhenKilled", sandbox.Held.Incarnation);
            json.WriteNumber("incarnation", sandbox.Again.Incarnation);
            json.WriteNumber("secondsUntilFound", Math.Round(sandbox.Again.Waited.TotalSeconds, 3));
            json.WriteBoolean("foundAgain", sandbox.IsFoundAgain);
            json.WriteBoolean("theOnlyOne", sandbox.IsTheOnlyOne);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTenant(Utf8JsonWriter json, TenantOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("id", outcome.Id.Value);
        json.WriteString("alias", outcome.Tenant?.Alias.Value);
        json.WriteString("environmentId", outcome.Tenant?.EnvironmentId?.Value);
        json.WriteString("isolation", outcome.Isolation);
        json.WriteString("source", outcome.Tenant?.Source.ToString().ToLowerInvariant());
        json.WriteString("templateVersion", outcome.Tenant?.Template?.Version);
        json.WriteString("state", outcome.State);
        json.WriteBoolean("createdNow", outcome.CreatedNow);
        if (outcome.Error is { } error)
        {
            json.WriteString("error", error.Message);
        }

        if (outcome.Decision is { } decision)
        {
            json.WriteStartObject("parked");
            json.WriteString("operation", decision.Operation.Value);
            json.WriteString("why", decision.Code);
            json.WriteString("type", decision.Type);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEstimate(Utf8JsonWriter json, int tenants, CostEstimate estimate)
    {
        json.WriteNumber("tenants", tenants);
        json.WriteString("currency", estimate.Currency);
        if (estimate.MonthlyTotal is { } total)
        {
            // Adding 0.00 keeps the exact value and shows both digits of the minor unit.
            json.WriteNumber("monthlyTotal", total + 0.00m);
        }
        else
        {
            json.WriteNull("monthlyTotal");
        }

        json.WriteStartArray("unknownPrices");
        foreach (string package in estimate.UnknownPrices)
        {
            json.WriteStringValue(package);
        }

        json.WriteEndArray();
    }
}
