import { testTwoFaults } from "../component/faults/support/twoFaults";

// Both with and without a refresh; the quick form is in test/component/faults.
testTwoFaults({ whole: true });
