/** Shorter ones are words, and no secret is one. */
const shortestSecret = 6;
const longestMessage = 500;

/**
 * Makes a service's own words fit to be shown: without any of the secrets that this process knows, however the
 * service may have echoed them, without control characters that a terminal would obey, and not endless.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text;
  // The longest first, so that one secret which is part of another leaves nothing of the other behind.
  for (const secret of [...secrets].filter((s) => s.length >= shortestSecret).sort((a, b) => b.length - a.length)) {
    for (const spelling of new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret.toWellFormed()),
    ])) {
      clean = clean.replaceAll(spelling, "[secret]");
    }
  }
  // Controls, also those that turn the direction of writing, and separators of lines.
  clean = clean.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return clean.length > longestMessage ? `${clean.slice(0, longestMessage)}…` : clean;
}
