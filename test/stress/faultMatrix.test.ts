import { describe } from "vitest";
import { services } from "../../provider/services";
import { testFaultMatrix } from "../component/faults/support/matrix";
import type { Fixture } from "../support/resources";

// Every fault at every request of every operation; the quick form is in test/component/faults.
describe.each(Object.keys(services) as Fixture["service"][])("%s", (service) =>
  testFaultMatrix(service, { whole: true }),
);
