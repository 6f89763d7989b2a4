import { describe, expect, it } from "vitest";
import { UncertainError } from "../../../provider/createOnce";
import { retryPolicy } from "../../../provider/http/policy";
import { FakeClock } from "../support/clock";
import { lost, scripted, taken, unasked } from "../support/scripted";
import { refusal } from "../support/services";

describe("createOnce, where a secret proves whose it is,", () => {
  it("sends once and asks nothing when all goes well", async () => {
    const { end, calls } = scripted({ proves: [false], send: ["made"] });
    expect(await end).toEqual({ made: "made" });
    expect(calls).toEqual(["send"]);
  });

  it("takes what it finds after a lost answer for its own, when it is", async () => {
    const { end, calls } = scripted({ send: [lost()], find: ["there"], proves: [true] });
    expect(await end).toEqual({ made: "there" });
    expect(calls).toEqual(["send", "find", "proves"]);
  });

  it("hands back what it finds after a lost answer, when it's another's", async () => {
    const { end } = scripted({ send: [lost()], find: ["theirs"], proves: [false] });
    expect(await end).toEqual({ exists: "theirs", refusal: undefined });
  });

  it("looks twice before it sends again, since the request may still be on its way", async () => {
    const { end, calls } = scripted({ proves: [false], send: [lost(), "made"], find: [undefined] });
    expect(await end).toEqual({ made: "made" });
    expect(calls).toEqual(["send", "find", "find", "send"]);
  });

  it("gives a service that was late as much time again", async () => {
    const { end, calls, clock } = scripted({ send: [lost("late")], find: [undefined, "there"], proves: [true] });
    expect(await end).toEqual({ made: "there" });
    expect(clock.elapsed).toBe(30);
    expect(calls).toEqual(["send", "find", "find", "proves"]);
  });

  it("sends again on a clock that moves while it's looked at, too", async () => {
    const { end, calls } = scripted({ proves: [false], send: [lost(), lost("late"), "made"], clock: new FakeClock(1) });
    expect(await end).toEqual({ made: "made" });
    expect(calls.filter((call) => call === "send")).toHaveLength(3);
  });

  it("gives up after the policy's number of requests", async () => {
    const { end, calls } = scripted({ proves: [false], send: [lost()], find: [undefined] });
    expect((await refusal(end)).message).toMatch(/looked for afterwards and is not there, so nothing was created/);
    expect(calls.filter((call) => call === "send")).toHaveLength(retryPolicy.createAttempts);
    expect(calls.at(-1)).toBe("find");
  });

  it("doesn't look after a refusal that is certain", async () => {
    const { end, calls } = scripted({ proves: [false], send: [lost("nothing", 400)] });
    expect(await refusal(end)).toMatchObject({ status: 400 });
    expect(calls).toEqual(["send"]);
  });

  it.each([409, 422])("finds what stands in the way after %i, and never takes it for its own", async (status) => {
    const { end, calls } = scripted({ send: [taken(status)], find: ["theirs"], proves: [true] });
    expect(await end).toMatchObject({ exists: "theirs", refusal: { status } });
    expect(calls).toEqual(["send", "find"]);
  });

  it("throws the refusal when nothing stands in the way", async () => {
    const { end } = scripted({ proves: [false], send: [taken(422)], find: [undefined] });
    expect(await refusal(end)).toMatchObject({ status: 422 });
  });

  it("recognises its own work when the second request is refused because the first had arrived", async () => {
    const { end } = scripted({ send: [lost("late"), taken()], find: [undefined, undefined, "there"], proves: [true] });
    expect(await end).toEqual({ made: "there" });
  });
});

describe("createOnce, where a secret proves whose it is, is uncertain, and says what to check,", () => {
  const uncertain = async (end: Promise<unknown>) => {
    const error = await refusal(end);
    expect(error).toBeInstanceOf(UncertainError);
    expect(error.message).toMatch(/the connection was lost.*may have been created.*down.*Look there\./);
  };

  it("when the answer was lost and the service can't be asked", async () => {
    await uncertain(scripted({ proves: [false], send: [lost()], find: [unasked] }).end);
  });

  it("when the second look fails", async () => {
    await uncertain(scripted({ proves: [false], send: [lost()], find: [undefined, unasked] }).end);
  });

  it("when nobody can tell whose it is that was found", async () => {
    await uncertain(scripted({ send: [lost()], find: ["there"], proves: [unasked] }).end);
  });

  it("when a second request is refused as taken and the service can't be asked by whom", async () => {
    await uncertain(scripted({ proves: [false], send: [lost(), taken()], find: [undefined, undefined, unasked] }).end);
  });
});
