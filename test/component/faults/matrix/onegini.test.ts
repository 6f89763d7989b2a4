import { testFaultMatrix } from "../support/matrix";

testFaultMatrix("onegini");
