import { describe, expect, it } from "vitest";
import { UNKNOWN, type Values } from "../../provider/lifecycle";
import { type ResourceName, resources } from "../../provider/services";
import { exampleEnvironment as environment, fixtureOf, fixtures, layOver } from "../support/resources";

// What a service would refuse, or could never use, is refused before anything is sent: in one clear message that names the
// property. What a state holds already passes, since somebody lives with it.

/** Control characters of all kinds. */
const controls = ["\u0000", "\u0007", "\u001b", "\u007f", "\u0085", "\u009f", "\t", "\n", "\r"];
const within = (control: string) => `a${control}b`;

describe.each(fixtures)("$name's check", (fixture) => {
  const { check } = resources[fixture.name];
  const args = fixture.args(environment);
  const inputs = fixture.inputs(environment);
  const failures = (news: Values, olds: Values = {}) =>
    check(news, olds).failures.map(({ property, reason }) => `${property}: ${reason}`);

  it("normalises what a program writes", () => {
    expect(check(args, {})).toEqual({ inputs, failures: [] });
    expect(check(inputs, {})).toEqual({ inputs, failures: [] });
  });

  it.each([
    fixture.change(environment),
    fixture.rename ?? {},
    fixture.replacement(environment),
    ...(fixture.variants ?? []).flatMap(({ args = {}, change = {} }) => [args, { ...args, ...change }]),
    ...fixture.accepted(environment),
  ])("accepts %j", (others) => {
    expect(failures(layOver(args, others))).toEqual([]);
  });

  it.each(fixture.refused(environment))("refuses $title", ({ args: wrong, messages }) => {
    expect(failures(layOver(args, wrong))).toEqual(messages);
  });

  it.each(fixture.oneLineTexts)("refuses a control character in $property", ({ property, args: wrong }) => {
    for (const control of controls) {
      const [failure = "", ...others] = failures(layOver(args, wrong(within(control))));
      expect(others).toEqual([]);
      expect(failure.startsWith(`${property}: `)).toBe(true);
      // One line, for a terminal.
      expect(failure).not.toMatch(/\p{Cc}/u);
    }
  });

  it.each([
    ...fixture.refused(environment).flatMap(({ title, args, mayStay }) => (mayStay ? [{ title, wrong: args }] : [])),
    ...fixture.oneLineTexts.map(({ property, args }) => ({
      title: `a control character in ${property}`,
      wrong: args(within("\u0007")),
    })),
  ])("accepts $title where the last inputs have it", ({ wrong }) => {
    const olds = layOver(args, wrong);
    expect(failures(olds, olds)).toEqual([]);
    // Beside a change of something else, too.
    const changed = layOver(args, fixture.change(environment), wrong);
    expect(failures(changed, olds)).toEqual([]);
  });
});

it.each<[ResourceName, Values]>([
  ["AuthServerClientApp", { authServerId: UNKNOWN, scopeIds: ["1022744/51"] }],
  ["AuthServerClientApp", { scopeIds: [UNKNOWN, `${environment.authServerId}/51`] }],
  ["AuthServerClientApp", { scopeIds: UNKNOWN }],
  ["ApiClient", { clientId: UNKNOWN, scopes: [UNKNOWN] }],
  ["ApiClient", { clientId: "orders:1", authenticationMethod: UNKNOWN }],
])("%s's check accepts what isn't known yet: %o", (name, unknowns) => {
  const args = { ...fixtureOf(name).args(environment), ...unknowns };
  expect(resources[name].check(args, {}).failures).toEqual([]);
});

it("another wrong value in the place of one that the last inputs have is refused", () => {
  const { check } = resources.ApiClient;
  const client = fixtureOf("ApiClient").args(environment);
  const olds = { ...client, name: "a\u0007b" };
  expect(check({ ...olds, name: "a\u0008b" }, olds).failures).toHaveLength(1);
  const colon = { ...client, clientId: "orders:1" };
  expect(check({ ...colon, name: "x\u0007" }, colon).failures).toHaveLength(1);
});
