import { describe, expect, it } from "vitest";
import { exampleEnvironment, fixtures, layOver } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { ProviderRun } from "./support/providerRun";

// test/unit/checks.test.ts says which inputs are refused.

const sandbox = sandboxForAll();

it.each(fixtures)("a check of $name that refuses asks nothing of a service", async ({ name, args, refused }) => {
  for (const { args: wrong, messages } of refused(exampleEnvironment)) {
    const failures = await new ProviderRun(sandbox()).failures(name, layOver(args(exampleEnvironment), wrong));
    expect(failures).toEqual(messages);
  }
  expect(await sandbox().control.log()).toEqual([]);
});

describe("a client id with a colon that a state has", () => {
  it("isn't verified, and the refresh says so", async () => {
    const { onegini } = sandbox();
    await sandbox().control.setApiClient("a:b", {
      name: "A",
      scopes: ["onegini_api_events"],
      client_secret: "secret-of-a",
    });
    const inputs = { name: "A", clientId: "a:b", scopes: ["onegini_api_events"], clientSecret: "another-secret" };
    const entry = { name: "ApiClient" as const, id: "a:b", inputs, outputs: { ...inputs, serviceUrl: onegini.url } };
    const refreshing = new ProviderRun(sandbox(), { keys: { "onegini:verifySecrets": "true" } });
    expect(await refreshing.refresh(entry)).toEqual(entry);
    expect(refreshing.messages.join()).toMatch(/Can't tell whether .*"a:b".*colon/);
  });
});
