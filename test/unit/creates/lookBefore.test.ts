import { describe, expect, it } from "vitest";
import { UncertainError } from "../../../provider/createOnce";
import type { Recheck } from "../../../provider/http/request";
import { FakeClock } from "../../support/clock";
import { refusal } from "../../support/refusal";
import { lookupError, lostResponse, scripted, taken } from "../support/scripted";

/** A POST that waits so long in the queue, and is then looked for again where that's due. */
const sentAfter =
  (pass: () => void, then: () => unknown = () => "made") =>
  async (recheck: Recheck) => {
    pass();
    if (recheck.isDue()) await recheck.run();
    const end = then();
    if (end instanceof Error) throw end;
    return end;
  };

/** A POST that is sent again after a wait, such as a 429's, so that it's always looked for. */
const sentAgain =
  (then: () => unknown = () => "made") =>
  async (recheck: Recheck) => {
    await recheck.run();
    const end = then();
    if (end instanceof Error) throw end;
    return end;
  };

describe("createOnce, where nothing proves whose it is,", () => {
  it("looks before it sends", async () => {
    const { end, calls } = scripted({ send: ["made"] });
    expect(await end).toEqual({ made: "made" });
    expect(calls).toEqual(["lookUp", "send"]);
  });

  it("sends nothing where there is one before, and hands it back as another's, however much it's like ours", async () => {
    const { end, calls } = scripted({ send: ["made"], lookUp: ["theirs"], isAsSent: [true] });
    expect(await end).toEqual({ exists: "theirs" });
    expect(calls).toEqual(["lookUp"]);
  });

  it("sends nothing where it can't look, and nothing is uncertain", async () => {
    const { end, calls } = scripted({ send: ["made"], lookUp: [lookupError] });
    expect(await refusal(end)).toBe(lookupError);
    expect(calls).toEqual(["lookUp"]);
  });

  it("takes what it finds after a lost answer for its own, where it is as it was sent", async () => {
    const { end, calls } = scripted({ send: [lostResponse()], lookUp: [undefined, "there"], isAsSent: [true] });
    expect(await end).toEqual({ made: "there" });
    expect(calls).toEqual(["lookUp", "send", "lookUp", "isAsSent"]);
  });

  it("hands back what it finds after a lost answer, where it is otherwise: somebody else has made it meanwhile", async () => {
    const { end } = scripted({ send: [lostResponse()], lookUp: [undefined, "theirs"], isAsSent: [false] });
    expect(await end).toEqual({ exists: "theirs", refusal: undefined });
  });

  it("never takes for its own what stood in the way of its first and only request", async () => {
    const { end, calls } = scripted({ send: [taken()], lookUp: [undefined, "theirs"], isAsSent: [true] });
    expect(await end).toMatchObject({ exists: "theirs", refusal: { status: 409 } });
    expect(calls).not.toContain("isAsSent");
  });
});

describe("createOnce's look before a request that has waited", () => {
  it("finds what somebody has made meanwhile, and sends nothing", async () => {
    const { end, calls } = scripted({ send: [sentAgain()], lookUp: [undefined, "theirs"], isAsSent: [true] });
    expect(await end).toEqual({ exists: "theirs", refusal: undefined });
    expect(calls).toEqual(["lookUp", "send", "lookUp"]);
  });

  it("finds its own work where an earlier answer was lost", async () => {
    const { end } = scripted({
      send: [lostResponse(), sentAgain()],
      lookUp: [undefined, undefined, undefined, "there"],
      isAsSent: [true],
    });
    expect(await end).toEqual({ made: "there" });
  });

  it("is due again two seconds after it ended", async () => {
    for (const [seconds, looks] of [
      [0, 1],
      [2, 1],
      [2.001, 2],
      [600, 2],
    ] as const) {
      const { end, calls, clock } = scripted({ send: [sentAfter(() => clock.pass(seconds))], lookUp: [undefined] });
      expect(await end).toEqual({ made: "made" });
      expect(calls.filter((call) => call === "lookUp")).toHaveLength(looks);
    }
  });

  it("is due again at once where it took so long that it must have waited itself", async () => {
    const clock = new FakeClock();
    const slow = () => {
      clock.pass(11);
      return undefined;
    };
    const { end, calls } = scripted({ send: [sentAfter(() => clock.pass(0.001))], lookUp: [slow, undefined], clock });
    await end;
    expect(calls).toEqual(["lookUp", "send", "lookUp"]);
  });

  it("that fails leaves nothing uncertain, as nothing has been sent", async () => {
    const { end, calls } = scripted({ send: [sentAgain()], lookUp: [undefined, lookupError] });
    const error = await refusal(end);
    expect(error).not.toBeInstanceOf(UncertainError);
    expect(error.message).not.toContain("may have been created");
    expect(calls.filter((call) => call === "send")).toHaveLength(1);
  });

  it("that fails after an answer was lost leaves it uncertain", async () => {
    const { end } = scripted({
      send: [lostResponse(), sentAgain()],
      lookUp: [undefined, undefined, undefined, lookupError],
    });
    const error = await refusal(end);
    expect(error).toBeInstanceOf(UncertainError);
    expect(error.message).toMatch(/the connection was lost.*may have been created.*looking for it failed: .*down/);
  });

  it("isn't taken where a secret proves whose it is", async () => {
    const clock = new FakeClock();
    const dues: boolean[] = [];
    const send = async (recheck: Recheck) => {
      clock.pass(600);
      dues.push(recheck.isDue());
      await recheck.run();
      return "made";
    };
    const { end, calls } = scripted({ proves: [true], send: [send], lookUp: ["theirs"], clock });
    expect(await end).toEqual({ made: "made" });
    expect([calls, dues]).toEqual([["send"], [false]]);
  });
});
