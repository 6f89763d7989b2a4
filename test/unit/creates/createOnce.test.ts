import { describe, expect, it } from "vitest";
import { UncertainError } from "../../../provider/createOnce";
import { retryPolicy } from "../../../provider/http/policy";
import { FakeClock } from "../../support/clock";
import { refusal } from "../../support/refusal";
import { lookupError, lostResponse, scripted, taken } from "../support/scripted";

describe("createOnce, where a secret proves whose it is,", () => {
  it("sends once and asks nothing when all goes well", async () => {
    const { end, calls } = scripted({ proves: [false], send: ["made"] });
    expect(await end).toEqual({ made: "made" });
    expect(calls).toEqual(["send"]);
  });

  it("takes what it finds after a lost answer for its own, when it is", async () => {
    const { end, calls } = scripted({ send: [lostResponse()], lookUp: ["there"], proves: [true] });
    expect(await end).toEqual({ made: "there" });
    expect(calls).toEqual(["send", "lookUp", "proves"]);
  });

  it("hands back what it finds after a lost answer, when it's another's", async () => {
    const { end } = scripted({ send: [lostResponse()], lookUp: ["theirs"], proves: [false] });
    expect(await end).toEqual({ exists: "theirs", refusal: undefined });
  });

  it("looks twice before it sends again, since the request may still be on its way", async () => {
    const { end, calls } = scripted({ proves: [false], send: [lostResponse(), "made"], lookUp: [undefined] });
    expect(await end).toEqual({ made: "made" });
    expect(calls).toEqual(["send", "lookUp", "lookUp", "send"]);
  });

  it("gives a service that was late as much time again", async () => {
    const { end, calls, clock } = scripted({
      send: [lostResponse("late")],
      lookUp: [undefined, "there"],
      proves: [true],
    });
    expect(await end).toEqual({ made: "there" });
    expect(clock.elapsed).toBe(30);
    expect(calls).toEqual(["send", "lookUp", "lookUp", "proves"]);
  });

  it("sends again on a clock that moves while it's looked at, too", async () => {
    const { end, calls } = scripted({
      proves: [false],
      send: [lostResponse(), lostResponse("late"), "made"],
      clock: new FakeClock(1),
    });
    expect(await end).toEqual({ made: "made" });
    expect(calls.filter((call) => call === "send")).toHaveLength(3);
  });

  it("gives up after the policy's number of requests", async () => {
    const { end, calls } = scripted({ proves: [false], send: [lostResponse()], lookUp: [undefined] });
    expect((await refusal(end)).message).toMatch(/lookup afterwards didn't find it, so nothing was created/);
    expect(calls.filter((call) => call === "send")).toHaveLength(retryPolicy.createAttempts);
    expect(calls.at(-1)).toBe("lookUp");
  });

  it("doesn't look after a refusal that is certain", async () => {
    const { end, calls } = scripted({ proves: [false], send: [lostResponse("none", 400)] });
    expect(await refusal(end)).toMatchObject({ status: 400 });
    expect(calls).toEqual(["send"]);
  });

  it.each([409, 422])("finds what stands in the way after %i, and never takes it for its own", async (status) => {
    const { end, calls } = scripted({ send: [taken(status)], lookUp: ["theirs"], proves: [true] });
    expect(await end).toMatchObject({ exists: "theirs", refusal: { status } });
    expect(calls).toEqual(["send", "lookUp"]);
  });

  it("throws the refusal when nothing stands in the way", async () => {
    const { end } = scripted({ proves: [false], send: [taken(422)], lookUp: [undefined] });
    expect(await refusal(end)).toMatchObject({ status: 422 });
  });

  it("recognises its own work when the second request is refused because the first had arrived", async () => {
    const { end } = scripted({
      send: [lostResponse("late"), taken()],
      lookUp: [undefined, undefined, "there"],
      proves: [true],
    });
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
    await uncertain(scripted({ proves: [false], send: [lostResponse()], lookUp: [lookupError] }).end);
  });

  it("when the second look fails", async () => {
    await uncertain(scripted({ proves: [false], send: [lostResponse()], lookUp: [undefined, lookupError] }).end);
  });

  it("when nobody can tell whose it is that was found", async () => {
    await uncertain(scripted({ send: [lostResponse()], lookUp: ["there"], proves: [lookupError] }).end);
  });

  it("when a second request is refused as taken and the service can't be asked by whom", async () => {
    await uncertain(
      scripted({ proves: [false], send: [lostResponse(), taken()], lookUp: [undefined, undefined, lookupError] }).end,
    );
  });
});
