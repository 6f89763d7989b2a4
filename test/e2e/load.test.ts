import { test } from "vitest";
import { load } from "./support/load";

test("fifty resources take no request too many, and never more than eight at once", async () => {
  console.log(await load({ servers: 4, clients: 8 }));
});
