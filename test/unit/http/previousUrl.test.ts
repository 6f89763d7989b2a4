import { describe, expect, it } from "vitest";
import { completeKeys, configurationError, oneloginSettings, withoutEnvironment } from "../support/settings";

withoutEnvironment();

describe("previousUrl", () => {
  const previousUrls = (value: string, profile?: string) => {
    const namespace = profile ? `onelogin-${profile}` : "onelogin";
    return oneloginSettings(completeKeys(namespace, { [`${namespace}:previousUrl`]: value }), profile).previousUrls;
  };

  it("is none unless it's said", () => {
    expect(oneloginSettings(completeKeys("onelogin")).previousUrls).toEqual([]);
    expect(previousUrls(" ")).toEqual([]);
  });

  it.each([
    ["https://old.example/oauth/", ["https://old.example/oauth"]],
    ["https://old.example, https://older.example:8443", ["https://old.example", "https://older.example:8443"]],
    [" https://old.example\nhttps://older.example\n", ["https://old.example", "https://older.example"]],
    ["http://127.0.0.1:8787", ["http://127.0.0.1:8787"]],
  ])("may be several, spelled as addresses are: %j", (value, urls) => {
    expect(previousUrls(value)).toEqual(urls);
  });

  it("is a profile's own", () => {
    expect(previousUrls("https://old.example", "acme")).toEqual(["https://old.example"]);
    const keys = completeKeys("onelogin", {
      "onelogin:previousUrl": "https://old.example",
      ...completeKeys("onelogin-acme"),
    });
    expect(oneloginSettings(keys, "acme").previousUrls).toEqual([]);
  });

  it.each(["nonsense", "https://canary:password@old.example", "http://old.example", "https://old.example/?canary=1"])(
    "is checked as the address itself is, without being quoted: %s",
    (value) => {
      const message = configurationError(() => previousUrls(`https://good.example ${value}`));
      expect(message).toMatch(/^onelogin:previousUrl /);
      expect(message).not.toContain("canary");
    },
  );
});
