import { describe, expect, it } from "vitest";
import { type Creation, createOnce, UncertainError } from "../../../provider/createOnce";
import { type Outcome, ServiceError } from "../../../provider/http/errors";
import { retryPolicy } from "../../../provider/http/policy";
import { FakeClock } from "../support/clock";
import { refusal, settingsFor } from "../support/services";

const lost = (outcome: Outcome = "unknown", status?: number) =>
  new ServiceError({
    service: "Onegini",
    method: "POST",
    path: "/x",
    status,
    reason: "the connection was lost",
    outcome,
  });
const taken = (status = 409) => lost("nothing", status);
const unasked = new ServiceError({
  service: "Onegini",
  method: "GET",
  path: "/x",
  status: 503,
  reason: "down",
  outcome: "unknown",
});

/** Each call takes the next of its script's entries; errors are thrown. The last one is repeated. */
function scripted(script: { send: unknown[]; find?: unknown[]; isOurs?: unknown[] }) {
  const calls: string[] = [];
  const from = (name: keyof typeof script) => {
    const left = [...(script[name] ?? [undefined])];
    return async () => {
      calls.push(name);
      const next = left.length > 1 ? left.shift() : left[0];
      if (next instanceof Error) throw next;
      return next as never;
    };
  };
  const clock = new FakeClock();
  const creation: Creation<string> = {
    send: from("send"),
    find: from("find"),
    isOurs: from("isOurs"),
    check: "Look there.",
  };
  const settings = settingsFor("Onegini", "http://127.0.0.1", { requestTimeoutSeconds: 30, retryTimeoutSeconds: 300 });
  return { calls, clock, end: createOnce(creation, settings, clock) };
}

describe("createOnce", () => {
  it("sends once and asks nothing when all goes well", async () => {
    const { end, calls } = scripted({ send: ["made"] });
    expect(await end).toEqual({ made: "made" });
    expect(calls).toEqual(["send"]);
  });

  it("takes what it finds after a lost answer for its own, when it is", async () => {
    const { end, calls } = scripted({ send: [lost()], find: ["there"], isOurs: [true] });
    expect(await end).toEqual({ made: "there" });
    expect(calls).toEqual(["send", "find", "isOurs"]);
  });

  it("hands back what it finds after a lost answer, when it's another's", async () => {
    const { end } = scripted({ send: [lost()], find: ["theirs"], isOurs: [false] });
    expect(await end).toEqual({ exists: "theirs", refusal: undefined });
  });

  it("looks twice before it sends again, since the request may still be on its way", async () => {
    const { end, calls } = scripted({ send: [lost(), "made"], find: [undefined] });
    expect(await end).toEqual({ made: "made" });
    expect(calls).toEqual(["send", "find", "find", "send"]);
  });

  it("gives a service that was late as much time again", async () => {
    const { end, calls, clock } = scripted({ send: [lost("late")], find: [undefined, "there"], isOurs: [true] });
    expect(await end).toEqual({ made: "there" });
    expect(clock.elapsed).toBe(30);
    expect(calls).toEqual(["send", "find", "find", "isOurs"]);
  });

  it("gives up after the policy's number of requests", async () => {
    const { end, calls } = scripted({ send: [lost()], find: [undefined] });
    expect((await refusal(end)).message).toMatch(/looked for afterwards and is not there, so nothing was created/);
    expect(calls.filter((call) => call === "send")).toHaveLength(retryPolicy.createAttempts);
    expect(calls.at(-1)).toBe("find");
  });

  it("doesn't look after a refusal that is certain", async () => {
    const { end, calls } = scripted({ send: [lost("nothing", 400)] });
    expect(await refusal(end)).toMatchObject({ status: 400 });
    expect(calls).toEqual(["send"]);
  });

  it.each([409, 422])("finds what stands in the way after %i, and never takes it for its own", async (status) => {
    const { end, calls } = scripted({ send: [taken(status)], find: ["theirs"], isOurs: [true] });
    expect(await end).toMatchObject({ exists: "theirs", refusal: { status } });
    expect(calls).toEqual(["send", "find"]);
  });

  it("throws the refusal when nothing stands in the way", async () => {
    const { end } = scripted({ send: [taken(422)], find: [undefined] });
    expect(await refusal(end)).toMatchObject({ status: 422 });
  });

  it("recognises its own work when the second request is refused because the first had arrived", async () => {
    const { end } = scripted({ send: [lost("late"), taken()], find: [undefined, undefined, "there"], isOurs: [true] });
    expect(await end).toEqual({ made: "there" });
  });
});

describe("createOnce is uncertain, and says what to check,", () => {
  const uncertain = async (end: Promise<unknown>) => {
    const error = await refusal(end);
    expect(error).toBeInstanceOf(UncertainError);
    expect(error.message).toMatch(/the connection was lost.*may have been created.*down.*Look there\./);
  };

  it("when the answer was lost and the service can't be asked", async () => {
    await uncertain(scripted({ send: [lost()], find: [unasked] }).end);
  });

  it("when the second look fails", async () => {
    await uncertain(scripted({ send: [lost()], find: [undefined, unasked] }).end);
  });

  it("when nobody can tell whose it is that was found", async () => {
    await uncertain(scripted({ send: [lost()], find: ["there"], isOurs: [unasked] }).end);
  });

  it("when a second request is refused as taken and the service can't be asked by whom", async () => {
    await uncertain(scripted({ send: [lost(), taken()], find: [undefined, undefined, unasked] }).end);
  });
});
