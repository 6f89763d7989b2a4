import { testTwoFaults } from "./support/twoFaults";

testTwoFaults();
