import { test } from "vitest";
import { load } from "../e2e/support/load";

test("a thousand resources take no request too many, and never more than eight at once", async () => {
  console.log(await load({ servers: 70, clients: 220 }));
});
