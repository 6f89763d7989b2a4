import { testFaultMatrix } from "../support/matrix";

testFaultMatrix("onelogin");
