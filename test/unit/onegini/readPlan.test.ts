import { describe, expect, it } from "vitest";
import { ReadPlan, type Step } from "../../../provider/onegini/readPlan";

// What is known → what to read next. directoryCalls.test.ts proves the bound on the number of calls, over HTTP.

const single: Step = { read: "single", isSpeculative: false };
const speculative: Step = { read: "single", isSpeculative: true };
const page = (number: number): Step => ({ read: "page", number });
const wait = undefined;

type Event = (plan: ReadPlan) => unknown;
const singleSent: Event = (plan) => plan.singleSent(true);
const sent =
  (number: number): Event =>
  (plan) =>
    plan.pageSent(number);
const received =
  (number: number, isFull = true): Event =>
  (plan) => {
    plan.pageReceived(number, isFull);
    plan.pageEnded(number);
  };
const failed =
  (number: number): Event =>
  (plan) => {
    plan.pageFailed(number);
    plan.pageEnded(number);
  };
/** So many reads were answered by this page. */
const used =
  (number: number, times: number): Event =>
  (plan) => {
    for (let i = 0; i < times; i++) plan.use(number);
  };

/** The plan after these events. */
function planAfter(...events: Event[]): ReadPlan {
  const plan = new ReadPlan();
  for (const event of events) event(plan);
  return plan;
}

const firstPage = [singleSent, sent(0), received(0)];

describe("the next read", () => {
  it.each<[what: string, events: Event[], next: Step | undefined]>([
    ["is a single one at first: one client may be all", [], speculative],
    ["is the first page after one single read", [singleSent], page(0)],
    ["is none while the first page is under way: it may have them all", [singleSent, sent(0)], wait],
    ["is a single one again after the first page, in turn", firstPage, speculative],
    ["is a single one where the first page has answered one alone", [...firstPage, used(0, 1)], speculative],
    ["is the second page after the second single read", [...firstPage, singleSent], page(1)],
    ["is the second page at once where the first has answered several", [...firstPage, used(0, 2)], page(1)],
    [
      "is a second page beside one that is under way where pages have answered several",
      [...firstPage, used(0, 5), sent(1)],
      page(2),
    ],
    ["is never a third page beside two", [...firstPage, used(0, 9), sent(1), sent(2)], wait],
    [
      "is one page at a time where pages answer one or none",
      [...firstPage, used(0, 1), singleSent, sent(1), singleSent],
      wait,
    ],
    [
      "is the same page again after it failed, and no other beside it",
      [...firstPage, used(0, 5), sent(1), failed(1), singleSent],
      page(1),
    ],
    [
      "is no second page beside the one that is tried again",
      [...firstPage, used(0, 5), sent(1), failed(1), singleSent, sent(1), singleSent],
      wait,
    ],
    [
      "is a single one once all pages were read: nothing else can tell",
      [singleSent, sent(0), received(0, false)],
      single,
    ],
    [
      "is the page in between where one beyond the end came first",
      [...firstPage, used(0, 5), sent(1), sent(2), received(2, false), failed(1), singleSent],
      page(1),
    ],
    [
      "is a single one where the pages in between have come, too",
      [...firstPage, used(0, 5), sent(1), sent(2), received(2, false), received(1)],
      single,
    ],
  ])("%s", (_, events, next) => {
    expect(planAfter(...events).next(false)).toEqual(next);
  });

  it("of a client that no page can have is a single one, whatever else is under way", () => {
    for (const events of [[], firstPage, [singleSent, sent(0), singleSent]] as Event[][])
      expect(planAfter(...events).next(true)).toEqual(single);
  });
});

describe("the page to read ahead", () => {
  const lastOf = (plan: ReadPlan, number: number, times: number) => {
    let ahead: number | undefined;
    for (let i = 0; i < times; i++) ahead = plan.use(number);
    return ahead;
  };

  it.each<[what: string, plan: ReadPlan, used: number, times: number, ahead: number | undefined]>([
    ["is none while the page has answered one", planAfter(...firstPage), 0, 1, undefined],
    ["is none that the bound on calls forbids", planAfter(...firstPage), 0, 2, undefined],
    [
      "is the next one while the last page is in use",
      planAfter(...firstPage, used(0, 5), sent(1), received(1)),
      1,
      1,
      2,
    ],
    [
      "is none while an earlier page is in use",
      planAfter(...firstPage, used(0, 5), sent(1), received(1)),
      0,
      1,
      undefined,
    ],
    [
      "is none while another is under way",
      planAfter(...firstPage, used(0, 5), sent(1), received(1), sent(2)),
      1,
      1,
      undefined,
    ],
    ["is none after the last page", planAfter(...firstPage, used(0, 5), sent(1), received(1, false)), 1, 5, undefined],
    [
      "is none once a page has failed",
      planAfter(...firstPage, used(0, 5), sent(1), failed(1), sent(1), received(1)),
      1,
      5,
      undefined,
    ],
  ])("%s", (_, plan, used, times, ahead) => {
    expect(lastOf(plan, used, times)).toBe(ahead);
  });
});

describe("a page that fails", () => {
  it("concerns those who wait where it's the next one that is needed", () => {
    expect(planAfter(...firstPage, sent(1)).pageFailed(1)).toBe(true);
  });

  it("concerns nobody where it was read ahead", () => {
    expect(planAfter(...firstPage, used(0, 5), sent(1), sent(2)).pageFailed(2)).toBe(false);
  });
});
