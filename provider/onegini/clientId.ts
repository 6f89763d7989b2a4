import { oneLine } from "../formats";
import { isNoSegment } from "../http/request";

/** The client id is one segment of the client's path. */
export function clientIdFormat(value: string): string | undefined {
  return isNoSegment(value) ? "it can't be . or .., which a URL path can't contain" : oneLine(value);
}
