/** Formats of texts: each returns the problem, or undefined. Values are never quoted: any of them may be a secret. */

/**
 * Services trim names, so a name with surrounding white space would show drift forever; and a control character, such as a
 * line break, is invisible in every console.
 */
export function oneLine(value: string): string | undefined {
  if (value !== value.trim()) return "it must not begin or end with white space";
  return /\p{Cc}/u.test(value) ? "it must not contain control characters, such as line breaks or tabs" : undefined;
}

export function httpUrl(value: string): string | undefined {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return "it must be a complete URL, such as https://example.com/path";
  }
  return url.protocol === "https:" || url.protocol === "http:"
    ? oneLine(value)
    : "it must be a URL that begins with https:// or http://";
}

/** RFC 6749 3.3: white space separates scopes. */
export function scopeValue(value: string): string | undefined {
  return /[\s\p{Cc}]/u.test(value)
    ? "it must not contain white space, which separates scopes (RFC 6749 3.3), or control characters"
    : undefined;
}

/** A part of a configuration key: `onelogin-acme:url`. */
export function profileName(value: string): string | undefined {
  return /^[\w-]+$/.test(value) ? undefined : "it may contain only letters, digits, - and _";
}
